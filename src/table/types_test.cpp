#include "base/limits.hpp"
#include "table/types.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vienreiz::table::types_test {

constexpr Spelling integer{.type = Type::integer};
constexpr Spelling decimal{.type = Type::decimal};
constexpr Spelling decimal_comma{.type = Type::decimal, .decimal_mark = DecimalMark::comma};
constexpr Spelling boolean{.type = Type::boolean};
constexpr Spelling iso{.type = Type::date};
constexpr Spelling day_first{.type = Type::date, .date_order = DateOrder::day_first};
constexpr Spelling compact{.type = Type::date, .date_order = DateOrder::compact};
constexpr Spelling instant{.type = Type::instant};

// The canonical spelling behind what `out` held before, or the sentence of the failure.
std::string read(std::string_view cell, const Spelling& spelling) {
    std::string out = "kept ";
    auto outcome = append_canonical(out, cell, spelling);
    if (outcome) return out.substr(5);
    EXPECT_EQ(out, "kept ") << "a failure appends nothing";
    return outcome.error().what;
}

TEST(Integer, KeepsWhatIsCanonical) {
    for (std::string_view cell :
         {"0", "7", "-7", "10", "9223372036854775807", "-9223372036854775808"})
        EXPECT_EQ(read(cell, integer), cell);
    EXPECT_EQ(read("-0", integer), "0");
}

TEST(Integer, SaysWhatIsWrong) {
    EXPECT_EQ(read("007", integer), "`007` has leading zeros: make the column text");
    EXPECT_EQ(read("-01", integer), "`-01` has leading zeros: make the column text");
    EXPECT_EQ(read("00", integer), "`00` has leading zeros: make the column text");
    EXPECT_EQ(read("+371", integer), "`+371` begins with a plus: make the column text");
    EXPECT_EQ(read("9223372036854775808", integer),
              "`9223372036854775808` is too large for a whole number: make the column text");
    EXPECT_EQ(read("-9223372036854775809", integer),
              "`-9223372036854775809` is too large for a whole number: make the column text");
    EXPECT_EQ(read("1 234", integer), "`1 234` has its thousands set apart: write 42");
    EXPECT_EQ(read("1.5", integer), "`1.5` is not whole: make the column decimal");
    for (std::string_view cell : {"-", "--1", " 1", "1 ", "1e5", "0x1", "12a", "٣"})
        EXPECT_EQ(read(cell, integer), fmt::format("`{}` is not a whole number", cell));
}

TEST(Decimal, HasOneSpellingForEqualValues) {
    for (std::string_view cell : {"0", "42", "-3.5", "100", "123456789012345678",
                                  "0.123456789012345678", "12345678901234567.8"})
        EXPECT_EQ(read(cell, decimal), cell);
    for (std::string_view cell : {"22500", "22500.0", "22500.00"})
        EXPECT_EQ(read(cell, decimal), "22500");
    EXPECT_EQ(read("22500,0", decimal_comma), "22500");
    EXPECT_EQ(read("-3.50", decimal), "-3.5");
    EXPECT_EQ(read("100.010", decimal), "100.01");
    EXPECT_EQ(read("-0,75", decimal_comma), "-0.75");
    EXPECT_EQ(read("42", decimal_comma), "42");
    EXPECT_EQ(read(".50", decimal), "0.5");
    EXPECT_EQ(read("-,5", decimal_comma), "-0.5");
    for (std::string_view zero : {"0", "-0", "0.00", "-0.00", ".0", "-.0"})
        EXPECT_EQ(read(zero, decimal), "0") << zero;
    EXPECT_EQ(read("-0.01", decimal), "-0.01");
    EXPECT_EQ(read("1." + std::string(40, '0'), decimal), "1") << "zeros at the end do not count";
}

