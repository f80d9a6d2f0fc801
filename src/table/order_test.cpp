#include "table/order.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vienreiz::order_test {
using table::precedes;
using table::Type;

TEST(Order, PutsNumbersBySizeAndDatesByTime) {
    EXPECT_TRUE(precedes(Type::integer, "9", "10"));
    EXPECT_TRUE(precedes(Type::integer, "-10", "-9"));
    EXPECT_TRUE(precedes(Type::integer, "-1", "0"));
    EXPECT_TRUE(precedes(Type::decimal, "0.5", "0.50001"));
    EXPECT_FALSE(precedes(Type::decimal, "3.5", "3.50"));
    EXPECT_FALSE(precedes(Type::decimal, "3.50", "3.5"));
    EXPECT_TRUE(precedes(Type::decimal, "-2.5", "-2.25"));
    EXPECT_TRUE(precedes(Type::date, "2024-12-31", "2025-01-01"));
    EXPECT_TRUE(precedes(Type::text, "10", "9"));
}

RC_GTEST_PROP(Order, AgreesWithTheNumbers, (std::int64_t a, std::int64_t b)) {
    RC_ASSERT(precedes(Type::integer, std::to_string(a), std::to_string(b)) == (a < b));
}

} // namespace vienreiz::order_test
