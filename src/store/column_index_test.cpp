#include "store/column_index.hpp"
#include "store/scratch_folder.hpp"
#include "table/order.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace vienreiz::store::column_index_test {

using table::Type;
using Rows = std::vector<std::vector<std::string>>;

const std::vector<Column> columns{
    {"key", Type::text}, {"number", Type::integer}, {"share", Type::decimal}, {"name", Type::text}};

std::filesystem::path written(const ScratchFolder& scratch, const Rows& rows) {
    auto folder = scratch.path() / "v1";
    auto writer = write_dataset(folder, columns, 0).value();
    for (std::uint64_t line = 1; const auto& row : rows) {
        std::vector<std::string_view> cells(row.begin(), row.end());
        check(writer->add(cells, ++line).has_value(), "a row is written");
    }
    std::vector<DuplicateKey> duplicates;
    check(writer->finish(duplicates, 1).has_value(), "a version is written");
    return folder;
}

std::shared_ptr<const Dataset> indexed(const std::filesystem::path& folder) {
    auto made = index_columns(folder, {});
    check(made.has_value(), made ? "" : made.error().what);
    auto dataset = open_dataset(folder).value();
    check(dataset->columns() == nullptr, "an index is not there until it is opened");
    check(dataset->open_columns().has_value(), "an index is opened");
    return dataset;
}

std::vector<std::string> values_of(const ColumnIndex& index, std::size_t column) {
    std::vector<std::string> out;
    for (Ordinal one = 0; one < index.values(column); ++one)
        out.emplace_back(index.value(column, one));
    return out;
}

TEST(ColumnIndex, HasTheValuesInTheirOrder) {
    ScratchFolder scratch;
    auto dataset = indexed(written(scratch, {{"b", "10", "0.5", "Ādaži"},
                                             {"a", "9", "-0.25", "Cēsis"},
                                             {"d", "-3", "", "Cēsis"},
                                             {"c", "", "12.5", "Cē"}}));
    const auto& index = *dataset->columns();
    using Values = std::vector<std::string>;
    EXPECT_EQ(values_of(index, 0), (Values{"a", "b", "c", "d"}));
    EXPECT_EQ(values_of(index, 1), (Values{"-3", "9", "10"}));
    EXPECT_EQ(values_of(index, 2), (Values{"-0.25", "0.5", "12.5"}));
    EXPECT_EQ(values_of(index, 3), (Values{"Cē", "Cēsis", "Ādaži"}));
}

TEST(ColumnIndex, HasTheRowsOfAValueInTheOrderOfTheirKeys) {
    ScratchFolder scratch;
    auto dataset = indexed(written(
        scratch,
        {{"c", "1", "", "x"}, {"a", "2", "", "x"}, {"d", "", "", "y"}, {"b", "1", "", "x"}}));
    const auto& index = *dataset->columns();
    auto ranks = [&](std::size_t column, Ordinals of) {
        auto found = index.ranks(column, of);
        return std::vector<Rank>(found.begin(), found.end());
    };
    EXPECT_EQ(ranks(3, {0, 1}), (std::vector<Rank>{0, 1, 2}));
    EXPECT_EQ(ranks(1, {0, 2}), (std::vector<Rank>{1, 2, 0}));
    EXPECT_EQ(ranks(1, {2, 3}), (std::vector<Rank>{3})); // whose cell is empty
    EXPECT_EQ(dataset->at(3).cell(0), "d");
    EXPECT_EQ(ranks(2, {0, 1}).size(), 4u);
}

// Against what the rows themselves say.
void expect_same(const Dataset& dataset) {
    const auto& index = *dataset.columns();
    for (std::size_t column = 0; column < columns.size(); ++column) {
        auto type = columns[column].type;
        auto less = [&](const std::string& a, const std::string& b) {
            return table::precedes(type, a, b);
        };
        std::set<std::string, decltype(less)> values(less);
        Rank rank = 0;
        dataset.by_key("", [&](const Row& row) {
            auto cell = row.cell(column);
            auto ordinal = index.ordinal(column, rank++);
            bool agrees = cell.empty() ? ordinal == index.values(column)
                                       : index.value(column, ordinal) == cell;
            RC_ASSERT(agrees);
            if (!cell.empty()) values.emplace(cell);
            return true;
        });
        RC_ASSERT(values_of(index, column) ==
                  std::vector<std::string>(values.begin(), values.end()));
        std::size_t rows = 0;
        for (Ordinal one = 0; one <= index.values(column); ++one) {
            auto ranks = index.ranks(column, {one, one + 1});
            rows += ranks.size();
            RC_ASSERT(std::ranges::is_sorted(ranks));
            for (auto at : ranks) RC_ASSERT(index.ordinal(column, at) == one);
            if (one == index.values(column)) break;
            RC_ASSERT(index.not_less(column, index.value(column, one)) == one);
            RC_ASSERT(index.greater(column, index.value(column, one)) == one + 1);
        }
        RC_ASSERT(rows == index.rows());
    }
}

