// From the form of a description back to the description.
#include "base/failures.hpp"
#include "base/text.hpp"
#include "capabilities/catalogue/drafting.hpp"
#include "capabilities/catalogue/pages_description.hpp"
#include "capabilities/catalogue/pages_spelling.hpp"
#include "capabilities/catalogue/pages_words.hpp"
#include "capabilities/catalogue/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::catalogue {
namespace {

using platform::Form;

Failure none_of_ours(std::string_view field) {
    return {Kind::invalid, "Choose one of the choices", "/" + replace_all(field, "-", "/")};
}

template <class Enum>
Outcome choose(const Form& form, const std::string& field, Enum& out) {
    if (boost::describe::enum_from_string(form.value(field).c_str(), out)) return {};
    return none_of_ours(field);
}

void take_title(const Form& form, const std::string& field, Title& out) {
    out = {form.value(field + "-lv"), form.value(field + "-en")};
}

Outcome take_type(const Form& form, std::size_t index, Field& out) {
    auto type = at_field(index, "type");
    return take_spelling(form.value(type), out) ? Outcome{} : none_of_ours(type);
}

// As people write it; what is no value of the type the rule refuses.
std::optional<std::string> bound(const Form& form, const std::string& name, const Field& field) {
    auto written = form.optional(name);
    if (!written) return {};
    table::Spelling spelling{field.type, field.decimal_mark.value_or(table::DecimalMark::point),
                             field.date_order.value_or(table::DateOrder::iso)};
    std::string canonical;
    for (const auto& spelt : {table::Spelling{field.type}, spelling})
        if (table::append_canonical(canonical, *written, spelt)) return canonical;
    return written;
}

Outcome take_bounds(const Form& form, std::size_t index, Field& out) {
    out.least = bound(form, at_field(index, "least"), out);
    out.greatest = bound(form, at_field(index, "greatest"), out);
    auto longest = form.optional(at_field(index, "longest"));
    out.longest = longest ? number<std::size_t>(*longest) : std::nullopt;
    if (longest && !out.longest)
        return Failure{Kind::invalid, "Write a whole number",
                       fmt::format("/dataset/fields/{}/longest", index)};
    DatasetId dataset{form.value(at_field(index, "reference-dataset"))};
    auto field = form.value(at_field(index, "reference-field"));
    out.reference.reset();
    if (!dataset.empty() || !field.empty()) out.reference = {std::move(dataset), std::move(field)};
    return {};
}

Outcome take_field(const Form& form, std::size_t index, Fixed fixed, Field& out) {
    take_title(form, at_field(index, "label"), out.label);
    Failures unread;
    unread.add(choose(form, at_field(index, "personal"), out.personal));
    unread.add(choose(form, at_field(index, "access"), out.access));
    if (fixed == Fixed::nothing) out.name = form.value(at_field(index, "name"));
    if (out.generated) return unread.told();
    out.required = form.value(at_field(index, "required")) == "yes";
    if (fixed == Fixed::nothing) {
        unread.add(take_type(form, index, out));
    } else {
        if (out.type != table::Type::decimal) out.decimal_mark.reset(); // as once was allowed
        if (out.type != table::Type::date) out.date_order.reset();
    }
    return unread.add(take_bounds(form, index, out)).told();
}

Outcome take_added_field(const Form& form, std::size_t index, Field& out) {
    out.source = form.value(at_field(index, "source"));
    return take_field(form, index, Fixed::nothing, out);
}

// `chosen` stands where the field was that the form names, before any was renamed.
Outcome take_key(const Form& form, std::optional<std::size_t> chosen, Fixed fixed, Dataset& out) {
    if (form.value("dataset-key") == row_number_choice) {
        number_rows(out);
        return {};
    }
    if (!chosen)
        return Failure{Kind::invalid, "Choose the field a row is found by", "/dataset/key"};
    out.key = out.fields[*chosen].name;
    if (fixed == Fixed::nothing) // the number of a row is there to be the key
        std::erase_if(out.fields,
                      [&](const Field& field) { return field.generated && field.name != out.key; });
    return {};
}

bool is_left_empty(const Form& form, std::size_t index) {
    return form.value(at_field(index, "source")).empty() &&
           form.value(at_field(index, "name")).empty();
}

} // namespace

std::string at_field(std::size_t index, std::string_view member) {
    return fmt::format("dataset-fields-{}-{}", index, member);
}

Dataset with_added_fields(const Form& form, Dataset known) {
    auto asked = number<std::size_t>(form.value("fields")).value_or(0);
    while (known.fields.size() < std::min(asked, limits::dataset_fields))
        known.fields.emplace_back();
    return known;
}

Result<Dataset> dataset_from(const Form& form, Dataset known, Fixed fixed) {
    const auto before = known;
    take_title(form, "dataset-title", known.title);
    take_title(form, "dataset-description", known.description);
    known.legal_basis = form.value("dataset-legal_basis");
    Failures unread;
    unread.add(choose(form, "dataset-frequency", known.frequency));
    unread.add(choose(form, "dataset-access", known.access));
    known = with_added_fields(form, std::move(known));
    while (known.fields.size() > before.fields.size() &&
           is_left_empty(form, known.fields.size() - 1))
        known.fields.pop_back();
    for (std::size_t i = 0; i < known.fields.size(); ++i)
        unread.add(i < before.fields.size() ? take_field(form, i, fixed, known.fields[i])
                                            : take_added_field(form, i, known.fields[i]));
    if (fixed != Fixed::key_as_well)
        unread.add(take_key(form, position(before, form.value("dataset-key")), fixed, known));
    if (!unread.any()) return known;
    return unread.after(valid(known, fixed == Fixed::nothing ? nullptr : &before)).error();
}

} // namespace vienreiz::catalogue
