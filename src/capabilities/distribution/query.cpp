#include "capabilities/distribution/query.hpp"

#include "base/limits.hpp"
#include "capabilities/distribution/people.hpp"
#include "capabilities/distribution/questions.hpp"
#include "table/csv_write.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::distribution {
namespace {

using platform::Ask;
using platform::Found;

http::Response response_of(const Grant& grant, Format format, std::string body) {
    http::Response response;
    response.set("Content-Type", content_type(format));
    response.set("ETag", grant.etags[static_cast<std::size_t>(format)]);
    response.set("Cache-Control", grant.recorded ? "private, no-cache" : "no-cache");
    response.body = std::move(body);
    return response;
}

// ---- one row by key ------------------------------------------------------------------------------

// The same answer for a row that is not there and one outside the agreement.
http::Response row_missing() {
    return http::problem({Kind::missing, "There is no such row, or it lies outside the agreement"});
}

} // namespace

Result<Found> look_up(Grants& grants, const Ask& ask) {
    auto parameters = TRY(parameters_of(ask.request));
    TRY(is_look_up(parameters));
    auto grant = TRY(grants.find(ask, grant_query(ask.parameter("dataset"), parameters)));
    TRY(grant->admit(ask.at));
    auto key = TRY(canonical(grant->dataset.fields[grant->key], ask.parameter("key")));
    People people;
    people.add(ask, *grant, grant->key, key);
    auto row = grant->rows->find(key);
    if (!row || !grant->covers(*row))
        return recorded(*grant, Asked::key, 0, row_missing(), std::move(people));
    std::string body;
    body.reserve(512);
    append_json(body, *grant, *row);
    people.add(ask, *grant, *row);
    return recorded(*grant, Asked::key, 1, response_of(*grant, Format::json, std::move(body)),
                    std::move(people));
}

// ---- several rows ----------------------------------------------------------------------------------

namespace {

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

void add_row(Page& page, const Ask& ask, const Grant& grant, Format format, const store::Row& row) {
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
    case Format::tsv:
        append_table_row(page.body, grant, row, delimiter(format));
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
            add_row(page, ask, grant, wanted.format, *row);
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
    add_row(page, ask, grant, wanted.format, row);
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

// ---- groups of rows ----------------------------------------------------------------------------------

// What stands in a group: a field of the dataset, or a figure.
struct Member {
    std::string_view name;
    table::Type type;
};
std::vector<Member> members_of(const Grant& grant, const query::Grouping& grouping) {
    std::vector<Member> out;
    for (auto column : grouping.by) {
        const auto& field = grant.dataset.fields[column];
        out.push_back({field.name, field.type});
    }
    for (const auto& one : grouping.of) out.push_back({one.name, one.told_as()});
    return out;
}

void append_group(std::string& out, Format format, const std::vector<Member>& members,
                  const std::vector<std::string_view>& cells) {
    if (is_table(format)) return table::append_csv_record(out, cells, delimiter(format));
    for (std::size_t at = 0; at < members.size(); ++at) {
        out += at ? ',' : '{';
        json::write_string(out, members[at].name);
        out += ':';
        append_json_cell(out, members[at].type, cells[at]);
    }
    out += format == Format::ndjson ? "}\n" : "}";
}

std::vector<std::string_view> cells_of(const store::ColumnIndex& columns,
                                       const query::Grouping& grouping, const query::Group& group) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < group.by.size(); ++at) {
        auto column = grouping.by[at];
        bool is_empty = group.by[at] == columns.values(column);
        out.push_back(is_empty ? std::string_view() : columns.value(column, group.by[at]));
    }
    out.insert(out.end(), group.figures.begin(), group.figures.end());
    return out;
}

// As many groups from the one of this number on as were asked for.
Outcome fill_with_groups(Page& page, const Ask& ask, const Grant& grant, const Wanted& wanted,
                         const query::Selection& selection) {
    const auto& columns = *grant.rows->columns();
    const auto& grouping = *wanted.grouping;
    auto first = wanted.after.empty() ? std::optional<std::uint64_t>(0)
                                      : number<std::uint64_t>(wanted.after);
    if (!first)
        return Failure{Kind::invalid, "Of groups, after is how many were given already", "after"};
    auto groups = TRY(query::groups(columns, selection, grouping));
    query::sort_groups(groups, grouping, wanted.group_order);
    page.total = groups.size();
    auto members = members_of(grant, grouping);
    if (is_table(wanted.format)) {
        std::vector<std::string_view> names(members.size());
        std::ranges::transform(members, names.begin(), &Member::name);
        table::append_csv_record(page.body, names, delimiter(wanted.format));
    }
    for (auto at = *first; at < groups.size() && page.rows < wanted.limit; ++at, ++page.rows) {
        if (page.people.full(grant, groups[at].rows.size())) {
            if (page.rows == 0) return too_many_people("filter");
            break; // the others are of the next page
        }
        for (auto rank : groups[at].rows) page.people.add(ask, grant, grant.rows->at(rank));
        if (page.rows && wanted.format == Format::json) page.body += ',';
        append_group(page.body, wanted.format, members, cells_of(columns, grouping, groups[at]));
    }
    page.more = *first < groups.size() && groups.size() - *first > page.rows;
    page.last_key = std::to_string(*first + page.rows);
    return {};
}

