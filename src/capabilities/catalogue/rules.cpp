#include "capabilities/catalogue/rules.hpp"

#include "base/failures.hpp"
#include "base/limits.hpp"
#include "capabilities/catalogue/view.hpp"
#include "platform/valid.hpp"
#include "table/order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace vienreiz::catalogue {
namespace {

using platform::valid_sentence;
using platform::valid_text;

Outcome valid_name(std::string_view name, std::string_view also, std::string_view where) {
    if (name.empty()) return Failure{Kind::invalid, "This must not be empty", std::string(where)};
    auto allowed = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || also.contains(c);
    };
    if (name.size() > 64 || !std::ranges::all_of(name, allowed))
        return Failure{Kind::invalid,
                       fmt::format("\"{}\" cannot be a name: use up to 64 of a to z, 0 to 9 and {}",
                                   escaped(table::shortened(name)), also),
                       std::string(where)};
    return {};
}

Outcome valid_title(const Title& title, const std::string& where) {
    return Failures()
        .add(valid_sentence(title.lv, where + "/lv"))
        .add(valid_sentence(title.en, where + "/en"))
        .told();
}

Outcome valid_bound(const std::optional<std::string>& bound, table::Type type,
                    const std::string& where) {
    if (!bound) return {};
    TRY(valid_sentence(*bound, where));
    std::string canonical;
    auto spelt = table::append_canonical(canonical, *bound, {type});
    if (!spelt) return Failure{Kind::invalid, spelt.error().what, where};
    if (canonical != *bound)
        return Failure{Kind::invalid, fmt::format("Write this bound as {}", canonical), where};
    return {};
}

Outcome valid_source(const Field& field, const std::string& where) {
    if (!field.generated) return platform::valid_length(field.source, where + "/source");
    if (!field.source.empty())
        return Failure{Kind::invalid, "What is generated comes from no column; leave this empty",
                       where + "/source"};
    if (field.type != table::Type::integer)
        return Failure{Kind::invalid, "The number of a row is a whole number", where + "/type"};
    return {};
}

// A field that was there before this was known stays.
Outcome valid_new_name(const std::string& name, const Dataset* before, const std::string& where) {
    if (before && position(*before, name)) return {};
    if (std::ranges::find(reserved_names(), name) == reserved_names().end()) return {};
    return Failure{Kind::invalid,
                   fmt::format("\"{}\" is a parameter of every query, so nobody could ask by this "
                               "field; give it another name",
                               name),
                   where + "/name"};
}

// What says how values are spelt, and which may be, is about their type.
Outcome valid_constraints(const Field& field, const std::string& where) {
    Failures failures;
    if (field.decimal_mark && field.type != table::Type::decimal)
        failures.add(
            {Kind::invalid, "Only a decimal number has a decimal mark", where + "/decimal_mark"});
    if (field.date_order && field.type != table::Type::date)
        failures.add({Kind::invalid, "Only a date has an order of day, month and year",
                      where + "/date_order"});
    if (field.longest == std::size_t{0})
        failures.add(
            {Kind::invalid, "The longest value has at least one character", where + "/longest"});
    auto least = valid_bound(field.least, field.type, where + "/least"),
         greatest = valid_bound(field.greatest, field.type, where + "/greatest");
    failures.add(least).add(greatest);
    if (least && greatest && field.least && field.greatest &&
        table::precedes(field.type, *field.greatest, *field.least))
        failures.add(
            {Kind::invalid, "The greatest value is less than the least", where + "/greatest"});
    return failures.told();
}

Outcome valid_field(const Field& field, const std::string& where) {
    Failures failures;
    failures.add(valid_name(field.name, "_", where + "/name"));
    failures.add(valid_source(field, where));
    failures.add(valid_title(field.label, where + "/label"));
    failures.add(valid_constraints(field, where));
    if (field.personal != Personal::none && field.access == FieldAccess::open)
        failures.add({Kind::invalid, "A field with personal data is not open to everybody",
                      where + "/access"});
    return failures.told();
}

Outcome valid_fields(const std::vector<Field>& fields, const Dataset* before) {
    if (fields.empty())
        return Failure{Kind::invalid, "A dataset has at least one field", "/dataset/fields"};
    if (fields.size() > limits::dataset_fields)
        return Failure{Kind::too_large,
                       fmt::format("A dataset has at most {} fields", limits::dataset_fields),
                       "/dataset/fields"};
    Failures failures;
    std::set<std::string_view> names, sources;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto where = fmt::format("/dataset/fields/{}", i);
        failures.add(valid_field(fields[i], where));
        failures.add(valid_new_name(fields[i].name, before, where));
        if (!names.insert(fields[i].name).second && !fields[i].name.empty())
            failures.add({Kind::conflict, "Two fields have this name", where + "/name"});
        if (!sources.insert(fields[i].source).second)
            failures.add(fields[i].generated
                             ? Failure{Kind::conflict, "One field holds the number of the row",
                                       where + "/generated"}
                             : Failure{Kind::conflict, "Two fields come from this column",
                                       where + "/source"});
    }
    return failures.told();
}

Outcome valid_key(const Dataset& dataset) {
    auto at = position(dataset, dataset.key);
    if (!at)
        return Failure{Kind::invalid,
                       fmt::format("The key \"{}\" is not among the fields", dataset.key),
                       "/dataset/key"};
    if (dataset.fields[*at].access == FieldAccess::closed)
        return Failure{Kind::invalid,
                       "Rows are asked for by their key, so its field cannot be closed",
                       "/dataset/key"};
    return {};
}

