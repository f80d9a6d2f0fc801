// The catalogue's enumerations in words.
#pragma once

#include "capabilities/catalogue/api.hpp"
#include "html/words.hpp"

namespace vienreiz::portal {

std::string told(const html::Words& t, catalogue::Frequency frequency);
std::string told(const html::Words& t, table::Type type);
std::string told(const html::Words& t, catalogue::Personal personal);
std::string told(const html::Words& t, catalogue::FieldAccess access);

} // namespace vienreiz::portal
