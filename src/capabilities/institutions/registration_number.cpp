#include "capabilities/institutions/registration_number.hpp"

#include "base/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vienreiz::institutions {
namespace {

bool eleven_digits(std::string_view s) {
    return s.size() == 11 && std::ranges::all_of(s, [](char c) { return c >= '0' && c <= '9'; });
}

template <std::size_t N>
int weighted_sum(std::string_view digits, const std::array<int, N>& weights) {
    int sum = 0;
    for (std::size_t i = 0; i < N; ++i) sum += weights[i] * (digits[i] - '0');
    return sum;
}

} // namespace

Outcome check_registration_number(std::string_view number) {
    constexpr std::array weights{9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1};
    if (!eleven_digits(number) || number[0] < '4')
        return Failure{
            Kind::invalid,
            fmt::format(
                "\"{}\" is not a registration number: it has 11 digits and begins with 4 to 9",
                number)};
    if (weighted_sum(number, weights) % 11 != 3)
        return Failure{Kind::invalid, fmt::format("\"{}\" is not a registration number: its check "
                                                  "digit is wrong; look for a mistyped digit",
                                                  number)};
    return {};
}

Result<std::string> normal_personal_code(std::string_view code) {
    std::string digits(code);
    if (digits.size() == 12 && digits[6] == '-') digits.erase(6, 1);
    Failure failure{Kind::invalid,
                    "This is not a personal code: it has 11 digits, such as 010190-12345"};
    if (!eleven_digits(digits)) return failure;
    if (digits[0] == '3' && digits[1] >= '2') return digits;

    constexpr std::array weights{1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    constexpr std::array<std::string_view, 3> centuries{"18", "19", "20"};
    if (digits[6] > '2') return failure;
    auto century = centuries[static_cast<std::size_t>(digits[6] - '0')];
    auto born = day_from(fmt::format("{}{}-{}-{}", century, digits.substr(4, 2),
                                     digits.substr(2, 2), digits.substr(0, 2)));
    if (!born || (1101 - weighted_sum(digits, weights)) % 11 != digits[10] - '0') return failure;
    return digits;
}

} // namespace vienreiz::institutions
