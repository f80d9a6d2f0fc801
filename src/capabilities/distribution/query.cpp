#include "capabilities/distribution/query.hpp"

#include "base/limits.hpp"
#include "capabilities/distribution/record.hpp"
#include "capabilities/distribution/render.hpp"
#include "capabilities/institutions/api.hpp"
#include "query/order.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::distribution {
namespace {

using platform::Ask;
using platform::Found;

// ---- what every answer has in common --------------------------------------------------------------

// Registers write a code as 325678-90123 or 32567890123: the same person, so the same tag.
std::string tag_of(const Ask& ask, std::string_view code) {
    auto normal = institutions::normal_personal_code(code);
    return hex(ask.node.person_tags->tag(normal ? *normal : code));
}

bool holds(const auto& list, const auto& value) {
    return std::ranges::find(list, value) != list.end();
}

// Whom the answer concerns: those whose data it holds, and those who were asked for by their code. Of
// these it tells something even when it is empty, so they see that somebody asked, found or not.
struct People {
    std::vector<std::string> tags;
    void add(const Ask& ask, const Grant& grant, const store::Row& row) {
        for (auto column : grant.person_columns) add(ask, grant, column, row.cell(column));
    }
    void add(const Ask& ask, const Grant& grant, std::size_t column, std::string_view value) {
        if (value.empty() || !holds(grant.person_columns, column)) return;
        auto tag = tag_of(ask, value);
        if (!holds(tags, tag)) tags.push_back(std::move(tag));
    }
    // Whether one more row could name more of them than the record of an answer holds.
    [[nodiscard]] bool full(const Grant& grant) const {
        return tags.size() + grant.person_columns.size() > limits::answer_people;
    }
};

Found answer(const Grant& grant, Asked asked, std::uint64_t rows, http::Response response,
             People people) {
    if (!grant.recorded) return response;
    bool concerns_people = !people.tags.empty();
    auto record = record_of(
        grant, {asked, rows, std::get<std::string>(response.body), std::move(people.tags)});
    return {std::move(response), std::move(record), concerns_people};
}

http::Response response_of(const Grant& grant, Format format, std::string body) {
    http::Response response;
    response.set("Content-Type", content_type(format));
    response.set("ETag", grant.etags[static_cast<std::size_t>(format)]);
    response.set("Cache-Control", grant.recorded ? "private, no-cache" : "no-cache");
    response.body = std::move(body);
    return response;
}

// Of the address, decoded.
struct Parameters {
    std::map<std::string, std::string, std::less<>> by_name; // all but keys
    std::vector<std::string> keys;
};

GrantQuery grant_query(const Ask& ask, const Parameters& parameters) {
    auto parameter = [&](std::string_view name) -> std::string_view {
        auto found = parameters.by_name.find(name);
        return found == parameters.by_name.end() ? std::string_view() : found->second;
    };
    return {ask.parameter("dataset"), parameter("agreement"), parameter("fields"),
            parameter("version")};
}

// RFC 3986 §2.2: what delimits stands as itself, and percent-encoded it is data. So a comma in a key is
// %2C, and the list is taken apart before it is decoded.
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

bool is_of_every_query(std::string_view name) {
    return name == "fields" || name == "agreement" || name == "version";
}

// With a misspelt "fields" everything would be given.
Outcome nothing_else(const Parameters& parameters) {
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

// ---- one row by key ------------------------------------------------------------------------------

// The same answer for a row that is not there and one outside the agreement.
http::Response row_missing() {
    return http::problem({Kind::missing, "There is no such row, or it lies outside the agreement"});
}

} // namespace

Result<Found> look_up(Grants& grants, const Ask& ask) {
    auto parameters = TRY(parameters_of(ask.request));
    TRY(nothing_else(parameters));
    auto grant = TRY(grants.find(ask, grant_query(ask, parameters)));
    TRY(grant->admit(ask.at));
    auto key = TRY(canonical(grant->dataset.fields[grant->key], ask.parameter("key")));
    People people;
    people.add(ask, *grant, grant->key, key);
    auto row = grant->rows->find(key);
    if (!row || !grant->covers(*row))
        return answer(*grant, Asked::key, 0, row_missing(), std::move(people));
    std::string body;
    body.reserve(512);
    append_json(body, *grant, *row);
    people.add(ask, *grant, *row);
    return answer(*grant, Asked::key, 1, response_of(*grant, Format::json, std::move(body)),
                  std::move(people));
}

// ---- several rows ----------------------------------------------------------------------------------

namespace {

struct Wanted {
    std::vector<std::string> keys;
    std::vector<query::Condition> conditions; // all of them
    query::Order order;                       // of keys where it is empty
    std::string after;
    std::uint64_t limit = limits::page_rows_default;
    Format format = Format::json;