TEST(Decimal, SaysWhatIsWrong) {
    EXPECT_EQ(read("1,5", decimal),
              "`1,5` has the other decimal mark: this column is written like 3.50");
    EXPECT_EQ(read("1.5", decimal_comma),
              "`1.5` has the other decimal mark: this column is written like 3,50");
    EXPECT_EQ(read("1,234.50", decimal), "`1,234.50` has its thousands set apart: write 3.50");
    EXPECT_EQ(read("1 234,50", decimal_comma),
              "`1 234,50` has its thousands set apart: write 3,50");
    EXPECT_EQ(read("1\u00A0234,50", decimal_comma),
              "`1\u00A0234,50` has its thousands set apart: write 3,50");
    EXPECT_EQ(read("1.234.567", decimal_comma),
              "`1.234.567` has its thousands set apart: write 3,50");
    EXPECT_EQ(read("007.5", decimal), "`007.5` has leading zeros: make the column text");
    EXPECT_EQ(read("1234567890123456789", decimal),
              "`1234567890123456789` has more than 18 digits: make the column text");
    EXPECT_EQ(read("1.234567890123456789", decimal),
              "`1.234567890123456789` has more than 18 digits: make the column text");
    for (std::string_view cell :
         {".", "-", "5.", "1e5", "NaN", "inf", "1..5", "1.5 ", "-.", "1.-5"})
        EXPECT_EQ(read(cell, decimal), fmt::format("`{}` is not a number such as 3.50", cell));
}

TEST(Boolean, ReadsTheWordsOfThreeLanguagesInAnyCase) {
    for (std::string_view cell :
         {"true", "TRUE", "True", "1", "t", "T", "yes", "Yes", "jā", "Jā", "JĀ"})
        EXPECT_EQ(read(cell, boolean), "true") << cell;
    for (std::string_view cell : {"false", "FALSE", "0", "f", "F", "no", "NO", "nē", "Nē", "NĒ"})
        EXPECT_EQ(read(cell, boolean), "false") << cell;
    for (std::string_view cell : {"2", "y", "n", "ja", "truee", "tru", "on", " true", "-1"})
        EXPECT_EQ(read(cell, boolean),
                  fmt::format("`{}` is neither yes nor no: write true or false", cell));
}

TEST(Date, ReadsThreeOrders) {
    EXPECT_EQ(read("2026-11-22", iso), "2026-11-22");
    EXPECT_EQ(read("22.11.2026", day_first), "2026-11-22");
    EXPECT_EQ(read("1.2.2026", day_first), "2026-02-01");
    EXPECT_EQ(read("22/11/2026", day_first), "2026-11-22");
    EXPECT_EQ(read("20261122", compact), "2026-11-22");
    EXPECT_EQ(read("29.02.2024", day_first), "2024-02-29");
    EXPECT_EQ(read("2000-02-29", iso), "2000-02-29");
}

TEST(Date, RefusesDaysThatDoNotExist) {
    EXPECT_EQ(read("2024-13-01", iso), "`2024-13-01` is not a date: there is no such day");
    for (std::string_view cell :
         {"2023-02-29", "1900-02-29", "2024-04-31", "2024-00-10", "2024-01-00"})
        EXPECT_EQ(read(cell, iso), fmt::format("`{}` is not a date: there is no such day", cell));
    EXPECT_EQ(read("31.04.2024", day_first), "`31.04.2024` is not a date: there is no such day");
    EXPECT_EQ(read("20240230", compact), "`20240230` is not a date: there is no such day");
}

TEST(Date, RefusesTheOtherOrders) {
    for (std::string_view cell :
         {"22.11.2026", "20261122", "2026-1-2", "2026/11/22", "2026-11-22 00:00"})
        EXPECT_EQ(read(cell, iso), fmt::format("`{}` is not a date such as 2026-11-22", cell));
    for (std::string_view cell :
         {"2026-11-22", "22.11/2026", "22.11.26", "122.1.2026", "22.11.2026 ", "22.", "22.11."})
        EXPECT_EQ(read(cell, day_first),
                  fmt::format("`{}` is not a date such as 22.11.2026", cell));
    for (std::string_view cell : {"2026112", "202611222", "2026-1-2"})
        EXPECT_EQ(read(cell, compact), fmt::format("`{}` is not a date such as 20261122", cell));
}

