// Invented registers in real columns, the same for the same number of rows: for demonstrations, tests and measurements.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace vienreiz::app {

// The columns of the Latvian company register's open data (register.csv), valid registration numbers, Latvian names
// and addresses. Gives pieces of CSV of about 64 KiB.
Outcome write_company_register(std::uint64_t rows,
                               const std::function<Outcome(std::string_view)>& piece);
std::string company_register(std::uint64_t rows);

// A dozen vehicles whose owners have personal codes.
std::string vehicle_register();

} // namespace vienreiz::app
