// What both engines of the store hold keys and values to.
#pragma once

#include "base/limits.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace vienreiz::store {

inline void check_pair(std::string_view key, std::string_view value) {
    check(!key.empty() && key.size() <= limits::store_key_bytes, "a key has 1 to 511 bytes");
    check(value.size() <= limits::store_value_bytes, "a value has at most 16 MiB");
}

// The first key behind every key that starts with `prefix`; empty, which is no end, when there is
// none.
inline std::string end_of_prefix(std::string_view prefix) {
    std::string end(prefix);
    while (!end.empty() && end.back() == '\xff') end.pop_back();
    if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
    return end;
}

} // namespace vienreiz::store