TEST(Instant, IsAlwaysWrittenInUtcWithSixDecimals) {
    EXPECT_EQ(read("2026-11-22T01:29:49.123456Z", instant), "2026-11-22T01:29:49.123456Z");
    EXPECT_EQ(read("2026-11-22T01:29:49Z", instant), "2026-11-22T01:29:49.000000Z");
    EXPECT_EQ(read("2026-11-22t01:29:49.5z", instant), "2026-11-22T01:29:49.500000Z");
    EXPECT_EQ(read("2026-11-22 03:29:49+02:00", instant), "2026-11-22T01:29:49.000000Z");
    EXPECT_EQ(read("2026-01-01T01:00:00+02:00", instant), "2025-12-31T23:00:00.000000Z");
    EXPECT_EQ(read("2024-02-28T23:30:00-01:45", instant), "2024-02-29T01:15:00.000000Z");
}

TEST(Instant, SaysWhatIsWrong) {
    EXPECT_EQ(read("2026-11-22T01:29:49", instant),
              "`2026-11-22T01:29:49` has no time zone: write 2026-11-22T08:30:00Z");
    EXPECT_EQ(read("2026-11-22T01:29:49.1234567Z", instant),
              "`2026-11-22T01:29:49.1234567Z` has more than 6 decimals of a second");
    for (std::string_view cell :
         {"2026-11-22", "2026-02-30T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T23:59:60Z",
          "2026-11-22T01:29:49.Z", "2026-11-22T01:29:49+2:00", "2026-11-22T01:29:49+24:00",
          "0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2026-11-22T01:29:49ZZ"})
        EXPECT_EQ(read(cell, instant),
                  fmt::format("`{}` is not a time such as 2026-11-22T08:30:00Z", cell));
}

TEST(Text, MayBeAsLongAsTheLimitAndNoLonger) {
    EXPECT_EQ(read(" Rīga ", {}), " Rīga ");
    EXPECT_EQ(read(std::string(limits::csv_cell, 'a'), {}).size(), limits::csv_cell);
    EXPECT_EQ(read(std::string(limits::csv_cell + 1, 'a'), {}),
              "`" + std::string(60, 'a') + "…` is longer than 1 MiB");
}

TEST(Shown, CutsAtSixtyCharactersNotBytes) {
    std::string sixty;
    for (int i = 0; i < 60; ++i) sixty += "ā";
    EXPECT_EQ(shown(sixty), "`" + sixty + "`");
    EXPECT_EQ(shown(sixty + "b"), "`" + sixty + "…`");
}

TEST(Shown, EscapesWhatATerminalWouldObey) {
    EXPECT_EQ(shown("\x1b[2J\n\xFF"), "`\\x1b[2J\\n\\xff`");
    EXPECT_EQ(read("\x1b[31m7", integer), "`\\x1b[31m7` is not a whole number");
}

RC_GTEST_PROP(Canonical, IsItsOwnCanonicalSpelling, ()) {
    auto cell = *rc::gen::nonEmpty(rc::gen::container<std::string>(
        rc::gen::elementOf(std::string("0123456789012-+.,:TZtfj ā"))));
    for (const auto& spelling :
         {integer, decimal, decimal_comma, boolean, iso, day_first, compact, instant}) {
        std::string once, twice;
        if (!append_canonical(once, cell, spelling)) continue;
        RC_ASSERT(append_canonical(twice, once, {.type = spelling.type}).has_value());
        RC_ASSERT(once == twice);
    }
}

RC_GTEST_PROP(Canonical, KeepsEveryWholeNumber, (std::int64_t number)) {
    auto cell = std::to_string(number);
    RC_ASSERT(read(cell, integer) == cell);
}

} // namespace vienreiz::table::types_test