// A reference that stood there before may have lost its dataset since; that is not for this revision to answer.
bool stood_before(const Reference& reference, std::string_view field, const Dataset* before) {
    auto at = before ? position(*before, field) : std::nullopt;
    if (!at || !before->fields[*at].reference) return false;
    const auto& known = *before->fields[*at].reference;
    return known.dataset == reference.dataset && known.field == reference.field;
}

// What agreements were signed on stays as it was; the key, once rows were published by it.
Outcome keeps(const Dataset& before, const Dataset& after, bool key_may_change) {
    if (before.steward != after.steward)
        return Failure{Kind::conflict, "A revision does not change the steward",
                       "/dataset/steward"};
    if (before.key != after.key && !key_may_change)
        return Failure{Kind::conflict,
                       "A revision does not change the key once a version is published",
                       "/dataset/key"};
    for (const auto& field : before.fields) {
        auto at = position(after, field.name);
        if (!at)
            return Failure{
                Kind::conflict,
                fmt::format("A revision keeps every field, but \"{}\" is gone; close it instead",
                            field.name),
                "/dataset/fields"};
        if (after.fields[*at].type != field.type)
            return Failure{
                Kind::conflict,
                fmt::format("A revision keeps the type of every field, but that of \"{}\" changed",
                            field.name),
                fmt::format("/dataset/fields/{}/type", *at)};
    }
    return {};
}

bool may_steward(const Caller& caller, const InstitutionId& steward) {
    return caller.sort == Caller::Sort::nobody || caller.institution == steward;
}

} // namespace

Outcome valid_id(const DatasetId& id) { return valid_name(id.text, "-", "/dataset/id"); }

std::span<const std::string_view> reserved_names() {
    static constexpr auto names = std::to_array<std::string_view>(
        {"keys", "limit", "after", "format", "fields", "agreement", "version"});
    return names;
}

Outcome valid(const Dataset& dataset, const Dataset* before) {
    Failures failures;
    failures.add(valid_id(dataset.id));
    failures.add(valid_title(dataset.title, "/dataset/title"));
    failures.add(valid_text(dataset.description.lv, "/dataset/description/lv"));
    failures.add(valid_text(dataset.description.en, "/dataset/description/en"));
    failures.add(valid_text(dataset.legal_basis, "/dataset/legal_basis"));
    failures.add(valid_fields(dataset.fields, before));
    failures.add(valid_key(dataset));
    return failures.told();
}

Outcome valid_references(const store::Snapshot& view, const Dataset& dataset,
                         const Dataset* before) {
    Failures failures;
    for (std::size_t i = 0; i < dataset.fields.size(); ++i) {
        const auto& reference = dataset.fields[i].reference;
        if (!reference || stood_before(*reference, dataset.fields[i].name, before)) continue;
        auto where = fmt::format("/dataset/fields/{}/reference", i);
        auto other = reference->dataset == dataset.id
                         ? std::optional(dataset)
                         : catalogue::dataset(view, reference->dataset);
        if (!other)
            failures.add(
                {Kind::invalid,
                 fmt::format("There is no dataset {} to refer to", reference->dataset.text),
                 where + "/dataset"});
        else if (!position(*other, reference->field))
            failures.add({Kind::invalid,
                          fmt::format("The dataset {} has no field \"{}\"", reference->dataset.text,
                                      reference->field),
                          where + "/field"});
    }
    return failures.told();
}

Result<Events> decide(const Moment&, const Caller& caller, const store::Snapshot& view,
                      const DescribeDataset& wish) {
    TRY(Failures()
            .add(valid(wish.dataset))
            .add(valid_references(view, wish.dataset, nullptr))
            .told());
    if (!institutions::institution(view, wish.dataset.steward))
        return Failure{Kind::missing, "There is no such institution", "/dataset/steward"};
    if (!may_steward(caller, wish.dataset.steward))
        return Failure{Kind::forbidden, "You may describe datasets of your own institution only",
                       "/dataset/steward"};
    if (dataset(view, wish.dataset.id))
        return Failure{Kind::conflict,
                       "There is a dataset with this id; choose another, or revise that one",
                       "/dataset/id"};
    return Events{{}, wish.dataset.id.text}.add(DatasetDescribed{wish.dataset});
}

Result<Events> decide(const Moment&, const Caller& caller, const store::Snapshot& view,
                      const ReviseDataset& wish) {
    auto before = dataset(view, wish.dataset.id);
    if (!before) return Failure{Kind::missing, "There is no such dataset", "/dataset/id"};
    if (!may_steward(caller, before->steward))
        return Failure{Kind::forbidden, "You may revise datasets of your own institution only",
                       "/dataset/steward"};
    TRY(Failures()
            .add(valid(wish.dataset, &*before))
            .add(valid_references(view, wish.dataset, &*before))
            .told());
    TRY(keeps(*before, wish.dataset, key_may_change(view, before->id)));
    return Events{{}, wish.dataset.id.text}.add(DatasetRevised{wish.dataset});
}

Result<Events> decide(const Moment&, const Caller&, const store::Snapshot& view,
                      const WithdrawDataset& wish) {
    if (!dataset(view, wish.dataset))
        return Failure{Kind::missing, "There is no such dataset", "/dataset"};
    TRY(valid_text(wish.reason, "/reason"));
    return Events{{}, wish.dataset.text}.add(DatasetWithdrawn{wish.dataset, wish.reason});
}

} // namespace vienreiz::catalogue
