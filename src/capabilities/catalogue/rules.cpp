#include "capabilities/catalogue/rules.hpp"

#include "base/limits.hpp"
#include "capabilities/catalogue/view.hpp"
#include "platform/valid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace vienreiz::catalogue {
namespace {

using platform::valid_sentence;
Outcome valid_name(std::string_view name, std::string_view also, std::string_view where) {
    auto allowed = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || also.contains(c);
    };
    if (name.empty() || name.size() > 64 || !std::ranges::all_of(name, allowed))
        return Failure{Kind::invalid,
                       fmt::format("\"{}\" cannot be a name: use up to 64 of a to z, 0 to 9 and {}",
                                   escaped(table::shortened(name)), also),
                       std::string(where)};
    return {};
}

Outcome valid_title(const Title& title, const std::string& where) {
    TRY(valid_sentence(title.lv, where + "/lv"));
    return valid_sentence(title.en, where + "/en");
}

Outcome valid_bound(const std::optional<std::string>& bound, table::Type type,
                    const std::string& where) {
    if (!bound) return {};
    std::string canonical;
    auto spelt = table::append_canonical(canonical, *bound, {type});
    if (!spelt) return Failure{Kind::invalid, spelt.error().what, where};
    if (canonical != *bound)
        return Failure{Kind::invalid, fmt::format("Write this bound as {}", canonical), where};
    return {};
}

Outcome valid_source(const Field& field, const std::string& where) {
    if (!field.generated) return valid_sentence(field.source, where + "/source");
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

Outcome valid_field(const Field& field, const std::string& where) {
    TRY(valid_name(field.name, "_", where + "/name"));
    TRY(valid_source(field, where));
    TRY(valid_title(field.label, where + "/label"));
    TRY(valid_bound(field.least, field.type, where + "/least"));
    TRY(valid_bound(field.greatest, field.type, where + "/greatest"));
    if (field.personal != Personal::none && field.access == FieldAccess::open)
        return Failure{Kind::invalid, "A field with personal data is not open to everybody",
                       where + "/access"};
    return {};
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

// What a field refers to is there when it is first said; whether it stays, its steward decides.
Outcome references_exist(const store::Snapshot& view, const Dataset& wanted,
                         const Dataset* before) {
    for (std::size_t i = 0; i < wanted.fields.size(); ++i) {
        const auto& reference = wanted.fields[i].reference;
        if (!reference) continue;
        auto at = before ? position(*before, wanted.fields[i].name) : std::nullopt;
        const auto* earlier = at ? &before->fields[*at].reference : nullptr;
        if (earlier && *earlier && (*earlier)->dataset == reference->dataset &&
            (*earlier)->field == reference->field)
            continue;
        auto where = fmt::format("/dataset/fields/{}/reference", i);
        auto other = reference->dataset == wanted.id ? std::optional(wanted)
                                                     : dataset(view, reference->dataset);
        if (!other)
            return Failure{Kind::invalid, "There is no such dataset to refer to",
                           where + "/dataset"};
        if (!position(*other, reference->field))
            return Failure{Kind::invalid, "That dataset has no such field", where + "/field"};
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
    TRY(valid_id(dataset.id));
    TRY(valid_title(dataset.title, "/dataset/title"));
    TRY(valid_title(dataset.description, "/dataset/description"));
    TRY(valid_sentence(dataset.legal_basis, "/dataset/legal_basis"));
    if (dataset.fields.empty())
        return Failure{Kind::invalid, "A dataset has at least one field", "/dataset/fields"};
    if (dataset.fields.size() > limits::dataset_fields)
        return Failure{Kind::too_large,
                       fmt::format("A dataset has at most {} fields", limits::dataset_fields),
                       "/dataset/fields"};
    std::set<std::string_view> names, sources;
    for (std::size_t i = 0; i < dataset.fields.size(); ++i) {
        auto where = fmt::format("/dataset/fields/{}", i);
        TRY(valid_field(dataset.fields[i], where));
        TRY(valid_new_name(dataset.fields[i].name, before, where));
        if (!names.insert(dataset.fields[i].name).second)
            return Failure{Kind::conflict, "Two fields have this name", where + "/name"};
        if (!sources.insert(dataset.fields[i].source).second)
            return dataset.fields[i].generated
                       ? Failure{Kind::conflict, "One field holds the number of the row",
                                 where + "/generated"}
                       : Failure{Kind::conflict, "Two fields come from this column",
                                 where + "/source"};
    }
    if (!position(dataset, dataset.key))
        return Failure{Kind::invalid,
                       fmt::format("The key \"{}\" is not among the fields", dataset.key),
                       "/dataset/key"};
    return {};
}

Result<Events> decide(const Moment&, const Caller& caller, const store::Snapshot& view,
                      const DescribeDataset& wish) {
    TRY(valid(wish.dataset));
    if (!institutions::institution(view, wish.dataset.steward))
        return Failure{Kind::missing, "There is no such institution", "/dataset/steward"};
    if (!may_steward(caller, wish.dataset.steward))
        return Failure{Kind::forbidden, "You may describe datasets of your own institution only",
                       "/dataset/steward"};
    if (dataset(view, wish.dataset.id))
        return Failure{Kind::conflict,
                       "There is a dataset with this id; choose another, or revise that one",
                       "/dataset/id"};
    TRY(references_exist(view, wish.dataset, nullptr));
    return Events{{}, wish.dataset.id.text}.add(DatasetDescribed{wish.dataset});
}

Result<Events> decide(const Moment&, const Caller& caller, const store::Snapshot& view,
                      const ReviseDataset& wish) {
    auto before = dataset(view, wish.dataset.id);
    if (!before) return Failure{Kind::missing, "There is no such dataset", "/dataset/id"};
    if (!may_steward(caller, before->steward))
        return Failure{Kind::forbidden, "You may revise datasets of your own institution only",
                       "/dataset/steward"};
    TRY(valid(wish.dataset, &*before));
    TRY(keeps(*before, wish.dataset, key_may_change(view, before->id)));
    TRY(references_exist(view, wish.dataset, &*before));
    return Events{{}, wish.dataset.id.text}.add(DatasetRevised{wish.dataset});
}

Result<Events> decide(const Moment&, const Caller&, const store::Snapshot& view,
                      const WithdrawDataset& wish) {
    if (!dataset(view, wish.dataset))
        return Failure{Kind::missing, "There is no such dataset", "/dataset"};
    TRY(valid_sentence(wish.reason, "/reason"));
    return Events{{}, wish.dataset.text}.add(DatasetWithdrawn{wish.dataset, wish.reason});
}

} // namespace vienreiz::catalogue
