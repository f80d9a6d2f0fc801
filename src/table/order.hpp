// How canonical values of one type follow one another: numbers by size, everything else by bytes (which, for dates
// and instants, is by time).
#pragma once

#include "table/types.hpp"

namespace vienreiz::table {

bool precedes(Type type, std::string_view a, std::string_view b);

} // namespace vienreiz::table
