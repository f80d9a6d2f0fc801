#include "store/dataset.hpp"
#include "store/files.hpp"
#include "store/scratch_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <map>
#include <sys/resource.h>
#include <thread>

namespace vienreiz::store::dataset_test {

using Cells = std::vector<std::string>;
using Rows = std::vector<Cells>;

std::vector<Column> text_columns(std::size_t count) {
    std::vector<Column> columns;
    for (std::size_t i = 0; i < count; ++i)
        columns.push_back({fmt::format("c{}", i), table::Type::text});
    return columns;
}

Outcome add(DatasetWriter& writer, const Cells& cells, std::uint64_t line = 1) {
    std::vector<std::string_view> views(cells.begin(), cells.end());
    return writer.add(views, line);
}

Result<DatasetSummary> write(const std::filesystem::path& folder, std::vector<Column> columns,
                             std::size_t key, const Rows& rows,
                             std::size_t sort_bytes = limits::dataset_sort_bytes) {
    auto writer = TRY(write_dataset(folder, std::move(columns), key, sort_bytes));
    for (std::uint64_t line = 1; const auto& row : rows) TRY(add(*writer, row, ++line));
    std::vector<DuplicateKey> duplicates;
    return writer->finish(duplicates, 10);
}

Cells cells(const Row& row, std::size_t columns) {
    Cells out;
    for (std::size_t i = 0; i < columns; ++i) out.emplace_back(row.cell(i));
    return out;
}

Rows rows_of(const Dataset& dataset) {
    Rows out;
    dataset.all([&](const Row& row) {
        return out.push_back(cells(row, dataset.summary().columns.size())), true;
    });
    return out;
}

Cells keys_of(const Dataset& dataset, std::string_view after = "",
              std::size_t most = ~std::size_t{0}) {
    Cells out;
    dataset.by_key(after, [&](const Row& row) {
        out.emplace_back(row.cell(dataset.summary().key));
        return out.size() < most;
    });
    return out;
}

TEST(Dataset, GivesBackWhatWasWritten) {
    ScratchFolder scratch;
    Rows rows{{"40003", "Latvijas Pasts, VAS", ""},
              {"40001", "\"Liepāja\" 𝄞\r\n", "x"},
              {"40002", "", "€"}};
    auto written = write(scratch.path() / "v1", text_columns(3), 0, rows);
    ASSERT_TRUE(written) << written.error().what;
    auto dataset = *open_dataset(scratch.path() / "v1");
    EXPECT_EQ(rows_of(*dataset), rows);
    EXPECT_EQ(keys_of(*dataset), (Cells{"40001", "40002", "40003"}));
    EXPECT_EQ(cells(*dataset->find("40002"), 3), rows[2]);
    EXPECT_FALSE(dataset->find("4000"));
    EXPECT_FALSE(dataset->find(""));
    EXPECT_EQ(dataset->summary().hash, written->hash);
    EXPECT_TRUE(verify(*dataset));
}

// printf 'c0,c1,c2\r\n1,a,\r\n2,"x, ""y""",z\r\n' | sha256sum
TEST(Dataset, HasTheHashOfItsDownload) {
    ScratchFolder scratch;
    auto written =
        *write(scratch.path() / "v1", text_columns(3), 0, {{"1", "a", ""}, {"2", "x, \"y\"", "z"}});
    std::string csv;
    append_csv_header(csv, written.columns);
    (*open_dataset(scratch.path() / "v1"))->all([&](const Row& row) {
        return append_csv(csv, row), true;
    });
    EXPECT_EQ(csv, "c0,c1,c2\r\n1,a,\r\n2,\"x, \"\"y\"\"\",z\r\n");
    EXPECT_EQ(written.hash, hex(crypto::sha256(bytes(csv))));
    EXPECT_EQ(written.hash, "c600f07104bd3961f3fd9f2b8b2c2db756f081a7fba84558ee98a59c96f826bb");
}

TEST(Dataset, MayHaveNoRowsAtAll) {
    ScratchFolder scratch;
    ASSERT_TRUE(write(scratch.path() / "v1", text_columns(2), 1, {}));
    auto dataset = *open_dataset(scratch.path() / "v1");
    EXPECT_EQ(rows_of(*dataset), Rows{});
    EXPECT_EQ(keys_of(*dataset), Cells{});
    EXPECT_FALSE(dataset->find("1"));
    EXPECT_EQ(dataset->summary().profile.size(), 2u);
    EXPECT_TRUE(verify(*dataset));
}

// Many small rows, few large ones, keys in any order, runs of keys that do not fit in memory: what
// a std::map holds.
TEST(Dataset, AgreesWithAModelWhateverTheRows) {
    EXPECT_TRUE(
        rc::check([](const std::map<std::string, std::pair<std::string, std::string>>& content,
                     bool backwards) {
            ScratchFolder scratch;
            std::map<std::string, Cells> model;
            Rows rows;
            for (const auto& [name, values] : content) {
                auto key = name.empty() ? "empty" : name;
                if (model.contains(key)) continue;
                rows.push_back({values.first, key,
                                std::string(values.second.size() * values.second.size(), 'l')});
                model[key] = rows.back();
            }
            if (backwards) std::ranges::reverse(rows);
            RC_ASSERT(write(scratch.path() / "v", text_columns(3), 1, rows, 200).has_value());
            auto dataset = *open_dataset(scratch.path() / "v");
            RC_ASSERT(rows_of(*dataset) == rows);
            Cells expected;
            for (const auto& [key, row] : model) {
                expected.push_back(key);
                auto found = dataset->find(key);
                RC_ASSERT(found.has_value());
                RC_ASSERT(cells(*found, 3) == row);
                RC_ASSERT(!dataset->find(key + "?") || model.contains(key + "?"));
            }
            RC_ASSERT(keys_of(*dataset) == expected);
        }));
}

// Enough rows for several blocks and runs, with keys in descending order.
TEST(Dataset, FindsEveryOneOfManyRows) {
    ScratchFolder scratch;
    constexpr int count = 200'000;
    auto writer = *write_dataset(scratch.path() / "v1", text_columns(2), 0, 512 * limits::KiB);
    for (int i = count; i-- > 0;)
        ASSERT_TRUE(add(*writer, {fmt::format("LV{:07}", i * 7), fmt::format("row {}", i)}));
    std::vector<DuplicateKey> duplicates;
    ASSERT_TRUE(writer->finish(duplicates, 10));
    auto dataset = *open_dataset(scratch.path() / "v1");
    EXPECT_TRUE(verify(*dataset));
    for (int i = 0; i < count; i += 97) {
        auto row = dataset->find(fmt::format("LV{:07}", i * 7));
        ASSERT_TRUE(row);
        EXPECT_EQ(row->cell(1), fmt::format("row {}", i));
        EXPECT_FALSE(dataset->find(fmt::format("LV{:07}", i * 7 + 1)));
    }
    EXPECT_EQ(keys_of(*dataset, "LV0000014", 2), (Cells{"LV0000021", "LV0000028"}));
    EXPECT_EQ(keys_of(*dataset, "LV0000015", 1), (Cells{"LV0000021"}));
    EXPECT_EQ(keys_of(*dataset, fmt::format("LV{:07}", (count - 1) * 7)), Cells{});
}

TEST(Dataset, NamesTheLinesOfKeysThatStandTwice) {
    ScratchFolder scratch;
    auto writer = *write_dataset(scratch.path() / "v1", text_columns(1), 0,
                                 200); // so that they meet in the merge
    for (std::uint64_t line = 0; const auto* key : {"b", "a", "c", "b", "d", "a", "b", "e"})
        ASSERT_TRUE(add(*writer, {key}, line += 10)); // rows may be lines apart
    std::vector<DuplicateKey> duplicates;
    auto finished = writer->finish(duplicates, 2);
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().kind, Kind::conflict);
    EXPECT_NE(finished.error().what.find("3 rows"), std::string::npos) << finished.error().what;
    ASSERT_EQ(duplicates.size(), 2u);
    EXPECT_EQ(duplicates[0].key, "a");
    EXPECT_EQ(duplicates[0].first_line, 20u);
    EXPECT_EQ(duplicates[0].second_line, 60u);
    EXPECT_EQ(duplicates[1].key, "b");
    EXPECT_EQ(duplicates[1].first_line, 10u);
    EXPECT_EQ(duplicates[1].second_line, 40u);
    writer.reset();
    EXPECT_FALSE(std::filesystem::exists(scratch.path() / "v1"));
}

