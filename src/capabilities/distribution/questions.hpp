// What a caller asks of a dataset's rows, read off an address or a body and bound to what it may have.
#pragma once

#include "capabilities/distribution/grants.hpp"
#include "capabilities/distribution/render.hpp"
#include "query/groups.hpp"
#include "query/sql.hpp"

namespace vienreiz::distribution {

// Of an address, decoded, or of a body: the same names mean the same.
struct Parameters {
    std::map<std::string, std::string, std::less<>> by_name; // all but keys
    std::vector<std::string> keys;
    // Empty where it was not given.
    [[nodiscard]] std::string_view operator[](std::string_view name) const;
};

// RFC 3986 §2.2: what delimits stands as itself, and percent-encoded it is data. So a comma in a key is %2C, and the
// list is taken apart before it is decoded.
Result<Parameters> parameters_of(const http::Request& request);

// The same as a body. An empty list would ask for nothing, so it is refused.
struct AskRows {
    DatasetId dataset; // from the address
    std::optional<std::vector<std::string>> keys, fields, sort, group_by, aggregate;
    std::optional<std::string> filter, after, agreement, as_of;
    std::optional<std::uint64_t> limit, version;
    std::optional<Format> format;
};
BOOST_DESCRIBE_STRUCT(AskRows, (),
                      (dataset, keys, fields, sort, group_by, aggregate, filter, after, agreement,
                       as_of, limit, version, format))
Result<Parameters> parameters_of(const AskRows& body);

// The same in SQL, which names the dataset.
struct Question {
    std::string dataset;
    Parameters parameters;
};
struct AskSql {
    std::string query; // query/sql.hpp
    std::optional<std::string> agreement, as_of;
    std::optional<std::uint64_t> version;
    std::optional<Format> format;
};
BOOST_DESCRIBE_STRUCT(AskSql, (), (query, agreement, as_of, version, format))
Result<Question> question_of(const AskSql& body);
Result<Question> question_of_sql(const http::Request& request); // ?query=

GrantQuery grant_query(std::string_view dataset, const Parameters& parameters);
// Kind::invalid for whatever a look-up by key does not know: with a misspelt "fields" everything would be given.
Outcome is_look_up(const Parameters& parameters);
// A value as the dataset spells it, so that what is compared is canonical on both sides.
Result<std::string> canonical(const catalogue::Field& field, std::string_view value);

struct Wanted {
    std::vector<std::string> keys;
    std::vector<query::Condition> conditions; // all of them
    query::Order order;                       // of keys where it is empty
    std::optional<query::Grouping> grouping;  // groups of rows are asked for, and not rows
    std::vector<query::GroupSort> group_order;
    std::string after;
    std::uint64_t limit = limits::page_rows_default;
    Format format = Format::json;

    [[nodiscard]] Asked asked() const {
        return !keys.empty()                     ? Asked::keys
               : !conditions.empty() || grouping ? Asked::filter
                                                 : Asked::page;
    }
};

// Only by what the caller may see: a filter on a hidden field would tell its values one by one, and so would an order.
query::Fields fields_of(const Grant& grant);
Result<Wanted> wanted_of(const http::Request& request, const Grant& grant,
                         const Parameters& parameters);

// Where the next page is. Bound to this version: what is published meanwhile neither repeats nor skips a row.
std::string next_address(const Grant& grant, const Parameters& parameters, std::string_view after);

} // namespace vienreiz::distribution
