#include "table/csv.hpp"
#include "table/csv_write.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace vienreiz::table::csv_test {

using Cells = std::vector<std::string>;
using Rows = std::vector<Cells>;

struct Flawed {
    std::size_t row;
    Flaw flaw;
    std::size_t cell;
    bool operator==(const Flawed&) const = default;
};
using Flaws = std::vector<Flawed>;

struct Table {
    Cells header;
    Rows rows;
    Flaws flaws;
    std::vector<std::uint64_t> lines;
    std::string failure, where; // what ended it, if not its end
    Kind kind = Kind::missing;
};

Table read(std::string_view text, const Dialect& dialect = {}, const ReadOptions& options = {}) {
    Table table;
    auto fail = [&](const Failure& failure) {
        table.failure = failure.what, table.where = failure.where, table.kind = failure.kind;
        return table;
    };
    auto reader = read_csv_text(text, dialect, options);
    if (!reader) return fail(reader.error());
    table.header = (*reader)->header();
    for (;;) {
        auto record = (*reader)->next();
        if (!record && record.error().kind == Kind::missing) return table;
        if (!record) return fail(record.error());
        table.rows.emplace_back(record->cells.begin(), record->cells.end());
        table.lines.push_back(record->line);
        if (record->flaw != Flaw::none)
            table.flaws.push_back({table.rows.size() - 1, record->flaw, record->flawed});
    }
}

TEST(Csv, ReadsPlainRecords) {
    auto table = read("id,name\n1,Rīga\n2,Cēsis\n");
    EXPECT_EQ(table.header, (Cells{"id", "name"}));
    EXPECT_EQ(table.rows, (Rows{{"1", "Rīga"}, {"2", "Cēsis"}}));
    EXPECT_EQ(table.lines, (std::vector<std::uint64_t>{2, 3}));
    EXPECT_EQ(table.failure, "");
}

TEST(Csv, ReadsEveryLineEndAndSkipsBlankLines) {
    auto table = read("\r\na,b\r\n1,2\r3,4\n\n\r\r\n5,6");
    EXPECT_EQ(table.header, (Cells{"a", "b"}));
    EXPECT_EQ(table.rows, (Rows{{"1", "2"}, {"3", "4"}, {"5", "6"}}));
    EXPECT_EQ(table.lines, (std::vector<std::uint64_t>{3, 4, 8}));
}

TEST(Csv, ReadsQuotedCells) {
    auto table = read("a,b\n\"1,5\",\"say \"\"hi\"\"\"\n\"two\r\nlines\",\"\"\n\"\"\"\",x\n");
    EXPECT_EQ(table.rows, (Rows{{"1,5", "say \"hi\""}, {"two\r\nlines", ""}, {"\"", "x"}}));
    EXPECT_EQ(table.lines, (std::vector<std::uint64_t>{2, 3, 5}));
}

TEST(Csv, KeepsQuotesInsideUnquotedCells) {
    EXPECT_EQ(read("a,b\nSIA \"Alfa\",5\" pipe\n").rows, (Rows{{"SIA \"Alfa\"", "5\" pipe"}}));
    EXPECT_EQ(read("a,b\n \"x\",y\n").rows, (Rows{{" \"x\"", "y"}}));
}

TEST(Csv, FindsTextBehindAClosingQuote) {
    auto table = read("a,b\n1,\"Vol\"vo\n\"Alfa\" \"SIA\",\"x\" \n\"a\"\"b\",\"c\"\r\n\"d\"e");
    EXPECT_EQ(
        table.flaws,
        (Flaws{{0, Flaw::after_quote, 1}, {1, Flaw::after_quote, 0}, {3, Flaw::after_quote, 0}}));
    EXPECT_EQ(table.rows.at(2), (Cells{"a\"b", "c"}));
    EXPECT_EQ(table.failure, "");
    EXPECT_EQ(read("\"a\"b,c\n").failure,
              "Line 1: The name of column 1 cannot be read: text stands behind its closing quote; "
              "double the quotes inside a quoted cell");
}

TEST(Csv, TakesQuotesLiterallyInAFileWithoutThem) {
    Dialect dialect{.delimiter = '\t', .quote = '\0'};
    EXPECT_EQ(read("a\tb\n\"x\t\"\n", dialect).rows, (Rows{{"\"x", "\""}}));
}

