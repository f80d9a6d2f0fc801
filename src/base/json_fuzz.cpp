// Whatever is taken as JSON is written as JSON, and read back the same: but for the last digits of
// numbers that are not whole, which Boost.JSON 1.81 rounds when it reads.
#include "base/fuzz_seeds.hpp"
#include "base/json.hpp"

#include <algorithm>
#include <cmath>

namespace {

using vienreiz::json::Value;

bool same(const Value& a, const Value& b) {
    if (a.kind() != b.kind()) return false;
    if (const auto* number = a.if_double())
        return *number == b.get_double() ||
               std::abs(*number - b.get_double()) <= 1e-14 * std::abs(*number);
    if (const auto* list = a.if_array()) return std::ranges::equal(*list, b.get_array(), same);
    if (const auto* object = a.if_object())
        return std::ranges::equal(*object, b.get_object(), [](const auto& one, const auto& other) {
            return one.key() == other.key() && same(one.value(), other.value());
        });
    return a == b;
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return vienreiz::fuzz::plant(*count, *arguments,
                                 {R"({"a":[1,-2,3.5e10,"\u0101",true,null],"b":{}})",
                                  R"({"a:":":","b":[{"a":1,"\u0061":2}]})", "18446744073709551615",
                                  "\"\\ud83d\\ude00\"", "[[[[1e308]]]]", "R\xC4\xABga \"\\\n"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vienreiz;
    auto input = text(ByteView(data, size));
    if (is_utf8(input)) {
        std::string quoted;
        json::write_string(quoted, input);
        auto read = json::parse(quoted);
        check(read && read->is_string() && read->get_string() == input, "text survives quoting");
    }
    auto value = json::parse(input);
    if (!value) return 0;
    auto again = json::parse(json::text(*value));
    check(again && same(*value, *again), "a value survives its own text");
    return 0;
}
