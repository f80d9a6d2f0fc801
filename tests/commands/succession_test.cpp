// A journal of its own ends and is succeeded, as its operator and somebody far away go through it.
#include "commands/demonstrated.hpp"
#include "commands/one_witness.hpp"
#include "journal/identity.hpp"
#include "node/test_node.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <thread>

namespace vienreiz::commands {

using test::ChildNode;
using test::run_program;
using test::Voice;

struct SucceededIntake : testing::Test {
    test::Folder folder{"succession"};
    std::string old_data = place("old"), new_data = place("new");

    std::string place(const std::string& name) const { return (folder.path() / name).string(); }
    std::string written(const std::string& name, std::string_view content) const {
        std::ofstream(folder.path() / name, std::ios::binary) << content;
        return place(name);
    }
    static std::unique_ptr<ChildNode> serve(const std::string& data, const std::string& origin,
                                            const std::string& witnesses = {}) {
        std::vector<std::string> more{"--origin", origin, "--open"};
        if (!witnesses.empty()) more.insert(more.end(), {"--witnesses", witnesses});
        auto started = ChildNode::start_as("intake", data, more);
        EXPECT_TRUE(started) << started.error().what;
        return std::move(*started);
    }
    // What stands at an address, in a file.
    std::string fetched(const ChildNode& intake, const std::string& path,
                        const std::string& name) const {
        auto answer = Voice::of(intake.url())->send("GET", path).value();
        EXPECT_EQ(answer.status, 200) << path << answer.body;
        return written(name, answer.body);
    }
    static std::string read(const std::string& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    // Of somebody who has the old keys and another program: one entry behind the end.
    std::string continued_checkpoint() const {
        using crypto::ml_dsa::PrivateKey;
        journal::Identity own{"log.example/receipts",
                              crypto::PrivateKey::from_pem(read(old_data + "/journal.pem")).value(),
                              PrivateKey::from_pem(read(old_data + "/journal.ml-dsa.pem")).value()};
        journal::Checkpoint more{own.origin, 5, crypto::sha256(bytes("anything"))};
        return written("continued", journal::Signer(own).sign(to_text(more)));
    }
    static int add(const ChildNode& intake, const std::string& entry) {
        return Voice::of(intake.url())->send("POST", "/add", entry).value().status;
    }
    test::Ended end() const {
        return run_program({"succession", "end", "--data", old_data, "--successor", new_data,
                            "--origin", "log.example/receipts-2"});
    }
    // The old journal with three entries; its policy and a checkpoint are kept.
    void SetUp() override {
        auto intake = serve(old_data, "log.example/receipts");
        for (const auto* entry : {"a", "b", "c"}) EXPECT_EQ(add(*intake, entry), 200);
        fetched(*intake, "/policy", "old.policy");
        fetched(*intake, "/checkpoint", "old.checkpoint");
        EXPECT_EQ(intake->stop(), 0);
    }
};

TEST_F(SucceededIntake, IsFollowedFromItsPolicyToTheNextOne) {
    auto ended = end();
    ASSERT_EQ(ended.status, 0) << ended.output;
    EXPECT_TRUE(ended.output.contains("ended as entry 3\nsuccessor log.example/receipts-2+"))
        << ended.output;
    auto again = end();
    EXPECT_EQ(again.status, code(Kind::conflict)) << again.output;
    EXPECT_TRUE(again.output.contains("has ended")) << again.output;

    auto old_one = serve(old_data, "log.example/receipts");
    EXPECT_EQ(add(*old_one, "d"), 409);
    auto ending = fetched(*old_one, "/receipts/3", "ending");
    fetched(*old_one, "/receipts/0", "another");
    EXPECT_EQ(old_one->stop(), 0);

    auto begun = run_program({"succession", "begin", "--data", new_data, "--ending", ending,
                              "--policy", place("old.policy")});
    ASSERT_EQ(begun.status, 0) << begun.output;
    EXPECT_TRUE(begun.output.starts_with("log.example/receipts-2 succeeds log.example/receipts.\n"))
        << begun.output;
    auto new_one = serve(new_data, "log.example/receipts-2");
    EXPECT_EQ(add(*new_one, "d"), 200);
    auto beginning = fetched(*new_one, "/receipts/0", "beginning"),
         receipt = fetched(*new_one, "/receipts/1", "receipt"),
         own_policy = fetched(*new_one, "/policy", "new.policy");
    EXPECT_EQ(new_one->stop(), 0);

    auto verify = [&](const std::string& last, const std::string& first) {
        return run_program({"succession", "verify", "--policy", place("old.policy"), "--ending",
                            last, "--beginning", first});
    };
    auto verified = verify(ending, beginning);
    EXPECT_EQ(verified.status, 0) << verified.output;
    EXPECT_TRUE(verified.output.contains("log.example/receipts, with 4 entries"))
        << verified.output;
    EXPECT_NE(verify(place("another"), beginning).status, 0) << "not the last entry";
    EXPECT_NE(verify(ending, receipt).status, 0) << "not the first entry";
    EXPECT_NE(verify(beginning, ending).status, 0) << "the wrong way round";

    auto verify_with = [&](const std::string& newest) {
        return run_program({"succession", "verify", "--policy", place("old.policy"), "--ending",
                            ending, "--beginning", beginning, "--checkpoint", newest});
    };
    EXPECT_EQ(verify_with(place("old.checkpoint")).status, 0);
    auto continued = verify_with(continued_checkpoint());
    EXPECT_EQ(continued.status, code(Kind::conflict)) << continued.output;
    EXPECT_TRUE(continued.output.contains("went on behind its end")) << continued.output;

    // The policy it prints is enough to verify what the successor gives.
    auto policy =
        written("printed.policy", verified.output.substr(verified.output.find("log log.")));
    auto held = run_program({"verify", receipt, "--policy", policy});
    EXPECT_EQ(held.status, 0) << held.output;
    EXPECT_EQ(run_program({"verify", receipt, "--policy", own_policy}).status, 0);
}

// A witness that admits the journals of these verifier keys.
struct WitnessedSuccession : SucceededIntake {
    OneWitness witness{folder.path()};
    // A receipt once the quorum has cosigned it, in a file.
    std::string final_receipt(const ChildNode& intake, int index, const std::string& name) const {
        auto voice = Voice::of(intake.url()).value();
        for (int times = 0; times < 300; ++times) {
            auto receipt = voice.send("GET", "/receipts/" + std::to_string(index)).value();
            if (receipt.header("Finality") == "final") return written(name, receipt.body);
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        ADD_FAILURE() << "entry " << index << " is never final";
        return {};
    }
};

TEST_F(WitnessedSuccession, GoesFromQuorumToQuorum) {
    auto vkey_in = [](const std::string& data) {
        auto identity = read(data + "/journal/identity");
        return identity.substr(0, identity.find('\n'));
    };
    witness.admit({vkey_in(old_data)});
    auto old_one = serve(old_data, "log.example/receipts", witness.policy());
    auto policy = fetched(*old_one, "/policy", "witnessed.policy");
    EXPECT_EQ(old_one->stop(), 0);
    auto ended = end();
    ASSERT_EQ(ended.status, 0) << ended.output;
    old_one = serve(old_data, "log.example/receipts", witness.policy());
    auto ending = final_receipt(*old_one, 3, "ending");
    EXPECT_EQ(old_one->stop(), 0);

    auto begun = run_program(
        {"succession", "begin", "--data", new_data, "--ending", ending, "--policy", policy});
    ASSERT_EQ(begun.status, 0) << begun.output;
    EXPECT_TRUE(begun.output.contains("witness w1 witness.example/w1+")) << begun.output;
    witness.admit({vkey_in(old_data), vkey_in(new_data)});
    auto new_one = serve(new_data, "log.example/receipts-2", witness.policy());
    EXPECT_EQ(add(*new_one, "d"), 200);
    auto beginning = final_receipt(*new_one, 0, "beginning");
    EXPECT_EQ(new_one->stop(), 0);
    auto verified = run_program(
        {"succession", "verify", "--policy", policy, "--ending", ending, "--beginning", beginning});
    EXPECT_EQ(verified.status, 0) << verified.output;
    // Without the witness's cosignature it is none.
    auto unwitnessed = replace_all(read(ending), "— witness.example/w1 ", "— witness.example/w2 ");
    auto refused = run_program({"succession", "begin", "--data", place("third"), "--ending",
                                written("unwitnessed", unwitnessed), "--policy", policy});
    EXPECT_EQ(refused.status, code(Kind::forbidden)) << refused.output;
}

TEST_F(SucceededIntake, WithItsKeysLostIsBegunFromItsLastCheckpoint) {
    auto begun = run_program({"succession", "begin", "--data", new_data, "--checkpoint",
                              place("old.checkpoint"), "--policy", place("old.policy"), "--origin",
                              "log.example/receipts-2"});
    ASSERT_EQ(begun.status, 0) << begun.output;
    auto new_one = serve(new_data, "log.example/receipts-2");
    auto beginning = fetched(*new_one, "/receipts/0", "beginning");
    auto policy = fetched(*new_one, "/policy", "new.policy");
    EXPECT_EQ(new_one->stop(), 0);
    auto verified = run_program({"succession", "verify", "--policy", place("old.policy"),
                                 "--beginning", beginning, "--successor-policy", policy});
    EXPECT_EQ(verified.status, 0) << verified.output;
    EXPECT_TRUE(verified.output.contains("the old keys have named nobody")) << verified.output;
    EXPECT_TRUE(verified.output.contains("with 3 entries")) << verified.output;
}

TEST_F(SucceededIntake, IsRefused) {
    auto refused = [](const std::vector<std::string>& words, Kind kind, std::string_view sentence) {
        auto ended = run_program(words);
        EXPECT_EQ(ended.status, code(kind)) << ended.output;
        EXPECT_TRUE(ended.output.contains(sentence)) << ended.output;
    };
    auto begin = [&](const std::vector<std::string>& more) {
        std::vector<std::string> words{"succession", "begin",    "--data",
                                       new_data,     "--policy", place("old.policy")};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    };
    refused({"succession", "end", "--data", place("none"), "--successor", new_data, "--origin",
             "log.example/b"},
            Kind::missing, "no journal of its own");
    refused({"succession", "end", "--data", old_data, "--successor", new_data, "--origin",
             "log.example/receipts"},
            Kind::invalid, "an origin of its own");
    refused({"succession", "end", "--data", old_data, "--successor", old_data, "--origin",
             "log.example/b"},
            Kind::conflict, "already");
    refused(begin({}), Kind::invalid, "either --ending");
    refused(begin({"--checkpoint", place("old.checkpoint"), "--origin", "log.example/receipts"}),
            Kind::invalid, "an origin of its own");
    // The keys of another folder than the one that was named.
    ASSERT_EQ(end().status, 0);
    auto old_one = serve(old_data, "log.example/receipts");
    auto ending = fetched(*old_one, "/receipts/3", "ending");
    EXPECT_EQ(old_one->stop(), 0);
    refused({"succession", "begin", "--data", place("elsewhere"), "--policy", place("old.policy"),
             "--ending", ending},
            Kind::conflict, "not those that the predecessor has named");
    EXPECT_EQ(run_program(begin({"--ending", ending})).status, 0);
    refused(begin({"--ending", ending}), Kind::conflict, "already");
}

} // namespace vienreiz::commands
