// What `vienreiz serve` says and keeps.
#include "app/demonstration.hpp"
#include "commands/demonstrated.hpp"
#include "node/test_node.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <thread>

namespace vienreiz::commands {

using test::ChildNode;
using test::Voice;

struct Serve : testing::Test {
    test::Folder folder{"serve"};
    std::filesystem::path data = folder.path() / "data";
};

TEST_F(Serve, OnAnIpv6AddressSaysItInBrackets) {
    std::ifstream addresses("/proc/net/if_inet6");
    std::string known{std::istreambuf_iterator<char>(addresses), {}};
    if (!known.contains("00000000000000000000000000000001"))
        GTEST_SKIP() << "There is no IPv6 here";
    auto node = ChildNode::start(data, {"--address", "::1"});
    ASSERT_TRUE(node) << node.error().what;
    auto url = (*node)->url();
    EXPECT_TRUE(url.starts_with("http://[::1]:")) << url;
    // The address is the audience of client assertions too.
    auto told = app::demonstration_in(data);
    ASSERT_TRUE(told);
    auto key = crypto::PrivateKey::from_pem(told->system_key);
    auto token = Voice::authenticate(url, told->system, *key);
    EXPECT_TRUE(token) << token.error().what;
    EXPECT_EQ((*node)->stop(), 0);
}

TEST_F(Serve, OnAPortThatIsTakenSaysSo) {
    auto node = ChildNode::start(data);
    ASSERT_TRUE(node) << node.error().what;
    auto url = (*node)->url();
    auto port = url.substr(url.rfind(':') + 1);
    auto second = test::run_program(
        {"serve", "--empty", "--port", port, "--data", (folder.path() / "second").string()});
    EXPECT_EQ(second.status, code(Kind::unavailable)) << second.output;
    EXPECT_TRUE(second.output.contains("in use")) << second.output;
    EXPECT_EQ((*node)->stop(), 0);
}

TEST_F(Serve, BelievesTheProxiesItWasNamedAndCountsRequests) {
    for (bool named : {true, false}) {
        auto node =
            named ? ChildNode::start(data, {"--proxies", "127.0.0.1"}) : ChildNode::start(data);
        ASSERT_TRUE(node) << node.error().what;
        auto anybody = Voice::of((*node)->url());
        ASSERT_TRUE(anybody);
        auto told = app::demonstration_in(data);
        ASSERT_TRUE(told);
        const auto& who = told->people.front();
        json::Value wish = json::Object{{"login", who.login}, {"password", who.password}};
        auto signed_in =
            anybody->send("POST", "/api/session", json::text(wish),
                          {{"Content-Type", "application/json"}, {"X-Forwarded-Proto", "https"}});
        ASSERT_TRUE(signed_in);
        EXPECT_EQ(signed_in->status, 200) << signed_in->body;
        EXPECT_EQ(signed_in->header("Set-Cookie").contains("; Secure"), named);
        auto figures = anybody->send("GET", "/metrics");
        ASSERT_TRUE(figures);
        EXPECT_TRUE(figures->body.contains("vienreiz_http_request_seconds_count 1\n"));
        EXPECT_EQ((*node)->stop(), 0);
    }
}

TEST_F(Serve, DoesTheWholeMainJobForTheCommandThatPlaysIt) {
    auto node = ChildNode::start(data);
    ASSERT_TRUE(node) << node.error().what;
    auto played = test::run_program({"check", "--data", data.string(), "--url", (*node)->url()});
    EXPECT_EQ(played.status, 0) << played.output;
    EXPECT_TRUE(played.output.contains("Every step succeeded.")) << played.output;
}

// What a journal's folder says of its newest checkpoint.
bool keeps_a_checkpoint(const std::filesystem::path& data, const std::string& journal) {
    auto stat =
        test::run_program({"journal", "stat", "--data", data.string(), "--journal", journal});
    auto at = stat.output.find("entries  ");
    auto entries = stat.output.substr(at + 9, stat.output.find('\n', at) - at - 9);
    return stat.status == 0 &&
           stat.output.contains("\n\nvienreiz.local/journals/" + journal + "\n" + entries + "\n");
}

TEST_F(Serve, KeepsACheckpointOfEveryJournalThoughNobodyAskedForOne) {
    auto node = ChildNode::start(data);
    ASSERT_TRUE(node) << node.error().what;
    for (const std::string journal : {"main", "access", "root"}) {
        auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
        while (!keeps_a_checkpoint(data, journal) && std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        EXPECT_TRUE(keeps_a_checkpoint(data, journal)) << journal;
    }
    (*node)->kill();
}

TEST_F(Serve, NoticesThatOldEntriesWerePutBackUnderTheCheckpointThatWasKept) {
    auto main = data / "journals/main", old = folder.path() / "old";
    auto added =
        test::run_program_with("a good password\n", {"operator", "add", "--data", data.string(),
                                                     "--person", "Anna", "--login", "anna"});
    ASSERT_EQ(added.status, 0) << added.output;
    std::filesystem::copy(main, old, std::filesystem::copy_options::recursive);
    added = test::run_program_with("a good password\n", {"operator", "add", "--data", data.string(),
                                                         "--person", "Ilze", "--login", "ilze"});
    ASSERT_EQ(added.status, 0) << added.output;
    EXPECT_TRUE(keeps_a_checkpoint(data, "main")) << "though the node lived for less than a second";
    for (const auto& file : std::filesystem::directory_iterator(old))
        if (file.path().filename() != "checkpoint")
            std::filesystem::copy_file(file, main / file.path().filename(),
                                       std::filesystem::copy_options::overwrite_existing);
    auto refused = test::run_program({"serve", "--port", "0", "--data", data.string()});
    EXPECT_EQ(refused.status, code(Kind::corrupt)) << refused.output;
    EXPECT_TRUE(refused.output.contains("an old copy was put back")) << refused.output;
}

TEST_F(Serve, IsGivenNoOperatorWithMistakesAndAllOfThemAreTold) {
    auto refused = test::run_program_with(
        "short\n", {"operator", "add", "--data", data.string(), "--person", "", "--login", "anna"});
    EXPECT_EQ(refused.status, code(Kind::invalid)) << refused.output;
    for (auto* place : {"(/name)", "(/password)"})
        EXPECT_TRUE(refused.output.contains(place)) << refused.output;
}

} // namespace vienreiz::commands
