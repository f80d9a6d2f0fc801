// The routes by which a dataset is asked.
#pragma once

#include "capabilities/distribution/desk.hpp"

namespace vienreiz::distribution {

Endpoints query_routes(const DeskSlot& desk);
Endpoints sql_routes(const DeskSlot& desk);

} // namespace vienreiz::distribution
