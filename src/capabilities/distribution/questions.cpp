#include "capabilities/distribution/questions.hpp"

#include "base/limits.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::distribution {

// ---- what was given ----------------------------------------------------------------------------------

namespace {

Outcome add_keys(std::vector<std::string>& keys, std::string_view encoded) {
    for (auto key : split(encoded, ',')) {
        if (keys.size() == limits::query_keys)
            return Failure{Kind::too_large,
                           fmt::format("One request asks for at most {} keys", limits::query_keys),
                           "keys"};
        keys.push_back(TRY(percent_decode(key, true)));
    }
    return {};
}

Failure asks_for_nothing(std::string_view list) {
    return {Kind::invalid, "An empty list asks for nothing; leave it out", "/" + std::string(list)};
}

bool is_of_every_query(std::string_view name) {
    return name == "fields" || name == "agreement" || name == "version" || name == "as_of";
}

} // namespace

std::string_view Parameters::operator[](std::string_view name) const {
    auto found = by_name.find(name);
    return found == by_name.end() ? std::string_view() : found->second;
}

Result<Parameters> parameters_of(const http::Request& request) {
    Parameters out;
    if (request.query.empty()) return out;
    for (auto pair : split(request.query, '&')) {
        auto equals = pair.find('=');
        auto name = TRY(percent_decode(pair.substr(0, equals), true));
        auto encoded = equals == pair.npos ? std::string_view() : pair.substr(equals + 1);
        if (name == "keys") {
            TRY(add_keys(out.keys, encoded));
            continue;
        }
        auto value = TRY(percent_decode(encoded, true));
        if (!out.by_name.emplace(name, std::move(value)).second)
            return Failure{Kind::invalid, "This parameter stands twice in the address", name};
    }
    return out;
}

Result<Parameters> parameters_of(const AskRows& body) {
    Parameters out;
    auto text = [&](std::string name, const std::optional<std::string>& value) {
        if (value) out.by_name[std::move(name)] = *value;
    };
    auto list = [&](std::string name,
                    const std::optional<std::vector<std::string>>& values) -> Outcome {
        if (values && values->empty()) return asks_for_nothing(name);
        if (values) out.by_name[std::move(name)] = join(*values, ",");
        return {};
    };
    auto whole = [&](std::string name, const std::optional<std::uint64_t>& value) {
        if (value) out.by_name[std::move(name)] = std::to_string(*value);
    };
    text("filter", body.filter);
    text("after", body.after);
    text("agreement", body.agreement);
    text("as_of", body.as_of);
    TRY(list("fields", body.fields));
    TRY(list("sort", body.sort));
    TRY(list("group_by", body.group_by));
    TRY(list("aggregate", body.aggregate));
    whole("limit", body.limit);
    whole("version", body.version);
    if (body.format) out.by_name["format"] = boost::describe::enum_to_string(*body.format, "");
    if (body.keys && body.keys->empty()) return asks_for_nothing("keys");
    out.keys = body.keys.value_or(std::vector<std::string>());
    if (out.keys.size() <= limits::query_keys) return out;
    return Failure{Kind::too_large,
                   fmt::format("One request asks for at most {} keys", limits::query_keys),
                   "/keys"};
}

namespace {

// Of a question that names these already: how they are written in the grammar.
Result<Question> question_in(std::string_view sql, Parameters others) {
    auto read = TRY(query::parse_sql(sql));
    Question out{std::move(read.dataset), std::move(others)};
    auto list = [&](std::string name, const std::vector<std::string>& values) {
        if (!values.empty()) out.parameters.by_name[std::move(name)] = join(values, ",");
    };
    if (read.filter) out.parameters.by_name["filter"] = query::to_text(*read.filter);
    if (read.limit) out.parameters.by_name["limit"] = std::to_string(*read.limit);
    list("fields", read.fields);
    list("group_by", read.group_by);
    list("aggregate", read.aggregates);
    list("sort", read.sort);
    return out;
}

} // namespace

Result<Question> question_of(const AskSql& body) {
    return question_in(body.query, TRY(parameters_of(AskRows{.agreement = body.agreement,
                                                             .as_of = body.as_of,
                                                             .version = body.version,
                                                             .format = body.format})));
}

