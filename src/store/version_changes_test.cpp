#include "store/scratch_folder.hpp"
#include "store/version_changes.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <map>

namespace vienreiz::store::version_changes_test {

using table::Type;
using Row2 = std::vector<std::string>;
using Rows = std::map<std::string, Row2>; // by key, without it

const std::vector<Column> plain{{"key", Type::text}, {"name", Type::text}, {"share", Type::text}};

std::shared_ptr<const Dataset> version(const std::filesystem::path& folder,
                                       const std::vector<Column>& columns, const Rows& rows) {
    auto writer = write_dataset(folder, columns, 0).value();
    for (std::uint64_t line = 1; const auto& [key, rest] : rows) {
        std::vector<std::string_view> cells{key};
        cells.insert(cells.end(), rest.begin(), rest.end());
        check(writer->add(cells, ++line).has_value(), "a row is written");
    }
    std::vector<DuplicateKey> duplicates;
    check(writer->finish(duplicates, 1).has_value(), "a version is written");
    return open_dataset(folder).value();
}

struct Pair {
    ScratchFolder scratch;
    std::shared_ptr<const Dataset> before, now;
    Pair(const Rows& old_rows, const Rows& new_rows, const std::vector<Column>& old_columns = plain,
         const std::vector<Column>& new_columns = plain)
        : before(version(scratch.path() / "v1", old_columns, old_rows)),
          now(version(folder(), new_columns, new_rows)) {}
    [[nodiscard]] std::filesystem::path folder() const { return scratch.path() / "v2"; }
    [[nodiscard]] std::filesystem::path file() const { return folder() / "changes"; }
    [[nodiscard]] std::vector<RowChange> changes() const {
        auto made = write_changes(folder(), *before, *now, {});
        check(made.has_value(), made ? "" : made.error().what);
        auto opened = VersionChanges::open(folder(), *before, *now).value();
        std::vector<RowChange> out;
        for (std::uint64_t at = 0; at < opened.size(); ++at) out.push_back(opened[at]);
        return out;
    }
};

constexpr auto none = RowChange::none;

TEST(VersionChanges, TellsWhatWasInsertedUpdatedAndDeletedInTheOrderOfKeys) {
    Pair of({{"a", {"Anna", "1"}}, {"b", {"Berta", "2"}}, {"d", {"Dora", "4"}}},
            {{"b", {"Berta", "3"}}, {"c", {"Cilla", "3"}}, {"d", {"Dora", "4"}}});
    EXPECT_EQ(of.changes(), (std::vector<RowChange>{{0, none}, {1, 0}, {none, 1}}));
}

TEST(VersionChanges, AreNoneBetweenVersionsThatHoldTheSame) {
    Pair of({{"a", {"Anna", "1"}}}, {{"a", {"Anna", "1"}}});
    EXPECT_TRUE(of.changes().empty());
}

TEST(VersionChanges, OfAnAddedColumnAreThoseOfRowsThatHoldSomethingInIt) {
    auto more = plain;
    more.push_back({"since", Type::date});
    Pair of({{"a", {"Anna", "1"}}, {"b", {"Berta", "2"}}},
            {{"a", {"Anna", "1", ""}}, {"b", {"Berta", "2", "2024-01-01"}}}, plain, more);
    EXPECT_EQ(of.changes(), (std::vector<RowChange>{{1, 1}}));
}

TEST(VersionChanges, OfARemovedColumnAreThoseOfRowsThatHeldSomethingInIt) {
    std::vector<Column> fewer{plain[0], plain[2]};
    Pair of({{"a", {"", "1"}}, {"b", {"Berta", "2"}}}, {{"a", {"1"}}, {"b", {"2"}}}, plain, fewer);
    EXPECT_EQ(of.changes(), (std::vector<RowChange>{{1, 1}}));
}

TEST(VersionChanges, OfColumnsInAnotherOrderAreNone) {
    Pair of({{"a", {"Anna", "1"}}}, {{"a", {"1", "Anna"}}}, plain, {plain[0], plain[2], plain[1]});
    EXPECT_TRUE(of.changes().empty());
}

TEST(VersionChanges, OfAColumnOfAnotherTypeAreThoseOfAllItsValues) {
    auto other = plain;
    other[2].type = Type::integer;
    Pair of({{"a", {"Anna", "1"}}, {"b", {"Berta", ""}}},
            {{"a", {"Anna", "1"}}, {"b", {"Berta", ""}}}, plain, other);
    EXPECT_EQ(of.changes(), (std::vector<RowChange>{{0, 0}}));
}

TEST(VersionChanges, AreNotToldBetweenVersionsOfDifferentKeys) {
    auto other = plain;
    other[0].name = "code";
    Pair of({{"a", {"Anna", "1"}}}, {{"a", {"Anna", "1"}}}, plain, other);
    EXPECT_EQ(write_changes(of.folder(), *of.before, *of.now, {}).error().kind, Kind::conflict);
    EXPECT_FALSE(std::filesystem::exists(of.file()));
}

TEST(VersionChanges, AreMissingUntilTheyAreMadeAndMadeAnewWhenRemoved) {
    Pair of({{"a", {"Anna", "1"}}}, {{"a", {"Anna", "2"}}});
    EXPECT_EQ(VersionChanges::open(of.folder(), *of.before, *of.now).error().kind, Kind::missing);
    auto first = of.changes();
    std::filesystem::remove(of.file());
    EXPECT_EQ(of.changes(), first);
    EXPECT_EQ(of.changes(), first); // and over what is there
}

TEST(VersionChanges, OfOtherVersionsAreRefused) {
    Pair of({{"a", {"Anna", "1"}}}, {{"a", {"Anna", "2"}}});
    (void)of.changes();
    EXPECT_EQ(VersionChanges::open(of.folder(), *of.now, *of.now).error().kind, Kind::corrupt);
}

// Wherever a byte is changed, and wherever the file is cut.
TEST(VersionChanges, ThatAreDamagedAreRefused) {
    Pair of({{"a", {"Anna", "1"}}, {"b", {"", ""}}}, {{"a", {"Anna", "2"}}, {"c", {"", ""}}});
    EXPECT_EQ(of.changes().size(), 3U);
    std::string whole;
    {
        std::ifstream in(of.file(), std::ios::binary);
        whole.assign(std::istreambuf_iterator<char>(in), {});
    }
    auto refuses = [&](const std::string& content) {
        std::ofstream(of.file(), std::ios::binary | std::ios::trunc) << content;
        auto opened = VersionChanges::open(of.folder(), *of.before, *of.now);
        return !opened && opened.error().kind == Kind::corrupt;
    };
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        EXPECT_TRUE(refuses(changed)) << "byte " << at;
        EXPECT_TRUE(refuses(whole.substr(0, at))) << "cut at " << at;
    }
    EXPECT_TRUE(refuses(whole + "12345678"));
    EXPECT_FALSE(refuses(whole));
}

