#include "base/cbor.hpp"
#include "base/limits.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

namespace vienreiz::cbor_test {

using cbor::Array;
using cbor::Form;
using cbor::Map;
using cbor::Negative;
using cbor::Simple;
using cbor::Value;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

struct Example {
    std::string_view hex;
    Value value;
};

Bytes raw(std::string_view text) { return *from_hex(text); }
Array one_to_25() {
    Array out;
    for (int i = 1; i <= 25; ++i) out.emplace_back(i);
    return out;
}

std::string fault(std::string_view hex, Form form = Form::any) {
    auto value = cbor::decode(raw(hex), form);
    return value ? "none" : value.error().where + ": " + value.error().what;
}

// RFC 8949 appendix A: the examples whose encoding is the deterministic one.
const std::vector<Example>& deterministic_examples() {
    static const std::vector<Example> examples{
        {"00", 0},
        {"01", 1},
        {"0a", 10},
        {"17", 23},
        {"1818", 24},
        {"1819", 25},
        {"1864", 100},
        {"1903e8", 1000},
        {"1a000f4240", 1000000},
        {"1b000000e8d4a51000", 1000000000000},
        {"1bffffffffffffffff", std::numeric_limits<std::uint64_t>::max()},
        {"c249010000000000000000", cbor::tagged(2, raw("010000000000000000"))},
        {"3bffffffffffffffff", Negative{std::numeric_limits<std::uint64_t>::max()}},
        {"c349010000000000000000", cbor::tagged(3, raw("010000000000000000"))},
        {"20", -1},
        {"29", -10},
        {"3863", -100},
        {"3903e7", -1000},
        {"f90000", 0.0},
        {"f98000", -0.0},
        {"f93c00", 1.0},
        {"fb3ff199999999999a", 1.1},
        {"f93e00", 1.5},
        {"f97bff", 65504.0},
        {"fa47c35000", 100000.0},
        {"fa7f7fffff", 3.4028234663852886e+38},
        {"fb7e37e43c8800759c", 1.0e+300},
        {"f90001", 5.960464477539063e-8},
        {"f90400", 0.00006103515625},
        {"f9c400", -4.0},
        {"fbc010666666666666", -4.1},
        {"f97c00", infinity},
        {"f97e00", not_a_number},
        {"f9fc00", -infinity},
        {"f4", false},
        {"f5", true},
        {"f6", cbor::null},
        {"f7", cbor::undefined},
        {"f0", Simple{16}},
        {"f8ff", Simple{255}},
        {"c074323031332d30332d32315432303a30343a30305a", cbor::tagged(0, "2013-03-21T20:04:00Z")},
        {"c11a514b67b0", cbor::tagged(1, 1363896240)},
        {"c1fb41d452d9ec200000", cbor::tagged(1, 1363896240.5)},
        {"d74401020304", cbor::tagged(23, raw("01020304"))},
        {"d818456449455446", cbor::tagged(24, raw("6449455446"))},
        {"d82076687474703a2f2f7777772e6578616d706c652e636f6d",
         cbor::tagged(32, "http://www.example.com")},
        {"40", Bytes{}},
        {"4401020304", raw("01020304")},
        {"60", ""},
        {"6161", "a"},
        {"6449455446", "IETF"},
        {"62225c", "\"\\"},
        {"62c3bc", "ü"},
        {"63e6b0b4", "水"},
        {"64f0908591", "𐅑"},
        {"80", Array{}},
        {"83010203", Array{1, 2, 3}},
        {"8301820203820405", Array{1, Array{2, 3}, Array{4, 5}}},
        {"98190102030405060708090a0b0c0d0e0f101112131415161718181819", one_to_25()},
        {"a0", Map{}},
        {"a201020304", Map{{1, 2}, {3, 4}}},
        {"a26161016162820203", Map{{"a", 1}, {"b", Array{2, 3}}}},
        {"826161a161626163", Array{"a", Map{{"b", "c"}}}},
        {"a56161614161626142616361436164614461656145",
         Map{{"a", "A"}, {"b", "B"}, {"c", "C"}, {"d", "D"}, {"e", "E"}}}};
    return examples;
}

// The rest of appendix A: longer floats and indefinite lengths.
const std::vector<Example>& other_examples() {
    static const std::vector<Example> examples{
        {"fa7f800000", infinity},
        {"fa7fc00000", not_a_number},
        {"faff800000", -infinity},
        {"fb7ff0000000000000", infinity},
        {"fb7ff8000000000000", not_a_number},
        {"fbfff0000000000000", -infinity},
        {"5f42010243030405ff", raw("0102030405")},
        {"7f657374726561646d696e67ff", "streaming"},
        {"9fff", Array{}},
        {"9f018202039f0405ffff", Array{1, Array{2, 3}, Array{4, 5}}},
        {"9f01820203820405ff", Array{1, Array{2, 3}, Array{4, 5}}},
        {"83018202039f0405ff", Array{1, Array{2, 3}, Array{4, 5}}},
        {"83019f0203ff820405", Array{1, Array{2, 3}, Array{4, 5}}},
        {"9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff", one_to_25()},
        {"bf61610161629f0203ffff", Map{{"a", 1}, {"b", Array{2, 3}}}},
        {"826161bf61626163ff", Array{"a", Map{{"b", "c"}}}},
        {"bf6346756ef563416d7421ff", Map{{"Amt", -2}, {"Fun", true}}}};
    return examples;
}

TEST(Cbor, WritesAndReadsTheDeterministicExamplesOfAppendixA) {
    for (const auto& example : deterministic_examples()) {
        EXPECT_EQ(hex(cbor::encode(example.value)), example.hex);
        for (auto form : {Form::deterministic, Form::any}) {
            auto value = cbor::decode(raw(example.hex), form);
            ASSERT_TRUE(value) << example.hex << value.error().what;
            EXPECT_TRUE(*value == example.value) << example.hex;
        }
    }
}

TEST(Cbor, ReadsTheOtherExamplesOfAppendixAOnlyWhereAnyFormIsTaken) {
    for (const auto& example : other_examples()) {
        EXPECT_FALSE(cbor::decode(raw(example.hex))) << example.hex;
        auto value = cbor::decode(raw(example.hex), Form::any);
        ASSERT_TRUE(value) << example.hex << value.error().what;
        EXPECT_TRUE(*value == example.value) << example.hex;
    }
}

TEST(Cbor, RefusesLongerFormsOfNumbersLengthsAndFloats) {
    for (std::string_view text :
         {"1800", "1817", "190018", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3800", "5800",
          "7800", "9800", "b800", "d800f6", "fa3f800000", "fb3ff0000000000000", "f97e01", "f9fe00",
          "fb7ff8000000000001"}) {
        EXPECT_FALSE(cbor::decode(raw(text))) << text;
        EXPECT_TRUE(cbor::decode(raw(text), Form::any)) << text;
    }
    for (std::string_view text : {"1818", "190100", "1a00010000", "1b0000000100000000"})
        EXPECT_TRUE(cbor::decode(raw(text))) << text;
}

// RFC 8949 §4.2.1 gives this order: 10, 100, -1, "z", "aa", [100], [-1], false.
TEST(Cbor, SortsKeysByTheBytesOfTheirEncoding) {
    Map map{{false, 7}, {Array{-1}, 6}, {Array{100}, 5}, {"aa", 4},
            {"z", 3},   {-1, 2},        {100, 1},        {10, 0}};
    EXPECT_EQ(hex(cbor::encode(map)), "a80a001864012002617a036261610481186405812006f407");
}

TEST(Cbor, TakesKeysInAnotherOrderOnlyWhereAnyFormIsTaken) {
    EXPECT_EQ(fault("a202000100", Form::deterministic),
              "byte 3: A key of a map stands twice or out of order");
    EXPECT_TRUE(cbor::decode(raw("a202000100"), Form::any) == Value(Map{{1, 0}, {2, 0}}));
}

TEST(Cbor, RefusesAKeyThatStandsTwice) {
    EXPECT_EQ(fault("a201000100", Form::deterministic),
              "byte 3: A key of a map stands twice or out of order");
    EXPECT_EQ(fault("82f6a201000100"), "byte 2: A key stands twice in a map");
    EXPECT_EQ(fault("a20100180100"), "byte 0: A key stands twice in a map"); // 1 and a longer 1
}

// RFC 8949 appendix F, one or more of each kind.
TEST(Cbor, RefusesWhatIsNotWellFormed) {
    for (std::string_view text : {"",
                                  "18",
                                  "19",
                                  "1a",
                                  "1b",
                                  "1901",
                                  "1a0102",
                                  "1b01020304050607",
                                  "38",
                                  "58",
                                  "78",
                                  "98",
                                  "9a01ff00",
                                  "b8",
                                  "d8",
                                  "f8",
                                  "f900",
                                  "fa0000",
                                  "fb000000",
                                  "41",
                                  "61",
                                  "5affffffff00",
                                  "5bffffffffffffffff010203",
                                  "7affffffff00",
                                  "7b7fffffffffffffff010203",
                                  "81",
                                  "818181818181818181",
                                  "8200",
                                  "a1",
                                  "a20102",
                                  "a100",
                                  "a2000000",
                                  "c0",
                                  "5f4100",
                                  "7f6100",
                                  "9f",
                                  "9f0102",
                                  "bf",
                                  "bf01020102",
                                  "819f",
                                  "9f8000",
                                  "1c",
                                  "1d",
                                  "1e",
                                  "3c",
                                  "5c",
                                  "7c",
                                  "9c",
                                  "bc",
                                  "dc",
                                  "fc",
                                  "fd",
                                  "fe",
                                  "f800",
                                  "f818",
                                  "f81f",
                                  "5f00ff",
                                  "5f21ff",
                                  "5f6100ff",
                                  "5f80ff",
                                  "5fa0ff",
                                  "5fc000ff",
                                  "5fe0ff",
                                  "7f4100ff",
                                  "5f5f4100ffff",
                                  "7f7f6100ffff",
                                  "ff",
                                  "81ff",
                                  "8200ff",
                                  "a1ff",
                                  "a1ff00",
                                  "a100ff",
                                  "a20000ff",
                                  "9f81ff",
                                  "bf00ff",
                                  "bf000000ff",
                                  "1f",
                                  "3f",
                                  "df",
                                  "0000",
                                  "62c328",
                                  "7f61c361bcff"})
        EXPECT_FALSE(cbor::decode(raw(text), Form::any)) << text;
}

TEST(Cbor, SaysWhereAFaultLies) {
    EXPECT_EQ(fault("830102"), "byte 0: This array or map is cut off");
    EXPECT_EQ(fault("83011c00"), "byte 2: No item begins with the byte 1c");
    EXPECT_EQ(fault("8262c32800"), "byte 2: Text in CBOR is UTF-8; this is not");
    EXPECT_EQ(fault("8101ff"), "byte 2: Bytes follow the item");
    EXPECT_EQ(fault("9f01ff", Form::deterministic),
              "byte 0: An indefinite length is not taken here");
}

TEST(Cbor, HoldsTheDepthLimit) {
    for (auto opener : Bytes{0x81, 0xc1, 0x9f}) {
        Bytes nested(limits::cbor_depth, opener);
        nested.push_back(0x00);
        if (opener == 0x9f) nested.insert(nested.end(), limits::cbor_depth, 0xff);
        EXPECT_TRUE(cbor::decode(nested, Form::any));
        nested.insert(nested.begin(), opener);
        if (opener == 0x9f) nested.push_back(0xff);
        EXPECT_FALSE(cbor::decode(nested, Form::any));
    }
    EXPECT_FALSE(cbor::decode(Bytes(10'000'000, 0x81), Form::any));
}

TEST(Cbor, ReadsASequenceItemByItem) {
    auto sequence = raw("018102f6");
    ByteView rest = sequence;
    EXPECT_TRUE(cbor::decode_first(rest) == Value(1));
    EXPECT_TRUE(cbor::decode_first(rest) == Value(Array{2}));
    EXPECT_TRUE(cbor::decode_first(rest) == Value(cbor::null));
    EXPECT_TRUE(rest.empty());
    EXPECT_FALSE(cbor::decode_first(rest));
}

TEST(Cbor, FindsMembersAndIntegers) {
    Value value = Map{{1, -7}, {"kid", "k1"}};
    const auto* map = value.as<Map>();
    ASSERT_NE(map, nullptr);
    ASSERT_NE(map->find(1), nullptr);
    EXPECT_EQ(map->find(1)->integer(), -7);
    EXPECT_EQ(map->find(2), nullptr);
    EXPECT_EQ(map->find("kid")->integer(), std::nullopt);
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    EXPECT_EQ(Value(least).integer(), least);
    EXPECT_EQ(Value(Negative{1ULL << 63}).integer(), std::nullopt);
    EXPECT_EQ(Value(1ULL << 63).integer(), std::nullopt);
}

TEST(Cbor, ComparesFloatsByTheirBits) {
    EXPECT_FALSE(Value(0.0) == Value(-0.0));
    EXPECT_TRUE(Value(not_a_number) == Value(-not_a_number));
    EXPECT_FALSE(Value(1) == Value(1.0));
}

TEST(Cbor, ReadsBackEveryHalf) {
    for (unsigned bits = 0; bits <= 0xffff; ++bits) {
        Bytes half{0xf9, static_cast<std::uint8_t>(bits >> 8), static_cast<std::uint8_t>(bits)};
        auto value = cbor::decode(half, Form::any);
        ASSERT_TRUE(value);
        if (std::isnan(value->as<cbor::Float>()->number)) continue; // one of them stands for all
        EXPECT_EQ(cbor::encode(*value), half);
    }
}

rc::Gen<Value> any_value(int depth) {
    using rc::gen::map;
    auto integer = map(rc::gen::arbitrary<std::int64_t>(), [](auto n) { return Value(n); });
    auto small = map(rc::gen::inRange(-300, 300), [](int n) { return Value(n); });
    auto number = map(rc::gen::arbitrary<double>(), [](double n) { return Value(n); });
    auto narrow = map(rc::gen::arbitrary<float>(), [](float n) { return Value(double{n}); });
    auto octets = map(rc::gen::arbitrary<Bytes>(), [](Bytes b) { return Value(std::move(b)); });
    auto text = map(rc::gen::container<std::string>(rc::gen::inRange('a', 'z')),
                    [](std::string s) { return Value(std::move(s)); });
    auto leaf = rc::gen::oneOf(integer, small, number, narrow, octets, text);
    if (depth == 0) return leaf;
    auto inner = rc::gen::container<Array>(4, any_value(depth - 1));
    auto array = map(inner, [](Array items) { return Value(std::move(items)); });
    auto tag = map(rc::gen::pair(rc::gen::arbitrary<std::uint64_t>(), any_value(depth - 1)),
                   [](auto pair) { return cbor::tagged(pair.first, std::move(pair.second)); });
    auto object = map(inner, [](Array items) {
        std::vector<cbor::Member> members;
        for (const auto& item : items) members.push_back({item, Value(members.size())});
        auto made = Map::of(std::move(members));
        return made ? Value(std::move(*made)) : Value(cbor::null); // the same key twice
    });
    return rc::gen::oneOf(leaf, array, tag, object);
}

RC_GTEST_PROP(Cbor, ReadsBackAnyValue, ()) {
    auto encoded = *rc::gen::map(any_value(3), [](const Value& v) { return cbor::encode(v); });
    auto value = cbor::decode(encoded);
    RC_ASSERT(value.has_value());
    RC_ASSERT(cbor::encode(*value) == encoded);
    RC_ASSERT(*cbor::decode(encoded, Form::any) == *value);
}

RC_GTEST_PROP(Cbor, WhatItTakesInAnyFormItWritesInOne, (const Bytes& noise)) {
    auto value = cbor::decode(noise, Form::any);
    if (value) RC_ASSERT(*cbor::decode(cbor::encode(*value)) == *value);
    if (auto strict = cbor::decode(noise)) RC_ASSERT(cbor::encode(*strict) == noise);
}

RC_GTEST_PROP(Cbor, RefusesEveryCutOffValue, ()) {
    auto encoded = *rc::gen::map(any_value(2), [](const Value& v) { return cbor::encode(v); });
    for (std::size_t length = 0; length < encoded.size(); ++length)
        RC_ASSERT(!cbor::decode(ByteView(encoded).first(length), Form::any));
}

} // namespace vienreiz::cbor_test