Result<Question> question_of_sql(const http::Request& request) {
    auto given = TRY(parameters_of(request));
    if (!given.keys.empty()) given.by_name["keys"] = {};
    for (const auto& [name, value] : given.by_name)
        if (name != "query" && name != "agreement" && name != "as_of" && name != "version" &&
            name != "format")
            return Failure{Kind::invalid,
                           fmt::format("\"{}\" is no parameter of a question in SQL", name), name};
    auto sql = given.by_name.extract("query");
    if (sql.empty()) return Failure{Kind::invalid, "Say what is asked: ?query=SELECT …", "query"};
    return question_in(sql.mapped(), std::move(given));
}

GrantQuery grant_query(std::string_view dataset, const Parameters& parameters) {
    return {dataset, parameters["agreement"], parameters["fields"], parameters["version"],
            parameters["as_of"]};
}

Outcome is_look_up(const Parameters& parameters) {
    auto refused = [](std::string_view name) {
        return Failure{Kind::invalid,
                       fmt::format("\"{}\" is no parameter of a look-up by key", name),
                       std::string(name)};
    };
    if (!parameters.keys.empty()) return refused("keys");
    for (const auto& [name, value] : parameters.by_name)
        if (!is_of_every_query(name)) return refused(name);
    return {};
}

// A value as the dataset spells it, so that what is compared is canonical on both sides.
Result<std::string> canonical(const catalogue::Field& field, std::string_view value) {
    std::string out;
    auto spelt = table::append_canonical(out, value, {field.type});
    if (!spelt) return Failure{Kind::invalid, spelt.error().what, field.name};
    return out;
}

// ---- what it asks for --------------------------------------------------------------------------------

query::Fields fields_of(const Grant& grant) {
    return [&grant](std::string_view name) -> std::optional<query::Field> {
        auto at = catalogue::position(grant.dataset, name);
        if (!at || *at >= grant.rows->summary().columns.size()) return {};
        if (!grant.is_askable(*at)) return {};
        return query::Field{*at, grant.dataset.fields[*at].type};
    };
}