RC_GTEST_PROP(ColumnIndex, AgreesWithTheRows, ()) {
    auto numbers =
        *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(-300, 300));
    Rows rows;
    for (std::size_t at = 0; at < numbers.size(); ++at) {
        auto number = numbers[at];
        rows.push_back(
            {fmt::format("k{}", (at * 7'919) % 104'729),
             number % 5 ? fmt::format("{}", number * number * number) : "",
             fmt::format("{}.{}", number / 10, 1 + (number % 9 + 9) % 9),
             *rc::gen::element<std::string>("", "a", "ab", "abcdefgh", "abcdefghi", "ž", "zz")});
    }
    if (rows.empty()) return;
    ScratchFolder scratch;
    expect_same(*indexed(written(scratch, rows)));
}

// One and two bytes an ordinal hold 254 and 65 534 values beside the empty cell.
TEST(ColumnIndex, HoldsAsManyValuesAsThereAre) {
    for (int count : {254, 255, 65'534, 65'535}) {
        ScratchFolder scratch;
        Rows rows;
        for (int at = 0; at < count; ++at)
            rows.push_back({fmt::format("{:06}", at), fmt::format("{}", count - at), "", "n"});
        rows.push_back({"zzz", "", "", ""});
        auto dataset = indexed(written(scratch, rows));
        const auto& index = *dataset->columns();
        EXPECT_EQ(index.values(1), static_cast<Ordinal>(count));
        EXPECT_EQ(index.ordinal(1, 0), static_cast<Ordinal>(count - 1));
        EXPECT_EQ(index.ordinal(1, static_cast<Rank>(count)), static_cast<Ordinal>(count));
    }
}

TEST(ColumnIndex, IsRefusedWhenItIsNotWholeOrOfOtherRows) {
    ScratchFolder one, other;
    auto folder = written(one, {{"a", "1", "", ""}, {"b", "2", "", ""}});
    EXPECT_EQ(open_dataset(folder).value()->open_columns().error().kind, Kind::missing);
    auto another = written(other, {{"a", "1", "", ""}, {"b", "3", "", ""}});
    ASSERT_TRUE(index_columns(folder, {}));
    ASSERT_TRUE(index_columns(another, {}));
    std::filesystem::copy_file(another / "columns", folder / "columns",
                               std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(open_dataset(folder).value()->open_columns().error().kind, Kind::corrupt);
    ASSERT_TRUE(index_columns(folder, {})); // made anew
    EXPECT_TRUE(open_dataset(folder).value()->open_columns());
    auto size = std::filesystem::file_size(folder / "columns");
    for (auto cut :
         {std::uintmax_t{0}, std::uintmax_t{63}, std::uintmax_t{64}, size / 2, size - 1}) {
        std::filesystem::resize_file(folder / "columns", cut);
        EXPECT_EQ(open_dataset(folder).value()->open_columns().error().kind, Kind::corrupt) << cut;
    }
}

TEST(ColumnIndex, LeavesNothingWhenItIsStopped) {
    ScratchFolder scratch;
    Rows rows;
    for (int at = 0; at < 20'000; ++at) rows.push_back({fmt::format("{:06}", at), "1", "", ""});
    auto folder = written(scratch, rows);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(index_columns(folder, stop.get_token()).error().kind, Kind::unavailable);
    EXPECT_FALSE(std::filesystem::exists(folder / "columns"));
    EXPECT_FALSE(std::filesystem::exists(folder / "columns.new"));
}

TEST(ColumnIndex, IsMadeAfterOneThatWasBrokenOff) {
    ScratchFolder scratch;
    auto folder = written(scratch, {{"a", "1", "", ""}});
    std::ofstream(folder / "columns.new") << "half of it";
    EXPECT_TRUE(index_columns(folder, {}));
    EXPECT_FALSE(std::filesystem::exists(folder / "columns.new"));
}

} // namespace vienreiz::store::column_index_test