// ---- rows, page by page --------------------------------------------------------------------------------

Outcome fill_from_index(Page& page, const Ask& ask, const Grant& grant, const Wanted& wanted,
                        const query::Condition& condition) {
    const auto& columns = *grant.rows->columns();
    query::Selection selection(columns, condition);
    if (wanted.grouping) return fill_with_groups(page, ask, grant, wanted, selection);
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

Failure not_indexed_yet() {
    return {Kind::unavailable,
            "This version was just published, and is being indexed: ask for rows in the order of "
            "keys, or again in a moment"};
}

// A version that was just published: its columns are indexed in a moment.
Outcome fill_by_reading(Page& page, const Ask& ask, const Grant& grant, const Wanted& wanted,
                        const query::Condition& condition) {
    if (!wanted.order.empty() || wanted.grouping) return not_indexed_yet();
    page.total = condition.is_every_row() ? grant.rows->summary().rows : 0;
    if (!condition.is_every_row())
        grant.rows->all([&](const store::Row& row) {
            *page.total += query::holds(condition, row);
            return true;
        });
    grant.rows->by_key(wanted.after, [&](const store::Row& row) {
        return !query::holds(condition, row) || add_in_order(page, ask, grant, wanted, row);
    });
    return {};
}

query::Condition within_agreement(const Grant& grant, const Wanted& wanted) {
    auto conditions = wanted.conditions;
    if (grant.agreement) conditions.push_back(grant.agreed);
    return query::all_of(std::move(conditions));
}

Outcome fill_in_order(Page& page, const Ask& ask, const Grant& grant, const Wanted& wanted) {
    for (const auto& condition : wanted.conditions)
        query::each_equal(condition, [&](std::size_t column, std::string_view value) {
            page.people.add(ask, grant, column, value);
        });
    if (page.people.full(grant)) return too_many_people("filter");
    auto condition = within_agreement(grant, wanted);
    if (grant.rows->columns()) return fill_from_index(page, ask, grant, wanted, condition);
    return fill_by_reading(page, ask, grant, wanted, condition);
}

// ---- the answer ------------------------------------------------------------------------------------------

Result<Found> answered(Grants& grants, const Ask& ask, std::string_view dataset,
                       const Parameters& parameters) {
    auto grant = TRY(grants.find(ask, grant_query(dataset, parameters)));
    TRY(grant->admit(ask.at));
    auto wanted = TRY(wanted_of(ask.request, *grant, parameters));
    Page page;
    if (wanted.keys.size() > grant->most_rows)
        return Failure{Kind::too_large,
                       fmt::format("An answer has at most {} rows here", grant->most_rows), "keys"};
    if (is_table(wanted.format) && !wanted.grouping)
        append_table_head(page.body, *grant, delimiter(wanted.format));
    if (!wanted.keys.empty())
        TRY(fill_by_keys(page, ask, *grant, wanted));
    else
        TRY(fill_in_order(page, ask, *grant, wanted));

    auto next = page.more ? next_address(*grant, parameters, page.last_key) : "";
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
    return recorded(*grant, wanted.asked(), page.rows, std::move(response), std::move(page.people));
}

bool is_quick(Grants& grants, const Ask& ask, std::string_view dataset,
              const Parameters& parameters) {
    auto grant = grants.find(ask, grant_query(dataset, parameters));
    if (!grant) return true;
    auto wanted = wanted_of(ask.request, **grant, parameters);
    if (!wanted) return true;
    constexpr std::size_t few = 200; // rows: as much as they are to write
    if (!wanted->keys.empty()) return wanted->keys.size() <= few;
    const auto* columns = (*grant)->rows->columns();
    if (!columns || wanted->grouping || wanted->limit > few) return false;
    return query::is_quick(*columns, within_agreement(**grant, *wanted), wanted->order);
}

// What a request asks, in whichever of its three forms.
using Asking = Result<Question> (*)(const Ask& ask);

Result<Question> by_address(const Ask& ask) {
    auto parameters = TRY(parameters_of(ask.request));
    return Question{ask.parameter("dataset"), std::move(parameters)};
}
Result<Question> by_body(const Ask& ask) {
    auto body = TRY(ask.body<AskRows>());
    auto parameters = TRY(parameters_of(body));
    return Question{ask.parameter("dataset"), std::move(parameters)};
}
Result<Question> by_sql(const Ask& ask) {
    return ask.request.method == http::Method::post ? question_of(TRY(ask.body<AskSql>()))
                                                    : question_of_sql(ask.request);
}

template <Asking asking>
Result<Found> answer(Grants& grants, const Ask& ask) {
    auto question = TRY(asking(ask));
    return answered(grants, ask, question.dataset, question.parameters);
}
template <Asking asking>
bool answers_quickly(Grants& grants, const Ask& ask) {
    auto question = asking(ask);
    return !question || is_quick(grants, ask, question->dataset, question->parameters);
}

} // namespace

const Questions questions_by_address{answer<by_address>, answers_quickly<by_address>};
const Questions questions_by_body{answer<by_body>, answers_quickly<by_body>};
const Questions questions_by_sql{answer<by_sql>, answers_quickly<by_sql>};

} // namespace vienreiz::distribution