TEST(Csv, GivesOutUnevenRecordsAsTheyStand) {
    EXPECT_EQ(read("a,b\n1\n1,2,3\n,\n").rows, (Rows{{"1"}, {"1", "2", "3"}, {"", ""}}));
}

TEST(Csv, NamesTheLineWhereAQuoteWasOpenedAndNeverClosed) {
    for (std::size_t block : {1uz, 7uz, 1000uz}) {
        auto table = read("a,b\n1,2\n\"x\ny\",\"open\n3,4\n", {}, {.block = block});
        EXPECT_EQ(table.rows, (Rows{{"1", "2"}}));
        EXPECT_EQ(table.failure,
                  "Line 4: A quote is opened here and never closed: close it, or double "
                  "it inside a cell");
        EXPECT_EQ(table.where, "line 4");
        EXPECT_EQ(table.kind, Kind::invalid);
    }
}

TEST(Csv, RefusesNulBytesWithLineAndPlace) {
    for (std::size_t block : {1uz, 1000uz}) {
        using namespace std::string_view_literals;
        auto table = read("a,b\n1,2\n3,\0004\n5,6\n"sv, {}, {.block = block});
        EXPECT_EQ(table.rows, (Rows{{"1", "2"}}));
        EXPECT_EQ(table.failure,
                  "Line 3: There is a NUL byte at byte 10: this is not a text file, or "
                  "its encoding is UTF-16LE or UTF-16BE and has to be chosen");
    }
}

TEST(Csv, GivesOutARecordWithBytesThatAreNotUtf8AsFlawed) {
    std::string text = "a,b\nx,y\nBērziņa,R\xEEga\nz,ā\n\xC4";
    for (std::size_t block = 1; block <= text.size() + 1; ++block) {
        auto table = read(text, {}, {.block = block});
        EXPECT_EQ(table.failure, "");
        EXPECT_EQ(table.rows, (Rows{{"x", "y"}, {"Bērziņa", "R\xEEga"}, {"z", "ā"}, {"\xC4"}}));
        EXPECT_EQ(table.lines, (std::vector<std::uint64_t>{2, 3, 4, 5}));
        EXPECT_EQ(table.flaws, (Flaws{{1, Flaw::not_utf8, 1}, {3, Flaw::not_utf8, 0}}));
    }
    EXPECT_EQ(read("a,R\xEEga\nx,y\n").failure,
              "Line 1: The name of column 2 cannot be read: a byte of it is not UTF-8; correct it, "
              "or choose the encoding the file is written in");
}

TEST(Csv, ReadsTheOtherEncodingsAsUtf8) {
    EXPECT_EQ(read("a\nR\xEEga \x80\n", {.encoding = Encoding::windows1257}).rows,
              (Rows{{"Rīga €"}}));
    EXPECT_EQ(read("a\nMalm\xF6\n", {.encoding = Encoding::latin1}).rows, (Rows{{"Malmö"}}));
    EXPECT_EQ(
        read("a\n\x81\n", {.encoding = Encoding::windows1257}).failure,
        "Line 2: The byte at 2 is not windows-1257: choose the encoding the file is written in");
}

// A text as UTF-16 with its mark, either way round.
std::string utf16(std::u16string_view text, bool little) {
    std::string out = little ? "\xFF\xFE" : "\xFE\xFF";
    for (char16_t unit : text) {
        auto high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
        out += little ? low : high;
        out += little ? high : low;
    }
    return out;
}

TEST(Csv, ReadsUtf16WithSurrogatePairs) {
    for (bool little : {true, false}) {
        Dialect dialect{.encoding = little ? Encoding::utf16le : Encoding::utf16be};
        auto text = utf16(u"a;b\r\nRīga;𝄞\r\n", little);
        EXPECT_EQ(detect(text).encoding, dialect.encoding);
        EXPECT_EQ(detect(text.substr(2)).encoding, dialect.encoding) << "without a mark";
        dialect.delimiter = ';';
        for (std::size_t block : {1uz, 17uz, 1000uz})
            EXPECT_EQ(read(text, dialect, {.block = block}).rows, (Rows{{"Rīga", "𝄞"}}));
        auto lone = utf16(u"a\n\xD800x\n", little);
        EXPECT_EQ(read(lone, {.encoding = dialect.encoding}).failure,
                  fmt::format("Line 2: The byte at 6 is not {}: choose the encoding the file is "
                              "written in",
                              name_of(dialect.encoding)));
        EXPECT_NE(read(text.substr(0, text.size() - 1), dialect).failure, "") << "half a unit";
    }
}