TEST(VersionChanges, AreLeftOutWhenAskedToStop) {
    Pair of({{"a", {"Anna", "1"}}}, {{"a", {"Anna", "2"}}});
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(write_changes(of.folder(), *of.before, *of.now, stop.get_token()).error().kind,
              Kind::unavailable);
    for (const auto& entry : std::filesystem::directory_iterator(of.folder()))
        EXPECT_FALSE(entry.path().filename().string().starts_with("changes"));
}

Rows some_rows() {
    Rows out;
    auto numbers = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 200));
    for (auto number : numbers)
        out[fmt::format("k{}", number % 40)] = {fmt::format("n{}", number % 3),
                                                number % 2 ? "x" : ""};
    if (out.empty()) out["k"] = {"", ""}; // a version has a row at least
    return out;
}

Rows rows_of(const Dataset& dataset) {
    Rows out;
    dataset.by_key("", [&](const Row& row) {
        out[std::string(row.cell(0))] = {std::string(row.cell(1)), std::string(row.cell(2))};
        return true;
    });
    return out;
}

RC_GTEST_PROP(VersionChanges, AppliedToTheOldVersionGiveTheNewOne, ()) {
    auto old_rows = some_rows(), new_rows = some_rows();
    Pair of(old_rows, new_rows);
    auto rows = rows_of(*of.before);
    std::string last;
    for (const auto& change : of.changes()) {
        bool is_deleted = change.now == none;
        auto row = is_deleted ? of.before->at(change.before) : of.now->at(change.now);
        std::string key(row.cell(0));
        RC_ASSERT(last < key);
        last = key;
        RC_ASSERT(rows.contains(key) == (change.before != none));
        if (is_deleted) {
            rows.erase(key);
            continue;
        }
        Row2 cells{std::string(row.cell(1)), std::string(row.cell(2))};
        if (change.before != none) RC_ASSERT(rows[key] != cells); // or it is no change
        rows[key] = cells;
    }
    RC_ASSERT(rows == rows_of(*of.now));
}

RC_GTEST_PROP(VersionChanges, CanBeWalkedFromAnyPlaceOn, ()) {
    Pair of(some_rows(), some_rows());
    auto all = of.changes();
    auto merge = VersionMerge::of(*of.before, *of.now).value();
    std::vector<RowChange> met;
    while (!merge.at_end()) {
        auto again = VersionMerge::of(*of.before, *of.now).value();
        again.go_to(merge.place());
        auto change = merge.next();
        RC_ASSERT(again.next() == change);
        if (change) met.push_back(*change);
    }
    RC_ASSERT(met == all);
}

} // namespace vienreiz::store::version_changes_test
