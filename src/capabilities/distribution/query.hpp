// The questions a dataset answers: one row by key; rows by keys, by equality, page by page.
#pragma once

#include "capabilities/distribution/grants.hpp"

namespace vienreiz::distribution {

// GET /api/datasets/{dataset}/rows/{key}
Result<platform::Found> look_up(Grants& grants, const platform::Ask& ask);

// How a request is answered, and whether that takes no longer than a fraction of a millisecond, or is a refusal.
struct Questions {
    Result<platform::Found> (*answer)(Grants& grants, const platform::Ask& ask);
    bool (*is_quick)(Grants& grants, const platform::Ask& ask);
};

// GET /api/datasets/{dataset}/rows?keys=a,b
//     /api/datasets/{dataset}/rows?filter=age ge 18&field=value&sort=-age,name&after=key&limit=9&fields=a,b&format=csv
//     /api/datasets/{dataset}/rows?filter=…&group_by=status&aggregate=count,sum(amount)&sort=-count
// A filter is written as src/query/README.md has it. Parameters with a name of their own are reserved (a field called
// filter or sort is asked by in a filter); every other one is a field that must equal its value. Each stands once, but
// for keys, which may stand several times; a comma in a key is %2C. A value of another type than its field's is
// Kind::invalid. How many rows were asked for, on all pages, is told exactly: "total", and Total-Count for formats that
// have no place for it.
extern const Questions questions_by_address;

// POST /api/datasets/{dataset}/query, the same as a body (AskRows, questions.hpp)
extern const Questions questions_by_body;

// GET /api/sql?query=SELECT…&format=csv, and POST /api/sql (AskSql, questions.hpp): the same as query/sql.hpp has it
extern const Questions questions_by_sql;

} // namespace vienreiz::distribution
