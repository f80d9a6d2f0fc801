// Real registers, published through a running node over HTTP and asked for rows that are known.
//
// Two of them have no column that names each row: they are found by the number of the row, and it is shown that by a
// column the node refuses them for their doubled keys.
#include "app/demonstration.hpp"
#include "app/sample.hpp"
#include "node/child_node.hpp"
#include "node/test_node.hpp"
#include "stories/matching.hpp"
#include "table/csv_write.hpp"
#include "vectors/shared_data.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

namespace vienreiz::registers {

using test::Voice;

class Registers : public testing::Test {
protected:
    static void SetUpTestSuite() {
        folder_ = std::make_unique<test::Folder>("registers");
        auto node = test::ChildNode::start(folder_->path() / "data");
        ASSERT_TRUE(node) << node.error().what;
        node_ = std::move(*node);
        auto told = app::demonstration_in(folder_->path() / "data");
        ASSERT_TRUE(told) << told.error().what;
        system_ = told->system, system_key_ = told->system_key;
        auto steward = std::ranges::find(told->people, "steward", &app::DemonstrationPerson::role);
        auto headers = Voice::sign_in(node_->url(), steward->login, steward->password);
        ASSERT_TRUE(headers) << headers.error().what;
        steward_.emplace(*Voice::of(node_->url(), *headers));
    }
    static void TearDownTestSuite() {
        steward_.reset();
        EXPECT_EQ(node_ ? node_->stop() : 0, 0);
        node_.reset();
        folder_.reset();
    }

    static constexpr std::string_view by_row_number = "row_number";

    // Drafts from the file, says what no file can (title, legal basis), and publishes.
    static Result<json::Value> publish(const std::string& id, std::string_view file,
                                       std::string_view key) {
        auto upload = TRY(test::upload(*steward_, id, file));
        auto drafted =
            TRY(steward_->ask("POST", fmt::format("/api/uploads/{}/draft", upload), "{}"));
        auto dataset = drafted.at("dataset");
        if (key == by_row_number) {
            EXPECT_EQ(dataset.at("key").as_string(), "") << "nothing is chosen silently";
            EXPECT_TRUE(json::text(drafted.at("warnings")).contains("No column is unique"));
            number_rows(dataset);
        }
        stories::merge(dataset, json::Object{{"key", key},
                                             {"title", json::Object{{"lv", id}, {"en", id}}},
                                             {"description", json::Object{{"lv", id}, {"en", id}}},
                                             {"legal_basis", "Likums"}});
        TRY(steward_->ask("POST", "/api/datasets",
                          json::text(json::Value(json::Object{{"dataset", dataset}}))));
        return test::publish_upload(*steward_, upload, std::chrono::minutes(5));
    }

    static void number_rows(json::Value& dataset) {
        dataset.at("fields").as_array().push_back(
            json::Object{{"name", by_row_number},
                         {"source", ""},
                         {"label", json::Object{{"lv", "Rindas numurs"}, {"en", "Row number"}}},
                         {"type", "integer"},
                         {"required", true},
                         {"personal", "none"},
                         {"access", "restricted"},
                         {"generated", "row_number"}});
        dataset.at("key") = by_row_number;
    }

    static void expect_published(const Result<json::Value>& publication, std::uint64_t rows) {
        ASSERT_TRUE(publication) << publication.error().what;
        EXPECT_EQ(publication->at("stage").as_string(), "published") << json::text(*publication);
        EXPECT_EQ(publication->at("rows").to_number<std::uint64_t>(), rows);
        EXPECT_EQ(publication->at("rejected").to_number<std::uint64_t>(), 0u);
    }
    static void expect_row(const std::string& address, const json::Value& pattern) {
        auto row = steward_->ask("GET", "/api/datasets/" + address);
        ASSERT_TRUE(row) << row.error().what;
        auto same = stories::matches(pattern, *row);
        EXPECT_TRUE(same) << address << ": "
                          << (same ? "" : same.error().what + " at " + same.error().where);
    }