namespace {

Result<std::vector<std::string>> wanted_keys(const Grant& grant,
                                             const std::vector<std::string>& keys) {
    std::vector<std::string> out;
    for (const auto& key : keys)
        out.push_back(TRY(canonical(grant.dataset.fields[grant.key], key)));
    return out;
}

Result<query::Condition> wanted_equal(const Grant& grant, const std::string& name,
                                      const std::string& value) {
    if (!fields_of(grant)(name))
        return Failure{Kind::invalid,
                       fmt::format("\"{}\" is neither a parameter nor a field you may have", name),
                       name};
    using query::Relation;
    return query::bind_to({.form = query::Filter::Form::test,
                           .field = name,
                           .relation = value.empty() ? Relation::null : Relation::eq,
                           .values = {value}},
                          fields_of(grant));
}

// Who is asked for by a code stands on record, found or not; so a code is asked for whole. From how many rows begin
// with a part of one, or come before it, anybody's presence could be told off record.
Outcome asks_for_people_whole(const Grant& grant, const query::Condition& condition) {
    for (const auto& part : condition.parts) TRY(asks_for_people_whole(grant, part));
    using query::Relation;
    auto relation = condition.relation;
    if (condition.form != query::Filter::Form::test || !grant.is_of_people(condition.column) ||
        relation == Relation::eq || relation == Relation::ne || relation == Relation::in ||
        relation == Relation::null)
        return {};
    return Failure{Kind::invalid,
                   "People are asked for by their whole code: with eq, ne, in or null",
                   grant.dataset.fields[condition.column].name};
}

Result<std::uint64_t> wanted_limit(const Grant& grant, std::string_view value) {
    auto limit = number<std::uint64_t>(value);
    if (limit && *limit > 0 && *limit <= grant.most_rows) return *limit;
    return Failure{Kind::invalid, fmt::format("limit is a number from 1 to {}", grant.most_rows),
                   "limit"};
}

// A group by a person's code, or the least name there is, would tell of a person off record. Whom a small group tells
// of stands on it.
Outcome groups_nobody(const Grant& grant, const query::Grouping& grouping) {
    if (grant.person_columns.empty()) return {};
    if (std::ranges::any_of(grouping.by,
                            [&](std::size_t column) { return grant.is_of_people(column); }))
        return Failure{Kind::invalid, "People are asked for row by row, and not in groups",
                       "group_by"};
    auto names_somebody = [&](const query::Aggregate& one) {
        return one.is_a_value() && (one.type == table::Type::text || one.column == grant.key);
    };
    if (std::ranges::none_of(grouping.of, names_somebody)) return {};
    return Failure{Kind::invalid,
                   "In data about people the least and the greatest are told of numbers, dates and "
                   "instants, and not of text or of keys",
                   "aggregate"};
}

Result<std::optional<query::Grouping>> wanted_grouping(const Grant& grant,
                                                       const Parameters& parameters) {
    auto by = parameters["group_by"], of = parameters["aggregate"];
    bool grouped = parameters.by_name.contains("group_by"),
         told = parameters.by_name.contains("aggregate");
    if (!grouped && !told) return std::optional<query::Grouping>();
    query::Grouping out;
    if (grouped) out.by = TRY(query::parse_group_fields(by, fields_of(grant)));
    if (told) out.of = TRY(query::parse_aggregates(of, fields_of(grant)));
    TRY(groups_nobody(grant, out));
    if (!grant.person_columns.empty()) out.few = limits::small_group;
    if (parameters.by_name.contains("fields"))
        return Failure{Kind::invalid, "A group has the fields it is grouped by, and no others",
                       "fields"};
    return std::optional(std::move(out));
}

Outcome want_order(Wanted& wanted, const Grant& grant, const Parameters& parameters) {
    if (!parameters.by_name.contains("sort")) return {};
    if (wanted.grouping)
        wanted.group_order =
            TRY(query::parse_group_order(parameters["sort"], *wanted.grouping, fields_of(grant)));
    else
        wanted.order = TRY(query::parse_order(parameters["sort"], fields_of(grant)));
    return {};
}

Outcome want_rows(Wanted& wanted, const Grant& grant, const Parameters& parameters) {
    for (const auto& [name, value] : parameters.by_name) {
        constexpr auto others = std::to_array<std::string_view>(
            {"format", "after", "limit", "sort", "group_by", "aggregate"});
        if (is_of_every_query(name) || std::ranges::find(others, name) != others.end()) continue;
        wanted.conditions.push_back(
            name == "filter"
                ? TRY(query::bind_to(TRY(query::parse_filter(value)), fields_of(grant)))
                : TRY(wanted_equal(grant, name, value)));
        if (wanted.conditions.size() > limits::query_filters)
            return Failure{Kind::too_large, fmt::format("One request has at most {} filters",
                                                        limits::query_filters)};
    }
    for (const auto& condition : wanted.conditions) TRY(asks_for_people_whole(grant, condition));
    return {};
}

} // namespace

Result<Wanted> wanted_of(const http::Request& request, const Grant& grant,
                         const Parameters& parameters) {
    Wanted wanted;
    auto named = parameters.by_name.find("format");
    wanted.format =
        TRY(format_of(request, named == parameters.by_name.end() ? std::optional<std::string_view>()
                                                                 : named->second));
    wanted.keys = TRY(wanted_keys(grant, parameters.keys));
    wanted.after = parameters["after"];
    wanted.limit = parameters.by_name.contains("limit")
                       ? TRY(wanted_limit(grant, parameters["limit"]))
                       : std::min<std::uint64_t>(limits::page_rows_default, grant.most_rows);
    TRY(want_rows(wanted, grant, parameters));
    wanted.grouping = TRY(wanted_grouping(grant, parameters));
    TRY(want_order(wanted, grant, parameters));
    bool page_by_page = !wanted.conditions.empty() || !wanted.after.empty() ||
                        !wanted.order.empty() || wanted.grouping;
    if (!wanted.keys.empty() && page_by_page)
        return Failure{Kind::invalid, "Ask by keys, or by filters page by page, not both at once",
                       "keys"};
    return wanted;
}

std::string next_address(const Grant& grant, const Parameters& parameters, std::string_view after) {
    std::string address = fmt::format("/api/datasets/{}/rows?", grant.dataset.id.text);
    for (const auto& [name, value] : parameters.by_name)
        if (name != "after" && name != "version" && name != "as_of")
            address += fmt::format("{}={}&", percent_encode(name), percent_encode(value));
    return address +
           fmt::format("version={}&after={}", grant.version.number, percent_encode(after));
}

} // namespace vienreiz::distribution
