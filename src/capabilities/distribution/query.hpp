// The questions a dataset answers: one row by key; rows by keys, by equality, page by page.
#pragma once

#include "capabilities/distribution/grants.hpp"

namespace vienreiz::distribution {

// GET /api/datasets/{dataset}/rows/{key}
Result<platform::Found> look_up(Grants& grants, const platform::Ask& ask);

// GET /api/datasets/{dataset}/rows?keys=a,b&field=value&after=key&limit=100&fields=a,b&format=csv
// Parameters with a name of their own are reserved; every other one is a field that must equal its value. Each stands
// once, but for keys, which may stand several times; a comma in a key is %2C. A value of another type than its field's
// is Kind::invalid.
Result<platform::Found> list_rows(Grants& grants, const platform::Ask& ask);

} // namespace vienreiz::distribution
