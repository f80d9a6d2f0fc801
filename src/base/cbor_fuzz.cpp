// Whatever is taken in any form has one deterministic form, and that one is a fixed point.
#include "base/cbor.hpp"

#include <algorithm>

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
