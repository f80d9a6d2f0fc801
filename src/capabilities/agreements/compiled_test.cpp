#include "capabilities/agreements/compiled.hpp"

#include <gtest/gtest.h>

namespace vienreiz::agreements {
namespace {

TEST(Compiled, CoversDecimalsAsTheyWereSignedAndAsTheyAreSpeltNow) {
    catalogue::Dataset dataset;
    dataset.fields.emplace_back().name = "mass";
    dataset.fields.back().type = table::Type::decimal;
    Agreement agreement;
    agreement.in_force.emplace();
    agreement.in_force->terms.fields = {"mass"};
    agreement.in_force->terms.filter = RowFilter{"mass", {"22500.0", "7"}};
    auto compiled = compile(agreement, dataset);
    ASSERT_TRUE(compiled) << compiled.error().what;
    for (std::string_view covered : {"22500.0", "22500", "7"})
        EXPECT_TRUE(compiled->covers(covered)) << covered;
    EXPECT_FALSE(compiled->covers("2250"));
}

} // namespace
} // namespace vienreiz::agreements