TEST(Csv, TakesTheByteOrderMarkOff) {
    auto table = read("\xEF\xBB\xBFid,b\n1,2\n");
    EXPECT_EQ(table.header, (Cells{"id", "b"}));
    EXPECT_EQ(read("\xEF\xBB\xBF\"i,d\",b\n").header, (Cells{"i,d", "b"}));
}

TEST(Csv, SaysThatAFileIsEmpty) {
    for (std::string_view text : {"", "\n\r\n\r", "\xEF\xBB\xBF"})
        EXPECT_EQ(read(text).failure, "The file is empty");
}

TEST(Csv, ReadsAFileWithAHeaderAndNoRows) {
    for (std::string_view text : {"a,b", "a,b\n", "a,b\r\n\r\n"}) {
        auto table = read(text);
        EXPECT_EQ(table.header, (Cells{"a", "b"}));
        EXPECT_EQ(table.rows, Rows{});
        EXPECT_EQ(table.failure, "");
    }
}

TEST(Csv, NamesEveryColumnOnce) {
    EXPECT_EQ(read(" id ,,name,name,name_2,name\n").header,
              (Cells{"id", "column_2", "name", "name_3", "name_2", "name_4"}));
    EXPECT_EQ(read(",column_1,\n").header, (Cells{"column_1_2", "column_1", "column_3"}));
}

TEST(Csv, RefusesWhatIsNotText) {
    EXPECT_EQ(read("PK\x03\x04rest").failure,
              "This is a spreadsheet or a ZIP file: save it as CSV");
}

TEST(Csv, RefusesADelimiterThatIsTheQuote) {
    EXPECT_NE(read("a", {.delimiter = '"'}).failure, "");
    EXPECT_NE(read("a", {.delimiter = '\n'}).failure, "");
}

TEST(Csv, ReadsARecordOfTheLimitAndRefusesOneByteMore) {
    for (std::size_t block : {1uz, 10uz, 64uz, 1000uz}) {
        ReadOptions options{.block = block, .record = 20};
        for (std::string_view end : {"\n", "\r\n", "\r", ""}) {
            auto text = "a,b\n1,2\n" + std::string(18, 'x') + ",y" + std::string(end);
            EXPECT_EQ(read(text, {}, options).rows,
                      (Rows{{"1", "2"}, {std::string(18, 'x'), "y"}}));
            text.insert(8, "x");
            auto table = read(text, {}, options);
            EXPECT_EQ(table.failure, "Line 3: A record is longer than 20 bytes") << block;
            EXPECT_EQ(table.kind, Kind::too_large);
            EXPECT_EQ(table.rows, (Rows{{"1", "2"}}));
        }
    }
}

// A file of one endless line is given up at the limit, without being read to its end.
TEST(Csv, GivesUpAnEndlessLineAtTheLimit) {
    auto file = std::filesystem::temp_directory_path() / fmt::format("endless-{}.csv", ::getpid());
    std::ofstream(file) << "a,b\n1,2\n";
    auto before = std::filesystem::file_size(file);
    {
        std::ofstream out(file, std::ios::app);
        std::string line(limits::MiB, 'x');
        for (std::size_t i = 0; i <= limits::csv_record / limits::MiB; ++i) out << line;
    }
    auto reader = read_csv(file, {});
    ASSERT_TRUE(reader);
    EXPECT_TRUE((*reader)->next());
    auto record = (*reader)->next();
    ASSERT_FALSE(record);
    EXPECT_EQ(record.error().what, "Line 3: A record is longer than 16 777 216 bytes");
    EXPECT_LE((*reader)->bytes_read(), before + limits::csv_record + limits::MiB);
    std::filesystem::remove(file);
}

