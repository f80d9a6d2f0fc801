// `vienreiz validate`: eight of them, as eight institutions would run them, before one node; six must cosign.
#include "app/demonstration.hpp"
#include "commands/demonstrated.hpp"
#include "journal/journal.hpp"
#include "journal/policy.hpp"
#include "node/test_node.hpp"
#include "platform/node.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

namespace vienreiz::commands::validate_test {

using test::ChildNode;
using test::Voice;

constexpr unsigned institutions = 8, needed = 6;

struct Validated : testing::Test {
    void SetUp() override {
        std::filesystem::copy(kept.data, data, std::filesystem::copy_options::recursive);
        auto alone = ChildNode::start(data).value(); // for its port
        port = alone->port();
        ASSERT_EQ(alone->stop(), 0);
    }
    static std::string entry(std::string_view vkey) {
        return fmt::format("vkey {}\norigin none\nqpd 8640000\ncontact us\n", trim(vkey));
    }
    std::vector<std::string> arguments_of(const std::string& name) const {
        auto admitted = file_with("all", "logs/v0\n" + entry(kept.vkey) + entry(kept.other_vkey) +
                                             entry(kept.root_vkey));
        return {"--name",      name,
                "--admission", admitted,
                "--journal",   main,
                "--from",      fmt::format("http://127.0.0.1:{}/journals/main", port)};
    }
    void start_validator(unsigned number) {
        auto name = fmt::format("v{}", number);
        auto arguments = arguments_of(name);
        if (auto port_before = ports.find(number); port_before != ports.end())
            arguments.insert(arguments.end(), {"--port", std::to_string(port_before->second)});
        auto started = ChildNode::start_as("validate", folder.path() / name, arguments);
        ASSERT_TRUE(started) << started.error().what;
        ports[number] = (*started)->port();
        validators[number] = std::move(*started);
    }
    void start_all() {
        std::string policy, names;
        for (unsigned number = 1; number <= institutions; ++number) {
            start_validator(number);
            auto vkeys = Voice::of(validators[number]->url())->send("GET", "/vkeys").value().body;
            policy += fmt::format("witness v{} {} {}\n", number, vkeys.substr(0, vkeys.find('\n')),
                                  validators[number]->url());
            names += fmt::format(" v{}", number);
        }
        policy += fmt::format("group public {}{}\nquorum public\n", needed, names);
        start_node({"--witnesses", file_with("validators", policy)});
    }
    void start_node(std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--port", std::to_string(port)});
        node = ChildNode::start(data, arguments).value();
    }
    std::string get(const std::string& path) const {
        return Voice::of(node->url())->send("GET", path).value().body;
    }
    std::uint64_t size_at(const std::string& path) const {
        auto checkpoint = journal::checkpoint_in(get(path));
        return checkpoint ? checkpoint->size : 0;
    }
    std::uint64_t pending() const { return size_at("/journals/main/pending"); }
    bool becomes_final(std::uint64_t size) const {
        for (int times = 0; times < 400; ++times) {
            if (size_at("/journals/main/checkpoint") >= size) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return false;
    }
    // By the operator, as she would; the answer's entry.
    void register_institution(const std::string& number) const {
        auto people = app::demonstration_in(data).value().people;
        auto who = std::ranges::find(people, "operators", &app::DemonstrationPerson::login);
        auto headers = Voice::sign_in(node->url(), who->login, who->password).value();
        auto told = Voice::of(node->url(), headers)
                        ->ask("POST", "/api/institutions",
                              fmt::format(R"({{"registration_number":"{}",)"
                                          R"("name":{{"lv":"A","en":"A"}}}})",
                                          number));
        ASSERT_TRUE(told) << told.error().what;
    }
    // What an operator can do who holds the journal's keys: anything.
    // Gives the entry's number.
    std::uint64_t enter(const std::string& forged) const {
        auto keys = data / "keys";
        auto journal =
            platform::open_journal({data / "journals" / "main", keys / "journal-main.pem",
                                    keys / "journal-main.ml-dsa.pem"},
                                   main, journal::real_disk())
                .value();
        std::string_view entry = forged;
        return journal->append(std::span(&entry, 1)).value();
    }
    std::string said_by(unsigned number) const {
        std::ifstream in(folder.path() / fmt::format("v{}.out", number), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    const Demonstrated& kept = Demonstrated::node();
    test::Folder folder{"validators"};
    std::filesystem::path data = folder.path() / "node";
    std::string main = kept.other_vkey.substr(0, kept.other_vkey.find('+'));
    std::uint16_t port = 0;
    std::map<unsigned, std::uint16_t> ports;
    std::map<unsigned, std::unique_ptr<ChildNode>> validators;
    std::unique_ptr<ChildNode> node;
};

TEST_F(Validated, IsFinalBySixOfEightAndStaysSoWithTwoAway) {
    start_all();
    ASSERT_TRUE(becomes_final(pending())) << said_by(1);
    validators.erase(1);
    validators.erase(2);
    register_institution("40003032949");
    ASSERT_TRUE(becomes_final(pending())) << "two of eight are away";
    auto policy = journal::parse_policy(get("/journals/main/policy")).value();
    EXPECT_TRUE(journal::verified_checkpoint(get("/journals/main/checkpoint"), policy));

    validators.erase(3);
    auto before = size_at("/journals/main/checkpoint");
    register_institution("90000056357");
    std::this_thread::sleep_for(std::chrono::seconds(2));
    EXPECT_GT(pending(), before);
    EXPECT_EQ(size_at("/journals/main/checkpoint"), before) << "three are away: durable, not final";
    start_validator(3);
    EXPECT_TRUE(becomes_final(pending())) << "it went on where it had stopped";
}

TEST_F(Validated, IsNotFinalOnceAnEntryIsAgainstTheRules) {
    auto forged = enter(platform::entry_of(
        {"catalogue.DatasetWithdrawn", R"({"dataset":"transportlidzekli","reason":"no reason"})"},
        now(), "node"));
    start_all();
    std::this_thread::sleep_for(std::chrono::seconds(2));
    EXPECT_EQ(size_at("/journals/main/checkpoint"), 0U);
    for (unsigned number = 1; number <= institutions; ++number) {
        EXPECT_TRUE(said_by(number).contains("not for the node itself to wish")) << said_by(number);
        EXPECT_TRUE(said_by(number).contains(fmt::format("entry {}", forged)));
    }
}

TEST_F(Validated, IsNotFinalWhenTheStateIsAnother) {
    enter(platform::entry_of(
        {"platform.StatePartsRooted",
         fmt::format(R"({{"rules":2,"first":0,"count":256,"root":"{}"}})", std::string(64, '0'))},
        now(), "node"));
    start_all();
    std::this_thread::sleep_for(std::chrono::seconds(2));
    EXPECT_EQ(size_at("/journals/main/checkpoint"), 0U);
    EXPECT_TRUE(said_by(1).contains("has another root")) << said_by(1);
}

TEST_F(Validated, GoesOnBehindItsCopyAfterItWasKilled) {
    start_all();
    ASSERT_TRUE(becomes_final(pending()));
    for (auto& [number, validator] : validators) validator->kill();
    register_institution("40003032949");
    for (unsigned number = 1; number <= needed; ++number) start_validator(number);
    EXPECT_TRUE(becomes_final(pending())) << said_by(1);
    validators.clear();
    auto copy = folder.path() / "v1/judged/copy";
    auto health = journal::check_files(copy, journal::vkeys_in(copy).value().front(), {});
    ASSERT_TRUE(health) << health.error().what;
    EXPECT_EQ(health->entries, pending());
}

TEST_F(Validated, SaysWhatIsMissingBeforeItStarts) {
    auto arguments = arguments_of("v1");
    arguments.insert(arguments.begin(), {"validate", "--data", (folder.path() / "v1").string()});
    auto other = arguments;
    *(std::ranges::find(other, "--journal") + 1) = "another";
    auto refused = test::run_program(other);
    EXPECT_EQ(refused.status, code(Kind::invalid)) << refused.output;
    EXPECT_TRUE(refused.output.contains("--journal")) << refused.output;
    *(std::ranges::find(arguments, "--from") + 1) = "ftp://node";
    refused = test::run_program(arguments);
    EXPECT_EQ(refused.status, code(Kind::invalid)) << refused.output;
}

} // namespace vienreiz::commands::validate_test
