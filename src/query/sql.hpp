// A question in SQL: the part of SELECT that asks the rows of one dataset, read into the grammar of README.md. Nothing
// of it goes to any database.
//
//   SELECT [DISTINCT] * | item, …  FROM dataset  [WHERE condition]  [GROUP BY field, …]
//   [ORDER BY item [ASC | DESC], …]  [LIMIT n]  [;]
//
//   item       field | COUNT(*) | COUNT(DISTINCT field) | SUM(field) | AVG(field) | MIN(field) | MAX(field)
//   condition  = <> != < <= > >=, [NOT] IN (…), [NOT] LIKE '…' [ESCAPE 'c'], [NOT] BETWEEN … AND …, IS [NOT] NULL
//              of a field and literals, with AND, OR, NOT and parentheses
//   literal    'text', number, TRUE, FALSE, DATE '…', TIMESTAMP '…'
//
// Keywords in either case; names as they are written, with or without double quotes.
#pragma once

#include "query/filter.hpp"

#include <cstdint>
#include <optional>

namespace vienreiz::query {

struct SqlQuestion {
    std::string dataset;
    std::optional<Filter> filter{};
    std::vector<std::string> fields{}; // none: all, or those of a group
    std::vector<std::string> group_by{}, aggregates{}, sort{};
    std::optional<std::uint64_t> limit{};
};

// The filter holds for the rows for which SQL's condition is true: where that is unknown, as of an empty cell in
// NOT (a = 1), it does not. Kind::invalid with the place in the text, "sql, character 17", for what is no SQL or no
// part of the above; Kind::too_large over what base/limits.hpp allows.
Result<SqlQuestion> parse_sql(std::string_view text);

} // namespace vienreiz::query
