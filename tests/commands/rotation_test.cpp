// A journal's keys are rotated in place, as its operator goes through it and everybody else meets it.
#include "app/demonstration.hpp"
#include "commands/demonstrated.hpp"
#include "commands/one_witness.hpp"
#include "crypto/age.hpp"
#include "node/test_node.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <thread>

namespace vienreiz::commands {

using test::ChildNode;
using test::run_program;
using test::Voice;

struct RotatedNode : testing::Test {
    const Demonstrated& kept = Demonstrated::node();
    test::Folder folder{"rotation"};
    std::filesystem::path data = folder.path() / "data";

    void SetUp() override {
        std::filesystem::copy(kept.data, data, std::filesystem::copy_options::recursive);
    }
    std::string place(const std::string& name) const { return (folder.path() / name).string(); }
    std::string written(const std::string& name, std::string_view content) const {
        std::ofstream(folder.path() / name, std::ios::binary) << content;
        return place(name);
    }
    test::Ended rotation(const std::string& what, const std::string& journal = "access") const {
        return run_program({"rotation", what, "--data", data.string(), "--journal", journal});
    }
    void rotate(const std::string& what, const std::string& journal = "access") const {
        auto ended = rotation(what, journal);
        ASSERT_EQ(ended.status, 0) << ended.output;
    }
    static void expect_refused(const test::Ended& ended, Kind kind, std::string_view sentence) {
        EXPECT_EQ(ended.status, code(kind)) << ended.output;
        EXPECT_TRUE(ended.output.contains(sentence)) << ended.output;
    }
    std::unique_ptr<ChildNode> serve(const std::vector<std::string>& more = {}) const {
        auto node = ChildNode::start(data, more);
        EXPECT_TRUE(node) << node.error().what;
        return std::move(*node);
    }
    static std::string get(const ChildNode& node, const std::string& target) {
        auto answer = Voice::of(node.url())->send("GET", target).value();
        EXPECT_EQ(answer.status, 200) << target << answer.body;
        return answer.body;
    }
    // As a system of the demonstration.
    std::string as_system(const ChildNode& node, const std::string& target,
                          std::string_view header = {}) const {
        auto told = app::demonstration_in(data).value();
        auto key = crypto::PrivateKey::from_pem(told.system_key).value();
        auto system =
            Voice::of(node.url(), Voice::authenticate(node.url(), told.system, key).value())
                .value();
        auto answer = system.send("GET", target).value();
        EXPECT_EQ(answer.status, 200) << answer.body;
        return header.empty() ? answer.body : std::string(answer.header(header));
    }
    // Of a look-up.
    std::string new_receipt(const ChildNode& node) const {
        auto place_of = as_system(node, "/api/datasets/transportlidzekli/rows/AB1234", "Receipt");
        return as_system(node, place_of);
    }
    // Of the first record, once the root's checkpoint covers it and this policy is content.
    std::string anchored(const ChildNode& node, std::string_view policy) const {
        auto told = app::demonstration_in(data).value();
        auto key = crypto::PrivateKey::from_pem(told.system_key).value();
        auto system =
            Voice::of(node.url(), Voice::authenticate(node.url(), told.system, key).value())
                .value();
        for (int times = 0; times < 100; ++times) {
            auto answer = system.send("GET", "/journals/access/receipts/0/anchored").value();
            if (answer.status == 200 && holds(answer.body, policy)) return answer.body;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        ADD_FAILURE() << "the record is never anchored so that it can be verified";
        return {};
    }
    bool holds(std::string_view receipt, std::string_view policy) const {
        auto ended = run_program(
            {"verify", written("receipt", receipt), "--policy", written("policy", policy)});
        bool is_refusal = ended.output.contains("No log of the policy has signed") ||
                          ended.output.contains("No key that is trusted");
        EXPECT_TRUE(ended.status == 0 || is_refusal) << ended.output;
        return ended.status == 0;
    }
    test::Ended walk(std::string_view statements, std::string_view policy) const {
        return run_program({"rotation", "verify", "--statements", written("statements", statements),
                            "--policy", written("old.policy", policy)});
    }
    test::Ended check(const std::string& where, const std::string& journal = "access") const {
        return run_program({"journal", "check", "--data", where, "--journal", journal});
    }
};

TEST_F(RotatedNode, GoesOnUnderItsNewKeys) {
    auto begun = rotation("begin");
    ASSERT_EQ(begun.status, 0) << begun.output;
    EXPECT_TRUE(begun.output.contains("\nkeys from size 1\nformer vienreiz.local/journals/access+"))
        << begun.output;
    auto node = serve();
    auto statements = get(*node, "/journals/access/rotations");
    auto new_policy = get(*node, "/journals/access/policy");
    EXPECT_NE(new_policy, kept.policy);
    auto during = new_receipt(*node);
    EXPECT_TRUE(holds(during, kept.policy));
    EXPECT_TRUE(holds(during, new_policy));
    EXPECT_TRUE(holds(kept.receipt, kept.policy)) << "of before";
    EXPECT_FALSE(holds(kept.receipt, new_policy));
    EXPECT_EQ(Voice::of(node->url())->send("GET", "/journals/main/rotations")->status, 404);
    EXPECT_EQ(Voice::of(node->url())->send("GET", "/journals/none/rotations")->status, 404);
    EXPECT_EQ(node->stop(), 0);

    auto walked = walk(statements, kept.policy);
    EXPECT_EQ(walked.status, 0) << walked.output;
    EXPECT_TRUE(walked.output.ends_with("\n\n" + new_policy)) << walked.output;
    auto again = walk(statements, new_policy);
    EXPECT_TRUE(again.output.contains("names the newest keys already")) << again.output;
    EXPECT_TRUE(again.output.ends_with("\n\n" + new_policy)) << again.output;
    expect_refused(walk(replace_all(statements, "size 1\n", "size 2\n"), kept.policy),
                   Kind::forbidden, "not signed by both");
    expect_refused(walk(statements + "x\n", kept.policy), Kind::invalid, "statement 2");
    expect_refused(walk("", kept.policy), Kind::invalid, "no statement");
    auto other = fmt::format("log {}\nquorum none\n", trim(kept.other_vkey));
    expect_refused(walk(statements, other), Kind::forbidden, "trusts no key");

    rotate("end");
    for (const auto* name : {"former.pem", "former.ml-dsa.pem", "next.pem", "next.ml-dsa.pem"})
        EXPECT_FALSE(
            std::filesystem::exists(data / "keys" / (std::string("journal-access.") + name)))
            << name;
    using std::filesystem::perms;
    for (const auto* name : {"pem", "ml-dsa.pem", "seal"})
        EXPECT_EQ(std::filesystem::status(data / "keys" / (std::string("journal-access.") + name))
                      .permissions(),
                  perms::owner_read | perms::owner_write)
            << name;
    node = serve();
    auto after = new_receipt(*node);
    EXPECT_TRUE(holds(after, new_policy));
    EXPECT_FALSE(holds(after, kept.policy));
    EXPECT_EQ(get(*node, "/journals/access/rotations"), statements);
    EXPECT_EQ(node->stop(), 0);

    auto checked = check(data.string());
    EXPECT_EQ(checked.status, 0) << checked.output;
    EXPECT_TRUE(checked.output.contains("all made with the journal's key")) << checked.output;
    auto retained = run_program({"retain", "--data", data.string(), "--from", "1"});
    EXPECT_EQ(retained.status, 0) << retained.output;
}

// All three, in one stop: the root takes the others' checkpoints in again, under their new keys.
TEST_F(RotatedNode, AnchorsWhatItRecordedBefore) {
    auto node = serve();
    auto old_policy = get(*node, fmt::format("/journals/{}/policy", "root"));
    anchored(*node, old_policy);
    EXPECT_EQ(node->stop(), 0);
    for (const auto* name : {"main", "access", "root"}) rotate("begin", name);
    node = serve();
    auto new_policy = get(*node, fmt::format("/journals/{}/policy", "root"));
    EXPECT_TRUE(holds(anchored(*node, new_policy), old_policy));
    EXPECT_EQ(node->stop(), 0);
    for (const auto* name : {"main", "access", "root"}) rotate("end", name);
    node = serve();
    auto statements = get(*node, fmt::format("/journals/{}/rotations", "root"));
    EXPECT_FALSE(holds(anchored(*node, new_policy), old_policy));
    // Of the three keys in the root's policy each has its own statements.
    for (const auto* name : {"root", "main", "access"}) {
        auto walked = walk(get(*node, fmt::format("/journals/{}/rotations", name)), old_policy);
        ASSERT_EQ(walked.status, 0) << walked.output;
        old_policy = walked.output.substr(walked.output.find("log "));
    }
    EXPECT_EQ(old_policy, new_policy);
    EXPECT_EQ(node->stop(), 0);
}

TEST_F(RotatedNode, IsBackedUpAndRestoredInTheMiddleAndAfterwards) {
    auto identity = crypto::age::Identity::generate();
    auto key = written("identity", identity.text() + "\n");
    auto policy = kept.policy;
    for (const auto* step : {"begin", "end"}) {
        rotate(step);
        auto at = [&](const std::string& name) { return place(name + step); };
        auto copied = run_program({"backup", "--data", data.string(), "--to", at("copy")});
        ASSERT_EQ(copied.status, 0) << copied.output;
        auto stored = run_program({"backup", "--data", data.string(), "--to", at("store"),
                                   "--recipient", to_text(identity.recipient())});
        ASSERT_EQ(stored.status, 0) << stored.output;
        // The checkpoint that somebody kept from before bears the old keys alone.
        auto seen = kept.receipt.substr(kept.receipt.find("\n\n") + 2);
        auto restored = run_program({"restore", "--from", at("store"), "--to", at("restored"),
                                     "--identity", key, "--checkpoint", written("seen", seen)});
        ASSERT_EQ(restored.status, 0) << restored.output;
        EXPECT_TRUE(restored.output.contains("is of this history")) << restored.output;
        for (const auto* where : {"copy", "restored"}) {
            auto checked = check(at(where));
            EXPECT_TRUE(checked.output.contains("all made with the journal's key"))
                << checked.output;
            auto node = ChildNode::start(at(where));
            ASSERT_TRUE(node) << node.error().what;
            auto statements = get(**node, "/journals/access/rotations");
            auto walked = walk(statements, policy);
            auto printed = walked.output.substr(walked.output.find("log "));
            EXPECT_TRUE(holds(new_receipt(**node), printed));
            EXPECT_EQ((*node)->stop(), 0);
        }
    }
}

TEST_F(RotatedNode, IsRefused) {
    expect_refused(rotation("begin", "other"), Kind::invalid, "none that is called other");
    expect_refused(run_program({"rotation", "begin", "--data", data.string()}), Kind::invalid,
                   "Say which of the node's journals");
    expect_refused(run_program({"rotation", "begin", "--data", place("none")}), Kind::missing,
                   "no journal in this folder");
    expect_refused(rotation("end"), Kind::missing, "has no former keys");
    auto node = serve();
    expect_refused(rotation("begin"), Kind::conflict, "Another program has this journal open");
    EXPECT_EQ(node->stop(), 0);
    EXPECT_FALSE(std::filesystem::exists(data / "journals/access/rotations"));
    rotate("begin");
    expect_refused(rotation("begin"), Kind::conflict, "end it with \"vienreiz rotation end\"");
    node = serve();
    expect_refused(rotation("end"), Kind::conflict, "Another program has this journal open");
    EXPECT_EQ(node->stop(), 0);
    rotate("end");
    expect_refused(rotation("end"), Kind::missing, "has no former keys");
    rotate("begin");
    // The nodes of a cluster keep the keys alone.
    std::filesystem::remove_all(data / "journals");
    expect_refused(rotation("begin", "main"), Kind::forbidden, "The journals of a cluster");
}

// What was broken off behind the statement: the next one who comes does the rest.
TEST_F(RotatedNode, FinishesWhatWasBrokenOff) {
    auto keys = data / "keys";
    auto copy = [&](const std::string& from, const std::string& to) {
        std::filesystem::copy_file(keys / ("journal-access." + from),
                                   keys / ("journal-access." + to),
                                   std::filesystem::copy_options::overwrite_existing);
    };
    auto identity = data / "journals/access/identity";
    std::filesystem::copy_file(identity, folder.path() / "identity");
    rotate("begin");
    for (const std::string kind : {"pem", "ml-dsa.pem"}) {
        copy(kind, "next." + kind);
        copy("former." + kind, kind);
        std::filesystem::remove(keys / ("journal-access.former." + kind));
    }
    std::filesystem::copy_file(folder.path() / "identity", identity,
                               std::filesystem::copy_options::overwrite_existing);
    auto broken_off = folder.path() / "broken-off";
    std::filesystem::copy(data, broken_off, std::filesystem::copy_options::recursive);
    expect_refused(rotation("end"), Kind::conflict, "had been broken off");
    auto again =
        run_program({"rotation", "begin", "--data", broken_off.string(), "--journal", "access"});
    EXPECT_EQ(again.status, 0) << again.output;
    EXPECT_TRUE(again.output.contains("had been broken off")) << again.output;
    auto node = serve();
    auto receipt = new_receipt(*node);
    EXPECT_TRUE(holds(receipt, kept.policy));
    EXPECT_TRUE(holds(receipt, get(*node, "/journals/access/policy")));
    EXPECT_EQ(node->stop(), 0);
}

// ---- with a witness and an observer ---------------------------------------------------------

struct WatchedRotation : RotatedNode {
    OneWitness witness{folder.path()};

