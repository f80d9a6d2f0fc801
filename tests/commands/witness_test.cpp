// `vienreiz witness` beside a node, as two institutions would run them: one keeps a journal, the other cosigns it.
#include "commands/demonstrated.hpp"
#include "crypto/hash.hpp"
#include "journal/checkpoint.hpp"
#include "node/test_node.hpp"

#include <gtest/gtest.h>

namespace vienreiz::commands {

using test::ChildNode;
using test::run_program;
using test::Voice;

struct Witness : testing::Test {
    const Demonstrated& kept = Demonstrated::node();
    test::Folder folder{"witness"};
    std::filesystem::path data = folder.path() / "w1";
    std::string origin =
        kept.vkey.substr(0, kept.vkey.find('+')); // of the journal that is witnessed
    std::string list = file_with("journals", "logs/v0\nvkey " + kept.vkey +
                                                 "origin none\nqpd 86400\ncontact us\n");

    std::unique_ptr<ChildNode> started(const std::vector<std::string>& more = {}) {
        std::vector<std::string> arguments{"--name", "witness.example/w1", "--admission", list};
        arguments.insert(arguments.end(), more.begin(), more.end());
        auto witness = ChildNode::start_as("witness", data, arguments);
        check(witness.has_value(), witness ? "" : witness.error().what);
        return std::move(*witness);
    }
    static http::ClientResponse send(const ChildNode& witness, const std::string& body) {
        return Voice::of(witness.url())->send("POST", "/add-checkpoint", body).value();
    }
    static std::string get(const ChildNode& witness, const std::string& path) {
        auto answer = Voice::of(witness.url())->send("GET", path).value();
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.body;
    }
    // The checkpoint stands behind the receipt's first empty line.
    std::string checkpoint = kept.receipt.substr(kept.receipt.find("\n\n") + 2);
};

TEST_F(Witness, CosignsACheckpointAndTheReceiptThenHoldsForWhoTrustsBoth) {
    auto witness = started();
    auto reply = send(*witness, "old 0\n\n" + checkpoint);
    ASSERT_EQ(reply.status, 200) << reply.body;

    std::string policy = kept.policy.substr(0, kept.policy.find("quorum")), names;
    auto vkeys = get(*witness, "/vkeys");
    for (auto vkey : split(trim(vkeys), '\n')) {
        names += " w" + std::to_string(names.size());
        policy += "witness" + names.substr(names.rfind(' ')) + " " + std::string(vkey) + "\n";
    }
    policy += "group all-of-them all post-quantum" + names + "\nquorum all-of-them\n";
    auto trusted = file_with("both", policy);
    auto cosigned = run_program(
        {"verify", file_with("cosigned", kept.receipt + reply.body), "--policy", trusted});
    EXPECT_EQ(cosigned.status, 0) << cosigned.output;
    EXPECT_TRUE(cosigned.output.contains("cosigned    by post-quantum, w0, w3")) << cosigned.output;
    auto alone = run_program({"verify", file_with("alone", kept.receipt), "--policy", trusted});
    EXPECT_EQ(alone.status, code(Kind::forbidden)) << alone.output;
    EXPECT_EQ(witness->stop(), 0);
}

TEST_F(Witness, RemembersWhatItCosignedWhenItIsKilled) {
    auto witness = started();
    ASSERT_EQ(send(*witness, "old 0\n\n" + checkpoint).status, 200);
    witness->kill();
    witness = started();
    auto size = journal::parse_checkpoint(journal::parse_note(checkpoint)->text)->size;
    auto refused = send(*witness, "old " + std::to_string(size + 1) + "\n\n" + checkpoint);
    EXPECT_EQ(refused.status, 400);
    refused = send(*witness, "old 0\n\n" + checkpoint);
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.body, std::to_string(size) + "\n");
    EXPECT_EQ(refused.header("Content-Type"), "text/x.tlog.size");
    auto served = get(*witness, "/" + hex(crypto::sha256(bytes(origin))) + "/checkpoint");
    EXPECT_TRUE(served.starts_with(journal::parse_note(checkpoint)->text)) << served;
    EXPECT_EQ(send(*witness, "old " + std::to_string(size) + "\n\n" + checkpoint).status, 200);
}

TEST_F(Witness, AsksItsPeersBeforeItTrustsItsState) {
    auto peer = started();
    ASSERT_EQ(send(*peer, "old 0\n\n" + checkpoint).status, 200);
    auto vkeys = get(*peer, "/vkeys");
    auto policy =
        "witness w1 " + vkeys.substr(0, vkeys.find('\n')) + " " + peer->url() + "\nquorum w1\n";
    data = folder.path() / "w2";
    auto second = started({"--peers", file_with("peers", policy)});
    // It has nothing yet, and the peer is further: what is offered must be what the peer has cosigned.
    auto reply = send(*second, "old 0\n\n" + checkpoint);
    for (int times = 0; times < 100 && reply.status == 503; ++times) {
        EXPECT_EQ(reply.header("Retry-After"), "1");
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        reply = send(*second, "old 0\n\n" + checkpoint);
    }
    auto size = journal::parse_checkpoint(journal::parse_note(checkpoint)->text)->size;
    EXPECT_EQ(reply.status, 409) << "it has taken over the peer's checkpoint";
    EXPECT_EQ(send(*second, "old " + std::to_string(size) + "\n\n" + checkpoint).status, 200);
}

TEST_F(Witness, RefusesToStartOnWhatItCannotTrust) {
    auto start = [&](const std::string& admission, const std::vector<std::string>& more = {},
                     const std::string& name = "w") {
        std::vector<std::string> arguments{"witness", "--data", data.string(), "--port", "0",
                                           "--name",  name,     "--admission", admission};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_program(arguments);
    };
    auto missing = (folder.path() / "none").string();
    EXPECT_EQ(start(missing).status, code(Kind::missing));
    auto cut = start(file_with("cut", "logs/v0\nvkey x"));
    EXPECT_EQ(cut.status, code(Kind::invalid));
    EXPECT_TRUE(cut.output.contains("line 2")) << cut.output;
    auto addressless = start(list, {"--peers", file_with("addressless", kept.policy)});
    EXPECT_EQ(addressless.status, code(Kind::invalid)) << addressless.output;
    EXPECT_EQ(start(list, {}, "w 1").status, code(Kind::invalid));

    auto witness = started();
    EXPECT_EQ(start(list).status, code(Kind::conflict)) << "two witnesses with one state";
    ASSERT_EQ(send(*witness, "old 0\n\n" + checkpoint).status, 200);
    EXPECT_EQ(witness->stop(), 0);
    std::filesystem::resize_file(data / "state", std::filesystem::file_size(data / "state") - 1);
    auto damaged = start(list);
    EXPECT_EQ(damaged.status, code(Kind::corrupt)) << damaged.output;
    EXPECT_TRUE(damaged.output.contains("--peers")) << damaged.output;
}

} // namespace vienreiz::commands
