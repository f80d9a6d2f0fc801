// The end of the retention of access records, as an operator declares it and everybody else meets it.
#include "app/demonstration.hpp"
#include "commands/demonstrated.hpp"
#include "node/test_node.hpp"

#include <gtest/gtest.h>

namespace vienreiz::commands {

using test::run_program;

struct Retention : testing::Test {
    test::Folder folder{"retention"};
    std::filesystem::path data = folder.path() / "data";

    void SetUp() override {
        std::filesystem::copy(Demonstrated::node().data, data,
                              std::filesystem::copy_options::recursive);
    }
    test::Ended retain(const std::vector<std::string>& more) const {
        std::vector<std::string> words{"retain", "--data", data.string()};
        words.insert(words.end(), more.begin(), more.end());
        return run_program(words);
    }
    void expect_refused(const test::Ended& ended, Kind kind, std::string_view sentence) const {
        EXPECT_EQ(ended.status, code(kind)) << ended.output;
        EXPECT_TRUE(ended.output.contains(sentence)) << ended.output;
    }
};

TEST_F(Retention, EndsForTheEntriesAndNotForTheirHashes) {
    auto raised = retain({"--from", "1"});
    ASSERT_EQ(raised.status, 0) << raised.output;
    EXPECT_TRUE(raised.output.contains("\nvienreiz.local/journals/access\nminimum index 1\n"))
        << raised.output;
    auto node = test::ChildNode::start(data);
    ASSERT_TRUE(node) << node.error().what;
    auto told = app::demonstration_in(data).value();
    auto key = crypto::PrivateKey::from_pem(told.system_key).value();
    auto system =
        test::Voice::of((*node)->url(),
                        test::Voice::authenticate((*node)->url(), told.system, key).value())
            .value();
    auto get = [&](const std::string& target) { return system.send("GET", target).value(); };

    auto listed = get("/journals").body;
    EXPECT_TRUE(listed.contains(R"("name":"access")")) << listed;
    EXPECT_TRUE(listed.contains(R"("minimum_index":1})")) << listed;
    EXPECT_TRUE(listed.contains(R"("minimum_index":0})")) << listed;
    auto statement = get("/journals/access/minimum-index");
    EXPECT_EQ(statement.status, 200);
    EXPECT_TRUE(raised.output.ends_with(statement.body)) << statement.body;
    EXPECT_EQ(get("/journals/main/minimum-index").status, 404);
    EXPECT_EQ(get("/journals/none/minimum-index").status, 404);

    for (const auto* kind : {"", "/anchored", "/cose"}) {
        auto receipt = get(std::string("/journals/access/receipts/0") + kind);
        EXPECT_EQ(receipt.status, 404) << kind;
        EXPECT_TRUE(receipt.body.contains("their retention has ended")) << receipt.body;
    }
    EXPECT_EQ(get("/journals/access/checkpoint").status, 200);
    EXPECT_EQ(get("/journals/access/tile/0/000.p/1").status, 200);
    EXPECT_EQ((*node)->stop(), 0);

    // What whoever asked has kept holds as before.
    auto policy = file_with("policy", Demonstrated::node().policy);
    auto verified = run_program(
        {"verify", file_with("kept", Demonstrated::node().receipt), "--policy", policy});
    EXPECT_EQ(verified.status, 0) << verified.output;
    auto checked =
        run_program({"journal", "check", "--data", data.string(), "--journal", "access"});
    EXPECT_EQ(checked.status, 0) << checked.output;
    auto stat = run_program({"journal", "stat", "--data", data.string(), "--journal", "access"});
    EXPECT_TRUE(stat.output.contains("\ngiven    from 1 on\n")) << stat.output;
}

TEST_F(Retention, EndsBeforeADay) {
    auto none = retain({"--before", "2020-01-01"});
    expect_refused(none, Kind::conflict, "is never lowered");
    auto all = retain({"--before", "2999-01-01"});
    EXPECT_EQ(all.status, 0) << all.output;
    auto stat = run_program({"journal", "stat", "--data", data.string(), "--journal", "access"});
    EXPECT_TRUE(stat.output.contains("\nentries  1\ngiven    from 1 on\n")) << stat.output;
}

TEST_F(Retention, IsRefused) {
    expect_refused(retain({}), Kind::invalid, "either --from");
    expect_refused(retain({"--from", "1", "--before", "2026-01-01"}), Kind::invalid,
                   "either --from");
    expect_refused(retain({"--from", "two"}), Kind::invalid, "by its number");
    expect_refused(retain({"--from", "99"}), Kind::invalid, "no higher");
    expect_refused(retain({"--from", "1", "--journal", "main"}), Kind::forbidden,
                   "read from its first entry on");
    expect_refused(retain({"--from", "1", "--journal", "root"}), Kind::forbidden, "root");
    expect_refused(run_program({"retain", "--data", folder.path().string(), "--from", "1"}),
                   Kind::missing, "no journal in this folder");
    auto node = test::ChildNode::start(data);
    ASSERT_TRUE(node) << node.error().what;
    EXPECT_EQ(retain({"--from", "1"}).status, code(Kind::conflict)) << "while it serves";
    EXPECT_EQ((*node)->stop(), 0);
    ASSERT_EQ(retain({"--from", "1"}).status, 0);
    expect_refused(retain({"--from", "1"}), Kind::conflict, "never lowered");
}

} // namespace vienreiz::commands
