// Test vectors that others published, in the folder `shared` beside the repository. The environment
// variable VIENREIZ_SHARED names it where it lies elsewhere.
//
//   TEST(Mdoc, ...) {
//       NEEDS_SHARED_DATA("wallet/mdoc");
//       auto response = shared_data::json_file("wallet/mdoc/response.json");
#pragma once

#include "base/json.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace vienreiz::shared_data {

// An absolute path stays what it is.
inline std::filesystem::path path(const std::filesystem::path& inner) {
    const char* named = std::getenv("VIENREIZ_SHARED");
    auto shared = named != nullptr ? std::filesystem::path(named)
                                   : std::filesystem::path(VIENREIZ_SOURCE_DIR) / ".." / "shared";
    return shared / "data" / inner;
}

inline std::string file(const std::filesystem::path& inner) {
    std::ifstream in(path(inner), std::ios::binary);
    EXPECT_TRUE(in) << inner << " cannot be read";
    return {std::istreambuf_iterator<char>(in), {}};
}

inline json::Value json_file(const std::filesystem::path& inner) {
    auto value = json::parse(file(inner));
    EXPECT_TRUE(value) << inner << ": " << (value ? "" : value.error().what);
    return value ? *value : json::Value();
}

} // namespace vienreiz::shared_data

#define NEEDS_SHARED_DATA(inner)                                                                   \
    if (!std::filesystem::exists(vienreiz::shared_data::path(inner)))                              \
    GTEST_SKIP() << "There are no vectors at " << vienreiz::shared_data::path(inner)               \
                 << ": VIENREIZ_SHARED may name their folder"