    [[nodiscard]] Asked asked() const {
        return !keys.empty() ? Asked::keys : !conditions.empty() ? Asked::filter : Asked::page;
    }
};

Result<std::vector<std::string>> wanted_keys(const Grant& grant,
                                             const std::vector<std::string>& keys) {
    std::vector<std::string> out;
    for (const auto& key : keys)
        out.push_back(TRY(canonical(grant.dataset.fields[grant.key], key)));
    return out;
}

// Only by what the caller may see: a filter on a hidden field would tell its values one by one, and so would an order.
query::Fields fields_of(const Grant& grant) {
    return [&grant](std::string_view name) -> std::optional<query::Asked> {
        auto at = catalogue::position(grant.dataset, name);
        if (!at || *at >= grant.rows->summary().columns.size()) return {};
        if (*at != grant.key && !holds(grant.askable, *at)) return {};
        return query::Asked{*at, grant.dataset.fields[*at].type};
    };
}

Result<query::Condition> wanted_equal(const Grant& grant, const std::string& name,
                                      const std::string& value) {
    auto field = fields_of(grant)(name);
    if (!field)
        return Failure{Kind::invalid,
                       fmt::format("\"{}\" is neither a parameter nor a field you may have", name),
                       name};
    if (value.empty()) return query::equal(field->column, field->type, {});
    auto wanted = TRY(canonical(grant.dataset.fields[field->column], value));
    return query::equal(field->column, field->type, std::move(wanted));
}

// Who is asked for by a code stands on record, found or not; so a code is asked for whole. From how many rows begin
// with a part of one, or come before it, anybody's presence could be told off record.
Outcome asks_for_people_whole(const Grant& grant, const query::Condition& condition) {
    for (const auto& part : condition.parts) TRY(asks_for_people_whole(grant, part));
    using query::Relation;
    auto relation = condition.relation;
    if (condition.sort != query::Filter::Sort::test ||
        !holds(grant.person_columns, condition.column) || relation == Relation::eq ||
        relation == Relation::ne || relation == Relation::in || relation == Relation::null)
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

Result<Wanted> wanted_of(const Ask& ask, const Grant& grant, const Parameters& parameters) {
    Wanted wanted;
    wanted.format = TRY(format_of(ask.request));
    wanted.limit = std::min<std::uint64_t>(wanted.limit, grant.most_rows);
    wanted.keys = TRY(wanted_keys(grant, parameters.keys));
    for (const auto& [name, value] : parameters.by_name) {
        if (is_of_every_query(name) || name == "format") continue;
        if (name == "after")
            wanted.after = value;
        else if (name == "limit")
            wanted.limit = TRY(wanted_limit(grant, value));
        else if (name == "sort")
            wanted.order = TRY(query::parse_order(value, fields_of(grant)));
        else if (name == "filter")
            wanted.conditions.push_back(
                TRY(query::bind_to(TRY(query::parse_filter(value)), fields_of(grant))));
        else
            wanted.conditions.push_back(TRY(wanted_equal(grant, name, value)));
        if (wanted.conditions.size() > limits::query_filters)
            return Failure{Kind::too_large, fmt::format("One request has at most {} filters",
                                                        limits::query_filters)};
    }
    for (const auto& condition : wanted.conditions) TRY(asks_for_people_whole(grant, condition));
    if (!wanted.keys.empty() &&
        (!wanted.conditions.empty() || !wanted.after.empty() || !wanted.order.empty()))
        return Failure{Kind::invalid, "Ask by keys, or by filters page by page, not both at once",
                       "keys"};
    return wanted;
}

struct Page {
    std::string body;
    std::uint64_t rows = 0;
    std::string last_key;
    bool more = false;
    std::optional<std::uint64_t> total; // rows that were asked for, on all pages
    People people;
};

Failure too_many_people(std::string_view where) {
    return {
        Kind::too_large,
        fmt::format("An answer concerns at most {} people; ask for fewer", limits::answer_people),
        std::string(where)};
}

void append(Page& page, const Ask& ask, const Grant& grant, Format format, const store::Row& row) {
    switch (format) {
    case Format::json:
        if (page.rows) page.body += ',';
        append_json(page.body, grant, row);
        break;
    case Format::ndjson:
        append_json(page.body, grant, row);
        page.body += '\n';
        break;
    case Format::csv:
        append_csv(page.body, grant, row);
        break;
    }
    ++page.rows;
    page.people.add(ask, grant, row);
}

Outcome fill_by_keys(Page& page, const Ask& ask, const Grant& grant, const Wanted& wanted) {
    for (const auto& key : wanted.keys) {
        if (page.people.full(grant)) return too_many_people("keys");
        page.people.add(ask, grant, grant.key, key);
        if (auto row = grant.rows->find(key); row && grant.covers(*row))
            append(page, ask, grant, wanted.format, *row);
    }
    return {};
}

// False when this row is of the next page.
bool add_in_order(Page& page, const Ask& ask, const Grant& grant, const Wanted& wanted,
                  const store::Row& row) {
    if (page.rows == wanted.limit || page.people.full(grant)) {
        page.more = true;
        return false;
    }
    append(page, ask, grant, wanted.format, row);
    page.last_key = row.cell(grant.key);
    return true;
}

// The row behind which a page in this order begins. In the order of keys that may be a key between two.
Result<std::optional<store::Rank>> begins_behind(const Grant& grant, const Wanted& wanted) {
    if (wanted.after.empty()) return std::optional<store::Rank>();
    auto behind = grant.rows->behind(wanted.after);
    bool is_there = behind > 0 && grant.rows->at(behind - 1).cell(grant.key) == wanted.after;
    if (!wanted.order.empty() && !is_there)
        return Failure{Kind::invalid,
                       fmt::format("Version {} has no row of this key to go on behind; take the "
                                   "address under \"next\" as it is",
                                   grant.version.number),
                       "after"};
    if (behind == 0) return std::optional<store::Rank>();
    return std::optional(static_cast<store::Rank>(behind - 1));
}

Outcome fill_from_index(Page& page, const Ask& ask, const Grant& grant, const Wanted& wanted,
                        const query::Condition& condition) {
    const auto& columns = *grant.rows->columns();
    query::Selection selection(columns, condition);
    page.total = selection.total();
    auto after = TRY(begins_behind(grant, wanted));
    // One more than are given, to see whether there is a next page. All are sought before the first is written, so that
    // their misses of the cache overlap.
    std::vector<store::Row> rows;
    rows.reserve(wanted.limit + 1);
    for (auto rank : query::page(columns, selection, wanted.order, after, wanted.limit + 1))
        rows.push_back(grant.rows->at(rank));
    for (const auto& row : rows)
        if (!add_in_order(page, ask, grant, wanted, row)) break;
    return {};
}

// A version that was just published: its columns are indexed in a moment.
Outcome fill_by_reading(Page& page, const Ask& ask, const Grant& grant, const Wanted& wanted,
                        const query::Condition& condition) {
    if (!wanted.order.empty())
        return Failure{Kind::unavailable,
                       "This version was just published, and is being indexed: ask in the order "
                       "of keys, or again in a moment"};
    page.total = 0;
    grant.rows->all([&](const store::Row& row) {
        *page.total += query::holds(condition, row);
        return true;
    });
    grant.rows->by_key(wanted.after, [&](const store::Row& row) {
        return !query::holds(condition, row) || add_in_order(page, ask, grant, wanted, row);
    });
    return {};
}

Outcome fill_in_order(Page& page, const Ask& ask, const Grant& grant, const Wanted& wanted) {
    auto conditions = wanted.conditions;
    for (const auto& condition : conditions)
        query::each_equal(condition, [&](std::size_t column, std::string_view value) {
            page.people.add(ask, grant, column, value);
        });
    if (page.people.full(grant)) return too_many_people("filter");
    if (grant.agreement) conditions.push_back(grant.agreed);
    auto condition = query::all_of(std::move(conditions));
    if (grant.rows->columns()) return fill_from_index(page, ask, grant, wanted, condition);
    return fill_by_reading(page, ask, grant, wanted, condition);
}

std::string next_address(const Grant& grant, const Parameters& parameters, const Page& page) {
    std::string address = fmt::format("/api/datasets/{}/rows?", grant.dataset.id.text);
    for (const auto& [name, value] : parameters.by_name)
        if (name != "after" && name != "version")
            address += fmt::format("{}={}&", percent_encode(name), percent_encode(value));
    // Bound to this version: what is published meanwhile neither repeats nor skips a row.
    return address +
           fmt::format("version={}&after={}", grant.version.number, percent_encode(page.last_key));
}

} // namespace

Result<Found> list_rows(Grants& grants, const Ask& ask) {
    auto parameters = TRY(parameters_of(ask.request));
    auto grant = TRY(grants.find(ask, grant_query(ask, parameters)));
    TRY(grant->admit(ask.at));
    auto wanted = TRY(wanted_of(ask, *grant, parameters));
    Page page;
    if (wanted.keys.size() > grant->most_rows)
        return Failure{Kind::too_large,
                       fmt::format("An answer has at most {} rows here", grant->most_rows), "keys"};
    if (wanted.format == Format::csv) append_csv_head(page.body, *grant);
    if (!wanted.keys.empty())
        TRY(fill_by_keys(page, ask, *grant, wanted));
    else
        TRY(fill_in_order(page, ask, *grant, wanted));

    auto next = page.more ? next_address(*grant, parameters, page) : "";
    if (wanted.format == Format::json) {
        auto head = fmt::format(R"({{"dataset":"{}","version":{},)", grant->dataset.id.text,
                                grant->version.number);
        if (page.total) head += fmt::format(R"("total":{},)", *page.total);
        page.body = head + R"("rows":[)" + page.body + "]";
        if (!next.empty()) page.body += ",\"next\":" + json::text(next);
        page.body += '}';
    }
    auto response = response_of(*grant, wanted.format, std::move(page.body));
    if (page.total) response.set("Total-Count", std::to_string(*page.total));
    if (!next.empty()) response.set("Link", fmt::format("<{}>; rel=\"next\"", next));
    return answer(*grant, wanted.asked(), page.rows, std::move(response), std::move(page.people));
}

} // namespace vienreiz::distribution
