// Latvian registration numbers (11 digits) and personal codes.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace vienreiz::institutions {

// First digit 4 to 9; weighted sum of all digits, modulo 11, is 3.
Outcome check_registration_number(std::string_view number);

// "010190-12345" and "32673790123" become eleven digits. A code issued until mid-2017 has a date and a check digit;
// a newer one begins with 32 to 39 and has neither.
Result<std::string> normal_personal_code(std::string_view code);

} // namespace vienreiz::institutions