TEST(Dataset, HoldsAKeyAndACellAtTheirLimits) {
    ScratchFolder scratch;
    std::string key(limits::dataset_key_bytes, 'k'), cell(limits::csv_cell, 'c');
    ASSERT_TRUE(write(scratch.path() / "v1", text_columns(3), 0, {{key, cell, "after"}}));
    auto dataset = *open_dataset(scratch.path() / "v1");
    EXPECT_EQ(cells(*dataset->find(key), 3), (Cells{key, cell, "after"}));
    EXPECT_FALSE(dataset->find(key + "k"));
}

TEST(Dataset, StopsTheProgramAtAKeyOneBytePastTheLimit) {
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    ScratchFolder scratch;
    auto writer = *write_dataset(scratch.path() / "v1", text_columns(1), 0);
    EXPECT_DEATH((void)add(*writer, {std::string(limits::dataset_key_bytes + 1, 'k')}),
                 "1 to 400 bytes");
    EXPECT_DEATH((void)add(*writer, {""}), "1 to 400 bytes");
}

TEST(Dataset, RefusesARowOverTheLimit) {
    ScratchFolder scratch;
    auto writer = *write_dataset(scratch.path() / "v1", text_columns(2), 0);
    auto added = add(*writer, {"1", std::string(limits::dataset_row_bytes, 'x')});
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().kind, Kind::too_large);
}

