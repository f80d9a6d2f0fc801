// All rows a caller may have, or those it asks for, as one file.
#pragma once

#include "capabilities/distribution/desk.hpp"

namespace vienreiz::distribution {

// GET /api/datasets/{dataset}/bulk?format=csv&fields=a,b&filter=age ge 18&field=value&agreement=…&version=…
// The parameters are those of rows that choose what, without those that choose a page of it. The answer is the same
// bytes as long as the version and what the caller may have of it are: parts of it (RFC 9110 §14) fit together, and
// its hash is told beforehand (RFC 9530). It begins when the file is made; made once, it is there for everybody who
// may have the same.
void download(Desk& desk, std::shared_ptr<platform::Ask> ask, platform::Later::Give give);

} // namespace vienreiz::distribution
