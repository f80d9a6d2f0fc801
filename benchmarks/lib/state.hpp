// A node's data folder as the benchmarks need it: a provider with a dataset of a million rows, a receiver with a system
// and an agreement on all fields.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace vienreiz::bench {

struct State {
    std::string system, key_pem;        // of the receiver
    std::string publisher;              // a system of the provider, with the same key
    std::vector<std::string> followers; // more of the receiver's, likewise
};

inline constexpr std::size_t row_fields = 8;
// The field "field_1" has one of so many values, value_of(0, 1) and so on; every other one a value of its own.
inline constexpr std::uint64_t groups = 119;

// Keys are "00000000000" to rows - 1, eleven digits; a row as JSON is about 400 bytes.
std::string value_of(std::uint64_t number, std::size_t field);
std::string key_of(std::uint64_t row);
Result<State> make_state(const std::filesystem::path& data, std::uint64_t rows,
                         std::size_t followers = 0);

} // namespace vienreiz::bench
