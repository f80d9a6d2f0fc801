// Any text as a registration number or a personal code: what is taken is eleven digits, one of which mistyped is
// refused, and a code has one normal form.
#include "base/fuzz_seeds.hpp"
#include "base/text.hpp"
#include "capabilities/institutions/registration_number.hpp"

using namespace vienreiz;

namespace {

bool eleven_digits(std::string_view text) {
    return text.size() == 11 && text.find_first_not_of("0123456789") == text.npos;
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return fuzz::plant(
        *count, *arguments,
        {"40003032949", "90000069281", "010190-12345", "32673790123", "010100-20003"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string input(text(ByteView(data, size)));
    if (institutions::check_registration_number(input)) {
        check(eleven_digits(input), "a registration number is eleven digits");
        for (std::size_t i = 0; i < input.size(); ++i) {
            auto mistyped = input;
            mistyped[i] = mistyped[i] == '9' ? '0' : static_cast<char>(mistyped[i] + 1);
            check(!institutions::check_registration_number(mistyped),
                  "a mistyped digit is noticed");
        }
    }
    if (auto code = institutions::normal_personal_code(input)) {
        check(eleven_digits(*code), "a personal code is eleven digits");
        auto again = institutions::normal_personal_code(*code);
        auto dashed =
            institutions::normal_personal_code(code->substr(0, 6) + "-" + code->substr(6));
        check(again && *again == *code && dashed && *dashed == *code, "a code has one normal form");
    }
    return 0;
}
