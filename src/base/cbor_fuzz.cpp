// Whatever is taken in any form has one deterministic form, and that one is a fixed point.
#include "base/cbor.hpp"
#include "base/fuzz_seeds.hpp"

#include <algorithm>

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return vienreiz::fuzz::plant(*count, *arguments,
                                 {"\xA2\x61"
                                  "a\x01\x61"
                                  "b\x82\x20\xF5",
                                  "\x1B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
                                  "\xF9\x7E" + std::string(1, '\0'), "\x9F\x01\x02\xFF",
                                  "\xC1\x1A\x51\x4B\x67\xB0",
                                  "\xD8\x20\x63"
                                  "abc"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vienreiz;
    ByteView input(data, size);
    auto strict = cbor::decode(input);
    if (strict) check(std::ranges::equal(cbor::encode(*strict), input), "one value, one encoding");
    auto value = cbor::decode(input, cbor::Form::any);
    check(value.has_value() || !strict, "what is deterministic is well-formed");
    if (!value) return 0;
    auto again = cbor::decode(cbor::encode(*value));
    check(again && *again == *value, "a value survives its own encoding");
    return 0;
}