// A file size limit stands in for a full disk: the system refuses to write on.
TEST(Dataset, SaysThatItCannotBeWrittenAndLeavesNothing) {
    ScratchFolder scratch;
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit tight{1 * limits::MiB, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
    Rows rows;
    for (int i = 0; i < 100'000; ++i)
        rows.push_back({std::to_string(i), "some text that takes room"});
    auto written = write(scratch.path() / "v1", text_columns(2), 0, rows);
    setrlimit(RLIMIT_FSIZE, &before);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, Kind::unavailable);
    EXPECT_FALSE(std::filesystem::exists(scratch.path() / "v1"));
    EXPECT_TRUE(write(scratch.path() / "v1", text_columns(2), 0, rows));
}

TEST(Dataset, TellsAFullDiskFromOtherFailures) {
    auto full = files::failure(ENOSPC, "writing a file", "/data/rows");
    EXPECT_EQ(full.kind, Kind::unavailable);
    EXPECT_EQ(full.what, "The disk is full while writing a file: free some space and try again");
    EXPECT_EQ(full.where, "/data/rows");
    EXPECT_EQ(files::failure(ENOENT, "opening a file", "x").kind, Kind::missing);
    EXPECT_EQ(files::failure(EIO, "reading a file", "x").kind, Kind::unavailable);
}

TEST(Dataset, IsCorruptWhenAFileLostItsEnd) {
    for (const auto* name : {"rows", "keys", "summary.json"}) {
        ScratchFolder scratch;
        ASSERT_TRUE(write(scratch.path() / "v1", text_columns(1), 0, {{"1"}, {"2"}}));
        auto path = scratch.path() / "v1" / name;
        std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
        auto opened = open_dataset(scratch.path() / "v1");
        ASSERT_FALSE(opened) << name;
        EXPECT_EQ(opened.error().kind, Kind::corrupt) << name;
        std::filesystem::resize_file(path, 0);
        EXPECT_EQ(open_dataset(scratch.path() / "v1").error().kind, Kind::corrupt) << name;
    }
}

TEST(Dataset, IsMissingUntilItIsFinished) {
    ScratchFolder scratch;
    EXPECT_EQ(open_dataset(scratch.path() / "v1").error().kind, Kind::missing);
    auto writer = *write_dataset(scratch.path() / "v1", text_columns(1), 0);
    ASSERT_TRUE(add(*writer, {"1"}));
    EXPECT_EQ(open_dataset(scratch.path() / "v1").error().kind, Kind::missing);
    EXPECT_EQ(write_dataset(scratch.path() / "v1", text_columns(1), 0).error().kind,
              Kind::conflict);
    writer.reset();
    EXPECT_FALSE(std::filesystem::exists(scratch.path() / "v1"));
}

TEST(Dataset, RemovesOnlyVersionsThatWereNeverFinished) {
    ScratchFolder scratch;
    ASSERT_TRUE(write(scratch.path() / "whole", text_columns(1), 0, {{"1"}}));
    std::filesystem::create_directories(scratch.path() / "begun");
    ASSERT_TRUE(files::write_small(scratch.path() / "begun" / "rows", "half"));
    std::filesystem::create_directories(scratch.path() / "foreign");
    ASSERT_TRUE(files::write_small(scratch.path() / "foreign" / "letter.txt", "keep me"));
    ASSERT_TRUE(remove_unfinished(scratch.path()));
    EXPECT_FALSE(std::filesystem::exists(scratch.path() / "begun"));
    EXPECT_TRUE(std::filesystem::exists(scratch.path() / "foreign"));
    EXPECT_TRUE(open_dataset(scratch.path() / "whole"));
    EXPECT_TRUE(remove_unfinished(scratch.path() / "nowhere"));
}

TEST(Dataset, KeepsItsReadersAfterItsFolderIsGone) {
    ScratchFolder scratch;
    ASSERT_TRUE(write(scratch.path() / "v1", text_columns(2), 0, {{"1", "old"}}));
    ASSERT_TRUE(write(scratch.path() / "v2", text_columns(2), 0, {{"1", "new"}}));
    auto old_version = *open_dataset(scratch.path() / "v1"),
         new_version = *open_dataset(scratch.path() / "v2");
    std::filesystem::remove_all(scratch.path() / "v1");
    EXPECT_EQ(old_version->find("1")->cell(1), "old");
    EXPECT_EQ(new_version->find("1")->cell(1), "new");
    EXPECT_TRUE(verify(*old_version));
}

TEST(Dataset, IsFoundOutWhenARowWasChanged) {
    ScratchFolder scratch;
    ASSERT_TRUE(write(scratch.path() / "v1", text_columns(2), 0, {{"1", "paid"}, {"2", "owed"}}));
    auto path = scratch.path() / "v1" / "rows";
    auto content = *files::read_small(path);
    content.replace(content.find("owed"), 4, "paid");
    ASSERT_TRUE(files::write_small(path, content));
    auto dataset = *open_dataset(scratch.path() / "v1");
    auto verified = verify(*dataset);
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().kind, Kind::corrupt);
}

TEST(Dataset, IsReadFromManyThreadsAtOnce) {
    ScratchFolder scratch;
    Rows rows;
    for (int i = 0; i < 1000; ++i) rows.push_back({std::to_string(i), std::to_string(i * i)});
    ASSERT_TRUE(write(scratch.path() / "v1", text_columns(2), 0, rows));
    auto dataset = *open_dataset(scratch.path() / "v1");
    std::atomic<int> right = 0;
    std::vector<std::thread> readers;
    for (int t = 0; t < 3; ++t)
        readers.emplace_back([&] {
            for (const auto& row : rows) right += dataset->find(row[0])->cell(1) == row[1];
        });
    for (auto& reader : readers) reader.join();
    EXPECT_EQ(right, 3000);
}

} // namespace vienreiz::store::dataset_test