    // The verifier keys of all the node's journals, as their folders have them.
    std::vector<std::string> vkeys() const {
        std::vector<std::string> out;
        for (const auto* name : {"main", "access", "root"}) {
            std::ifstream in(data / "journals" / name / "identity");
            for (std::string line; std::getline(in, line);) out.push_back(line);
        }
        return out;
    }
    void register_institution(const ChildNode& node, std::string_view number) const {
        auto people = app::demonstration_in(data).value().people;
        auto who = std::ranges::find(people, "operators", &app::DemonstrationPerson::login);
        auto headers = Voice::sign_in(node.url(), who->login, who->password).value();
        auto told = Voice::of(node.url(), headers)
                        ->ask("POST", "/api/institutions",
                              fmt::format(R"({{"registration_number":"{}",)"
                                          R"("name":{{"lv":"A","en":"A"}}}})",
                                          number));
        ASSERT_TRUE(told) << told.error().what;
    }
    // Once the quorum has cosigned the newest one.
    std::string final_checkpoint(const ChildNode& node) const {
        auto voice = Voice::of(node.url()).value();
        for (int times = 0; times < 300; ++times) {
            auto newest = voice.send("GET", "/journals/main/pending").value().body;
            auto final_one = voice.send("GET", "/journals/main/checkpoint").value();
            bool covers_all = final_one.body.starts_with(newest.substr(0, newest.find("\n\n")));
            if (final_one.status == 200 && covers_all) return final_one.body;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        ADD_FAILURE() << "the newest checkpoint is never final";
        return {};
    }
    test::Ended observe(const ChildNode& node, const std::string& into,
                        std::string_view policy) const {
        return run_program({"observe", node.url() + "/journals/main", "--into", place(into),
                            "--policy", written("observed.policy", policy), "--once"});
    }
};

TEST_F(WatchedRotation, KeepsItsWitnessesAndObservers) {
    auto old_keys = vkeys();
    witness.admit(old_keys);
    auto node = serve({"--witnesses", witness.policy()});
    final_checkpoint(*node);
    auto old_policy = get(*node, "/journals/main/policy");
    EXPECT_EQ(observe(*node, "mirror", old_policy).status, 0);
    EXPECT_EQ(observe(*node, "asleep", old_policy).status, 0);
    EXPECT_EQ(node->stop(), 0);

    // The witness has the old keys still: it cosigns, for these sign as well.
    rotate("begin", "main");
    node = serve({"--witnesses", witness.policy()});
    final_checkpoint(*node);
    auto new_policy = get(*node, "/journals/main/policy");
    auto statements = get(*node, "/journals/main/rotations");
    auto old_way = observe(*node, "mirror", old_policy);
    EXPECT_EQ(old_way.status, 0) << old_way.output;
    auto new_way = observe(*node, "mirror", new_policy);
    EXPECT_EQ(new_way.status, 0) << new_way.output;
    auto walked = walk(statements, old_policy);
    EXPECT_TRUE(walked.output.contains("witness w1 witness.example/w1+")) << walked.output;
    EXPECT_TRUE(
        walked.output.ends_with("\n\n" + replace_all(new_policy, " " + witness.url(), "")) ||
        walked.output.ends_with("\n\n" + new_policy))
        << walked.output << new_policy;
    EXPECT_EQ(node->stop(), 0);

    // Then it has both, and after the end the new ones.
    auto both = vkeys();
    both.insert(both.end(), old_keys.begin(), old_keys.begin() + 2);
    witness.admit(both);
    node = serve({"--witnesses", witness.policy()});
    final_checkpoint(*node);
    EXPECT_EQ(node->stop(), 0);
    rotate("end", "main");
    node = serve({"--witnesses", witness.policy()});
    register_institution(*node, "40003032949");
    final_checkpoint(*node);
    EXPECT_EQ(observe(*node, "mirror", new_policy).status, 0);
    expect_refused(observe(*node, "mirror", old_policy), Kind::forbidden, "No log of the policy");
    // Who has slept through all of it has nothing that the new keys signed.
    EXPECT_NE(observe(*node, "asleep", new_policy).status, 0);
    EXPECT_EQ(observe(*node, "anew", new_policy).status, 0);
    EXPECT_EQ(node->stop(), 0);
    witness.admit(vkeys());
    node = serve({"--witnesses", witness.policy()});
    register_institution(*node, "90000056357");
    final_checkpoint(*node);
    EXPECT_EQ(node->stop(), 0);
}

// ---- an intake ------------------------------------------------------------------------------

struct RotatedIntake : RotatedNode {
    std::string own_data = place("intake");
    void SetUp() override {}
    std::unique_ptr<ChildNode> take() const {
        auto started =
            ChildNode::start_as("intake", own_data, {"--origin", "log.example/receipts", "--open"});
        EXPECT_TRUE(started) << started.error().what;
        return std::move(*started);
    }
    static void add(const ChildNode& intake, const std::string& entry) {
        EXPECT_EQ(Voice::of(intake.url())->send("POST", "/add", entry).value().status, 200);
    }
    void rotate_own(const std::string& what) const {
        auto ended = run_program({"rotation", what, "--data", own_data});
        ASSERT_EQ(ended.status, 0) << ended.output;
    }
};

TEST_F(RotatedIntake, GoesOnUnderItsNewKeysAndMayEnd) {
    auto intake = take();
    add(*intake, "a");
    auto old_policy = get(*intake, "/policy"), old_receipt = get(*intake, "/receipts/0");
    EXPECT_EQ(Voice::of(intake->url())->send("GET", "/rotations")->status, 404);
    expect_refused(run_program({"rotation", "begin", "--data", own_data}), Kind::conflict,
                   "Another program has this journal open");
    EXPECT_EQ(intake->stop(), 0);
    rotate_own("begin");
    intake = take();
    add(*intake, "b");
    auto statements = get(*intake, "/rotations"), new_policy = get(*intake, "/policy");
    EXPECT_TRUE(holds(get(*intake, "/receipts/1"), old_policy));
    EXPECT_TRUE(holds(get(*intake, "/receipts/1"), new_policy));
    EXPECT_EQ(intake->stop(), 0);
    rotate_own("end");
    intake = take();
    add(*intake, "c");
    EXPECT_FALSE(holds(get(*intake, "/receipts/2"), old_policy));
    EXPECT_TRUE(holds(get(*intake, "/receipts/2"), new_policy));
    EXPECT_TRUE(holds(old_receipt, old_policy));
    EXPECT_EQ(intake->stop(), 0);
    auto walked = walk(statements, old_policy);
    EXPECT_TRUE(walked.output.ends_with("\n\n" + new_policy)) << walked.output;

    auto ended = run_program({"succession", "end", "--data", own_data, "--successor", place("next"),
                              "--origin", "log.example/receipts-2"});
    EXPECT_EQ(ended.status, 0) << ended.output;
    expect_refused(run_program({"rotation", "begin", "--data", own_data}), Kind::conflict,
                   "has ended");
    intake = take();
    auto ending = written("ending", get(*intake, "/receipts/3"));
    EXPECT_EQ(intake->stop(), 0);
    auto begun = run_program({"succession", "begin", "--data", place("next"), "--ending", ending,
                              "--policy", written("new.policy", new_policy)});
    EXPECT_EQ(begun.status, 0) << begun.output;
}

} // namespace vienreiz::commands