    static std::unique_ptr<test::Folder> folder_;
    static std::unique_ptr<test::ChildNode> node_;
    static std::optional<Voice> steward_;
    static std::string system_, system_key_;
};
std::unique_ptr<test::Folder> Registers::folder_;
std::unique_ptr<test::ChildNode> Registers::node_;
std::optional<Voice> Registers::steward_;
std::string Registers::system_, Registers::system_key_;

std::string unpacked(const std::filesystem::path& inner) {
    auto ended = std::unique_ptr<FILE, int (*)(FILE*)>(
        ::popen(fmt::format("zcat '{}'", shared_data::path(inner).string()).c_str(), "r"),
        ::pclose);
    std::string out;
    char piece[1 << 16];
    for (std::size_t got = 0; (got = std::fread(piece, 1, sizeof piece, ended.get())) > 0;)
        out.append(piece, got);
    return out;
}

TEST_F(Registers, CitiesOfTheWorldAreFoundByTheirNumberAndName) {
    NEEDS_SHARED_DATA("exchange/registers/geonames-cities-171k.csv.gz");
    expect_published(
        publish("pilsetas", unpacked("exchange/registers/geonames-cities-171k.csv.gz"), "id"),
        171'075);
    expect_row(
        "pilsetas/rows/99481",
        json::Object{{"id", 99'481}, {"name", "Riga"}, {"country", "LV"}, {"admin2", "0010000"}});
    expect_row("pilsetas/rows/1", json::Object{{"name", "Vila"}, {"admin1", "03"}});
    expect_row("pilsetas/rows?name=Riga&country=LV",
               json::Object{{"rows", json::Array{json::Object{{"id", 99'481}}}}});
}

TEST_F(Registers, MakersOfNetworkCardsAreRefusedByTheirDoubledKeysAndServeByRowNumber) {
    NEEDS_SHARED_DATA("exchange/registers/ieee-oui-46k.csv");
    auto file = shared_data::file("exchange/registers/ieee-oui-46k.csv");
    auto doubled = publish("razotaji", file, "assignment");
    ASSERT_TRUE(doubled) << doubled.error().what;
    EXPECT_EQ(doubled->at("stage").as_string(), "failed");
    EXPECT_TRUE(json::text(*doubled).contains("more than one row (3 listed)"))
        << json::text(*doubled);
    auto nothing = steward_->send("GET", "/api/datasets/razotaji/rows/002272");
    ASSERT_TRUE(nothing);
    EXPECT_EQ(nothing->status, 404);

    // Nothing is published yet, so the key may still be another, and the same upload be published.
    auto dataset = steward_->ask("GET", "/api/datasets/razotaji");
    ASSERT_TRUE(dataset) << dataset.error().what;
    number_rows(*dataset);
    auto revised = steward_->ask("PUT", "/api/datasets",
                                 json::text(json::Value(json::Object{{"dataset", *dataset}})));
    ASSERT_TRUE(revised) << revised.error().what;
    expect_published(test::publish_upload(*steward_, std::string(doubled->at("id").as_string()),
                                          std::chrono::minutes(5)),
                     46'524);
    expect_row("razotaji/rows/1",
               json::Object{{"assignment", "002272"},
                            {"organization_name", "American Micro-Fuel Device Corp."}});
    expect_row("razotaji/rows/1000",
               json::Object{{"assignment", "98D293"}, {"organization_name", "Google, Inc."}});
    expect_row("razotaji/rows?assignment=002272",
               json::Object{{"rows", json::Array{json::Object{{"row_number", 1}}}}});
}

TEST_F(Registers, SwedishAircraftKeepTheirDecimalCommasAsDecimals) {
    NEEDS_SHARED_DATA("exchange/registers/se-aircraft-latest.csv");
    expect_published(publish("gaisa-kugi",
                             shared_data::file("exchange/registers/se-aircraft-latest.csv"),
                             by_row_number),
                     7'939);
    expect_row("gaisa-kugi/rows/1", json::Object{{"code", "SE-001"},
                                                 {"avregistrerad", "1996-06-26"},
                                                 {"max_startvikt_kg", 22'500},
                                                 {"owner_name", "SAAB AB"},
                                                 {"land", nullptr}});
    expect_row("gaisa-kugi/rows/1000", json::Object{{"code", "SE-DZO"},
                                                    {"land", "United Kingdom"},
                                                    {"luftfartygstyp", "BOEING-767-300"}});
    expect_row("gaisa-kugi/rows?code=SE-ZZZ",
               json::Object{{"rows", json::Array{json::Object{
                                         {"owner_name", "Svenska Ballongklubben Tm"}}}}});
}

TEST_F(Registers, EarlierSwedishAircraftAreFoundByTheirUnnamedColumn) {
    NEEDS_SHARED_DATA("exchange/registers/se-aircraft-base.csv");
    expect_published(publish("agraki-gaisa-kugi",
                             shared_data::file("exchange/registers/se-aircraft-base.csv"),
                             "column_1"),
                     7'554);
}

// ---- what changed in a real register in 46 months ----------------------------------------------------

using Register = std::map<std::string, std::string>; // by mark: all that is known of an aircraft

Register aircraft_before() {
    Register out;
    auto file = shared_data::file("exchange/registers/se-aircraft-base.csv");
    for (auto line : split(file, '\n')) {
        auto rest = line.substr(std::min(line.size(), line.find(',') + 1));
        if (rest.starts_with("SE-"))
            append(out[std::string(rest.substr(0, rest.find(',')))], rest, "|");
    }
    return out;
}

std::string as_file(const Register& aircraft) {
    std::string out = "code,known\r\n";
    for (const auto& [mark, known] : aircraft) {
        std::array<std::string_view, 2> cells{mark, known};
        table::append_csv_record(out, cells, ',');
    }
    return out;
}

// From this version on, page by page, into what was known of it. How many events there were.
Result<std::uint64_t> follow(Voice& voice, std::string address, Register& known) {
    std::uint64_t events = 0;
    for (;;) {
        auto answer = TRY(voice.send("GET", address));
        auto told = TRY(json::parse(answer.body));
        if (answer.status != 200) return Failure{Kind::unavailable, answer.body};
        if (told.as_array().empty()) return events;
        events += told.as_array().size();
        for (const auto& event : told.as_array()) {
            std::string mark(event.at("subject").as_string());
            bool is_there = event.as_object().contains("data");
            if (!is_there && known.erase(mark) == 0)
                return Failure{Kind::corrupt, "What was not there is told to be deleted: " + mark};
            if (is_there) known[mark] = event.at("data").at("known").as_string();
        }
        auto link = answer.header("Link");
        address = link.substr(1, link.find('>') - 1);
    }
}

TEST_F(Registers, WhatChangedInSwedishAircraftLeadsFromEachVersionToTheNext) {
    NEEDS_SHARED_DATA("exchange/registers/se-aircraft-changes.jsonl.gz");
    auto events = unpacked("exchange/registers/se-aircraft-changes.jsonl.gz");
    auto aircraft = aircraft_before();
    ASSERT_GT(aircraft.size(), 5'000U);
    auto followed = aircraft, compacted = aircraft;
    const std::string id = "gaisa-kugu-izmainas", changes = "/api/datasets/" + id + "/changes";
    expect_published(publish(id, as_file(aircraft), "code"), aircraft.size());

    std::string time;
    std::uint64_t version = 1, told = 0;
    auto next_version = [&] {
        expect_published(test::publish(*steward_, id, as_file(aircraft)), aircraft.size());
        auto got =
            follow(*steward_, fmt::format("{}?limit=1000&after={}", changes, version++), followed);
        ASSERT_TRUE(got) << got.error().what;
        told += *got;
        EXPECT_TRUE(followed == aircraft) << "after version " << version;
    };
    for (auto line : split(events, '\n')) {
        if (line.empty()) continue;
        auto event = json::parse(line).value();
        if (!time.empty() && event.at("time").as_string() != time) next_version();
        time = event.at("time").as_string();
        std::string mark(event.at("key").as_string());
        if (event.at("op").as_string() == "delete")
            aircraft.erase(mark);
        else
            aircraft[mark] = json::text(event.at("rows"));
    }
    next_version();
    auto at_once = follow(*steward_, changes + "?limit=1000&compact=true&after=1", compacted);
    ASSERT_TRUE(at_once) << at_once.error().what;
    EXPECT_TRUE(compacted == aircraft);
    fmt::print("{} versions, {} changes; compacted {}\n", version, told, *at_once);
    EXPECT_GT(told, 50'000U);
    EXPECT_LT(*at_once, told);
}

TEST_F(Registers, ACompanyRegisterOfTheRealSizeServes) {
    std::uint64_t rows = std::getenv("VIENREIZ_ALL") ? 480'000 : 48'000;
    expect_published(publish("uznemumu-registrs", app::company_register(rows), "regcode"), rows);
    // The rows are the same for any number of them.
    expect_row("uznemumu-registrs/rows/40008000009",
               json::Object{{"name", "Biedrība \"Kurzemes piens Tirdzniecība\""},
                            {"registered", "2004-01-23"},
                            {"atvk", "0001000"}});
    expect_row("uznemumu-registrs/rows/40103015165",
               json::Object{{"type", "SIA"}, {"city", "Sigulda"}});
    expect_row("uznemumu-registrs/rows?keys=40002000768,40008000009&fields=type",
               json::Object{{"rows", json::Array{json::Object{{"type", "IK"}},
                                                 json::Object{{"type", "BDR"}}}}});
}

TEST_F(Registers, AreNotSentByTheCommandLineBeforeTheyAreDescribed) {
    auto key = folder_->path() / "key.pem", file = folder_->path() / "register.csv";
    std::ofstream(key) << system_key_;
    std::ofstream(file) << "kods;vieta\nA1;\xD8stfold\n";
    auto uploads = [&] {
        return std::ranges::distance(
            std::filesystem::directory_iterator(folder_->path() / "data" / "uploads"));
    };
    auto before = uploads();
    auto ended =
        test::run_program({"publish", file.string(), "--dataset", "neaprakstits", "--system",
                           system_, "--key", key.string(), "--url", node_->url()});
    EXPECT_EQ(ended.status, exit_code(Kind::missing)) << ended.output;
    EXPECT_TRUE(ended.output.contains("describe it first")) << ended.output;
    EXPECT_EQ(uploads(), before);
}

TEST_F(Registers, AreDraftedByTheCommandLineAsTheyAreSaidToBeWritten) {
    auto file = folder_->path() / "letters.csv";
    std::ofstream(file) << "kods;vieta\nA1;\xD8stfold\n";
    auto guessed = test::run_program({"draft", file.string()});
    EXPECT_TRUE(guessed.output.contains("encoding windows-1257, delimiter ;")) << guessed.output;
    auto said =
        test::run_program({"draft", file.string(), "--encoding", "iso-8859-1", "--delimiter", ";"});
    EXPECT_TRUE(said.output.contains("encoding ISO-8859-1, delimiter ;")) << said.output;
    EXPECT_TRUE(said.output.contains("reads: Østfold")) << said.output;
    auto wrong = test::run_program({"draft", file.string(), "--encoding", "klingon"});
    EXPECT_EQ(wrong.status, exit_code(Kind::invalid)) << wrong.output;
}

} // namespace vienreiz::registers
