// `vienreiz intake` as a shop's till and an auditor meet it: entries by POST, proofs by GET.
#include "commands/demonstrated.hpp"
#include "crypto/jwt.hpp"
#include "journal/receipt.hpp"
#include "node/child_node.hpp"
#include "node/test_node.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

namespace vienreiz::commands {

using test::ChildNode;
using test::run_program;
using test::Voice;

struct Intake : testing::Test {
    test::Folder folder{"intake"};
    std::filesystem::path data = folder.path() / "data";
    std::unique_ptr<ChildNode> intake;

    void start(const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"--origin", "log.example/receipts"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        auto started = ChildNode::start_as("intake", data, arguments);
        ASSERT_TRUE(started) << started.error().what;
        intake = std::move(*started);
    }
    http::ClientResponse add(const std::string& entry) const {
        return Voice::of(intake->url())->send("POST", "/add", entry).value();
    }
    http::ClientResponse get(const std::string& path) const {
        return Voice::of(intake->url())->send("GET", path).value();
    }
    static crypto::PrivateKey key() {
        return crypto::PrivateKey::generate(crypto::Algorithm::ES256);
    }
};

TEST_F(Intake, NumbersEntriesAndProvesThem) {
    start({"--open"});
    for (std::string entry : {"one", "two", "two"}) EXPECT_EQ(add(entry).status, 200);
    EXPECT_EQ(add(std::string(65'535, 'x')).body, "3");
    auto receipt = get("/receipts/1");
    EXPECT_EQ(receipt.header("Finality"), "final");
    auto policy = file_with("policy", get("/policy").body);
    auto verified = run_program({"verify", file_with("receipt", receipt.body), "--policy", policy});
    EXPECT_EQ(verified.status, 0) << verified.output;
    EXPECT_TRUE(verified.output.contains("entry       1 of 4")) << verified.output;

    auto mirror = (folder.path() / "mirror").string();
    auto observed = run_program({"observe", intake->url(), "--into", mirror, "--vkey",
                                 file_with("vkeys", get("/vkeys").body), "--once"});
    EXPECT_EQ(observed.status, 0) << observed.output;
    auto bundle = get("/tile/entries/000.p/4").body;
    std::ifstream file(mirror + "/tile/entries/000.p/4", std::ios::binary);
    std::string mirrored{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(mirrored, bundle);
    EXPECT_TRUE(mirrored.contains("one")) << "what was added is what everybody sees";
}

TEST_F(Intake, KeepsWhatItAcknowledgedWhenItIsKilled) {
    start({"--open"});
    std::vector<std::jthread> writers;
    std::mutex mutex;
    std::map<std::uint64_t, std::string> acknowledged;
    for (int writer = 0; writer < 4; ++writer)
        writers.emplace_back([&, writer] {
            auto voice = Voice::of(intake->url()).value();
            for (int number = 0;; ++number) {
                auto entry = std::to_string(writer) + " " + std::to_string(number);
                auto answer = voice.send("POST", "/add", entry);
                if (!answer || answer->status != 200) return;
                std::lock_guard hold(mutex);
                acknowledged[std::stoull(answer->body)] = entry;
            }
        });
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    intake->kill();
    writers.clear();
    ASSERT_GT(acknowledged.size(), 20U);
    start({"--open"});
    for (const auto& [index, entry] : acknowledged)
        ASSERT_EQ(journal::parse_receipt(get("/receipts/" + std::to_string(index)).body)->entry,
                  entry);
}

TEST_F(Intake, TakesSignedEntriesOfItsSubmittersOnly) {
    auto shop = key(), stranger = key();
    auto jwk = shop.public_key().jwk();
    jwk.get_object()["kid"] = "shop";
    auto set = json::text(json::Value(json::Object{{"keys", json::Array{jwk}}}));
    start({"--submitters", file_with("submitters", set)});
    auto signed_entry = sign_jwt(json::Object{{"sum", "1.20"}}, shop, "shop");
    EXPECT_EQ(add(signed_entry).body, "0");
    EXPECT_EQ(journal::parse_receipt(get("/receipts/0").body)->entry, signed_entry);
    auto refused = add(sign_jwt(json::Object{{"sum", "1.20"}}, stranger, "shop"));
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(add("no token").status, 400);
    EXPECT_EQ(get("/receipts/1").status, 404) << "nothing of that was taken";
}

TEST_F(Intake, RefusesWhatIsNoEntry) {
    start({"--open"});
    EXPECT_EQ(add("").status, 400);
    EXPECT_EQ(add(std::string(65'536, 'x')).status, 413);
    EXPECT_EQ(add(std::string(2'000'000, 'x')).status, 413);
    EXPECT_EQ(get("/add").status, 405);
    EXPECT_EQ(get("/receipts/first").status, 400);
    EXPECT_EQ(get("/receipts/0").status, 404);
    EXPECT_EQ(get("/tile/0/000").status, 404);
    EXPECT_EQ(get("/nothing").status, 404);
    EXPECT_EQ(get("/healthz").body, "A journal of 0 entries\n");
}

TEST_F(Intake, WantsToBeToldWhoMayAdd) {
    auto run = [&](const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"intake", "--data",   data.string(),         "--port",
                                           "0",      "--origin", "log.example/receipts"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_program(arguments);
    };
    EXPECT_EQ(run({}).status, code(Kind::invalid));
    EXPECT_EQ(run({"--open", "--submitters", file_with("set", "{}")}).status, code(Kind::invalid));
    EXPECT_EQ(run({"--submitters", file_with("set", "{}")}).status, code(Kind::invalid));
    EXPECT_EQ(run({"--submitters", "/nowhere"}).status, code(Kind::missing));
}

} // namespace vienreiz::commands
