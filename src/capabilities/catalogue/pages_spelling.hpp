// A field's type and how files spell it, as one choice of a form: "decimal-comma", "date-compact".
#pragma once

#include "capabilities/catalogue/model.hpp"
#include "html/components.hpp"

namespace vienreiz::catalogue {

std::vector<html::Option> spelling_options(const html::Words& t);
std::string spelling_of(const Field& field);
// False when there is no such choice. Bounds of another type mean nothing and are dropped.
bool take_spelling(std::string_view choice, Field& out);

} // namespace vienreiz::catalogue
