#include "capabilities/institutions/registration_number.hpp"

#include <gtest/gtest.h>

namespace vienreiz::registration_number_test {
using namespace institutions;

TEST(RegistrationNumber, AcceptsRealOnesAndRefusesAWrongDigit) {
    for (auto* number : {"40003032949", "40003521600", "90000028508", "90001733697"})
        EXPECT_TRUE(check_registration_number(number)) << number;
    for (auto* number : {"40003521601", "40203181000", "30003032949", "4000303294", "400030329499",
                         "4000303294x", ""})
        EXPECT_FALSE(check_registration_number(number)) << number;
}

TEST(PersonalCode, AcceptsOldOnesWithTheirCheckDigitAndNewOnesWithout) {
    EXPECT_EQ(*normal_personal_code("161175-19997"), "16117519997");
    EXPECT_EQ(*normal_personal_code("11111111111"), "11111111111");
    EXPECT_EQ(*normal_personal_code("325678-90123"), "32567890123");
    for (auto* code : {"161375-19997", "111112-11111", "050393-12344", "315678-90123",
                       "42345678901", "1611751999", "", "161175 19997"})
        EXPECT_FALSE(normal_personal_code(code)) << code;
}

} // namespace vienreiz::registration_number_test