TEST(Csv, RefusesARecordWithTooManyCells) {
    auto most = std::string(limits::csv_record_cells - 1, ',');
    EXPECT_EQ(read("a\n" + most + "\n").rows.at(0).size(), limits::csv_record_cells);
    EXPECT_EQ(read("a\n" + most + ",\n").failure,
              "Line 2: A record has more than 10 000 cells: is the delimiter right?");
    auto columns = std::string(limits::dataset_fields - 1, ',');
    EXPECT_EQ(read(columns).header.size(), limits::dataset_fields);
    EXPECT_EQ(read(columns + ",").failure, "Line 1: There are 501 columns, 1 more than may be");
}

TEST(Csv, SaysThatAFileIsNotThere) {
    auto reader = read_csv("/nonexistent/register.csv", {});
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().kind, Kind::missing);
    EXPECT_EQ(reader.error().what,
              "/nonexistent/register.csv cannot be read: No such file or directory");
}

TEST(Csv, GivesEachThreadBlocksOfItsOwn) {
    std::string text = "n\n";
    for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + "\n";
    auto reader = read_csv_text(text, {}, {.block = 1000});
    ASSERT_TRUE(reader);
    std::vector<int> seen(20'000);
    auto work = [&] {
        Block block;
        while ((*reader)->next_block(block))
            for (std::size_t i = 0; i < block.size(); ++i)
                if (block[i].cells[0] == std::to_string(block.first_row() + i))
                    ++seen[block.first_row() + i];
    };
    {
        std::jthread one(work), two(work);
    }
    EXPECT_EQ(std::ranges::count(seen, 1), 20'000);
}

TEST(Detect, FindsTheDelimiter) {
    EXPECT_EQ(detect("a,b\n1,2\n").delimiter, ',');
    EXPECT_EQ(detect("a;b\n1,5;2\n").delimiter, ';');
    EXPECT_EQ(detect("a\tb\n1\t2\n").delimiter, '\t');
    EXPECT_EQ(detect("a|b\n1|2\n").delimiter, '|');
    EXPECT_EQ(detect("a;b").delimiter, ';') << "a header alone";
    EXPECT_EQ(detect("name;value\n\"x;y,z\";1\n\"p,q;r,s\";2\n").delimiter, ';')
        << "quoted delimiters";
    EXPECT_EQ(detect("a;b;c\n1,2;3,4;5,6\n1,2;3,4;5,6\n").delimiter, ';');
    EXPECT_EQ(detect("a,b;c,d;e\n1,5;2,5;x\n").delimiter, ';')
        << "more cells than the decimal commas make";
}

TEST(Detect, TakesOneColumnForOne) {
    EXPECT_EQ(detect("name\nRīga\nCēsis\n").delimiter, ',');
    EXPECT_EQ(detect("").delimiter, ',');
    auto dialect = detect("sentence\nfirst; then\nno more\nand; so; on\n");
    EXPECT_EQ(dialect.delimiter, ',');
}

TEST(Detect, ForgivesAFewUnevenRecords) {
    EXPECT_EQ(detect("a;b;c\n1;2;3\n1;2\n1;2;3\n1;2;3\n").delimiter, ';');
}

TEST(Detect, FindsTheEncoding) {
    EXPECT_EQ(detect("\xEF\xBB\xBF"
                     "a\n")
                  .encoding,
              Encoding::utf8);
    EXPECT_EQ(detect("a\nRīga\n").encoding, Encoding::utf8);
    EXPECT_EQ(detect("a\nR\xC4").encoding, Encoding::utf8) << "the sample may cut a character";
    EXPECT_EQ(detect("a\nR\xEEga\n").encoding, Encoding::windows1257);
    EXPECT_EQ(detect("a\nBērziņa\n\xFF\n").encoding, Encoding::utf8) << "one slip among letters";
    EXPECT_EQ(detect("a\nB\xE7rzi\xF2\xE2 \xC4\x93\n").encoding, Encoding::windows1257)
        << "bytes may happen to be a letter";
    EXPECT_EQ(detect("a\nMalm\xF6 \x81\n").encoding, Encoding::latin1) << "0x81 is no Windows-1257";
}

TEST(Detect, TakesAnEncodingThatIsSaid) {
    auto dialect = detect("kods;vieta\nA1;\xD8stfold, No\n", Encoding::latin1);
    EXPECT_EQ(dialect.encoding, Encoding::latin1);
    EXPECT_EQ(dialect.delimiter, ';');
    EXPECT_EQ(detect("\xEF\xBB\xBF"
                     "a;b\n",
                     Encoding::latin1)
                  .encoding,
              Encoding::latin1);
}

TEST(Dialect, IsSaidInTheSameWordsEverywhere) {
    for (auto encoding : encodings()) EXPECT_EQ(encoding_from(name_of(encoding)), encoding);
    EXPECT_EQ(encoding_from("Windows-1257"), Encoding::windows1257);
    EXPECT_EQ(encoding_from("klingon\n").error().what,
              "\"klingon\\n\" is no encoding known here; it is one of UTF-8, windows-1257, "
              "ISO-8859-1, UTF-16LE, UTF-16BE");
    for (char delimiter : {',', ';', '\t', '|', '^'})
        EXPECT_EQ(delimiter_from(name_of(Delimiter{delimiter})), Delimiter{delimiter});
    for (std::string_view wrong : {"", ";;", "\"", "\n", "ā", "\xFF"})
        EXPECT_FALSE(delimiter_from(wrong)) << wrong;
    EXPECT_EQ(json::text(told({.delimiter = '\t', .encoding = Encoding::latin1})),
              R"({"encoding":"ISO-8859-1","delimiter":"tab"})");
}

TEST(CsvWrite, QuotesOnlyWhatNeedsIt) {
    auto written = [](std::string_view cell) {
        std::string out;
        append_csv_cell(out, cell, ';');
        return out;
    };
    EXPECT_EQ(written("Rīga, LV"), "Rīga, LV");
    EXPECT_EQ(written("a;b"), "\"a;b\"");
    EXPECT_EQ(written("say \"hi\""), "\"say \"\"hi\"\"\"");
    EXPECT_EQ(written("two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(written("=1+1"), "=1+1");
    EXPECT_EQ(written(""), "");
    std::string out;
    append_csv_record(out, std::vector<std::string_view>{""}, ',');
    EXPECT_EQ(out, "\"\"\r\n") << "no blank line";
}

// Cells of what is special, what is not, and what takes several bytes.
rc::Gen<Rows> tables() {
    auto piece =
        rc::gen::elementOf(Cells{"a", "bc", "\"", ",", ";", "\n", "\r", "\r\n", "ā", "𝄞", " ", ""});
    auto cell = rc::gen::map(rc::gen::container<Cells>(piece), [](const Cells& pieces) {
        std::string joined;
        for (const auto& part : pieces) joined += part;
        return joined;
    });
    auto rows = rc::gen::container<Rows>(rc::gen::nonEmpty(rc::gen::container<Cells>(cell)));
    return rc::gen::scale(0.25, rows);
}

RC_GTEST_PROP(CsvWrite, IsReadBackTheSameWithBlocksOfAnySize, ()) {
    auto rows = *tables();
    auto delimiter = *rc::gen::element(',', ';', '\t');
    std::string text = "header\r\n";
    for (const auto& row : rows)
        append_csv_record(text, std::vector<std::string_view>(row.begin(), row.end()), delimiter);
    if (*rc::gen::arbitrary<bool>() && !rows.empty())
        text.resize(text.size() - 2); // no last line end
    for (std::size_t block = 1; block <= std::min<std::size_t>(text.size() + 1, 80); ++block) {
        auto table = read(text, {.delimiter = delimiter}, {.block = block});
        RC_ASSERT(table.failure == "");
        RC_ASSERT(table.rows == rows);
    }
}

// Whatever the bytes, every block size gives the same records, lines and failure.
RC_GTEST_PROP(Csv, DoesNotDependOnBlocks, ()) {
    auto piece =
        rc::gen::elementOf(Cells{"a", "\"", ",", "\n", "\r", "ā", "\xC4", "x,y\n", "\"q\","});
    auto pieces = *rc::gen::container<Cells>(piece);
    std::string text = "h,";
    for (const auto& part : pieces) text += part;
    auto whole = read(text);
    for (std::size_t block = 1; block <= std::min<std::size_t>(text.size() + 1, 70); ++block) {
        auto table = read(text, {}, {.block = block});
        RC_ASSERT(table.header == whole.header);
        RC_ASSERT(table.rows == whole.rows);
        RC_ASSERT(table.lines == whole.lines);
        RC_ASSERT(table.flaws == whole.flaws);
        RC_ASSERT(table.failure == whole.failure);
    }
}

} // namespace vienreiz::table::csv_test
