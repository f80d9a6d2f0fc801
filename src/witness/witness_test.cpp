// Every status of c2sp.org/tlog-witness, and what must hold whatever comes at once.
#include "journal/simulated_disk.hpp"
#include "journal/verification.hpp"
#include "witness/tree_test.hpp"
#include "witness/witness.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace vienreiz::witness {
namespace {

using namespace std::chrono_literals;
struct AWitness : testing::Test {
    void SetUp() override { start(); }
    void start() {
        witness.reset();
        auto opened = State::open(disk, "/w/state");
        ASSERT_TRUE(opened) << opened.error().what;
        state = std::move(*opened);
        Admission admission;
        auto& admitted = admission[origin] = {{}, a_day, "me"};
        for (auto who : admitted_keys)
            admitted.keys.push_back(journal::verifier_key(origin, key_of(who).public_key()));
        caution = std::make_unique<Caution>(std::nullopt, admission, *state, Caution::Ask());
        std::vector<journal::Cosigner> cosigners;
        cosigners.emplace_back("w.example", key_of(9));
        cosigners.emplace_back("w.example", *crypto::ml_dsa::PrivateKey::from_seed(Bytes(32, 9)));
        for (const auto& one : cosigners) keys.push_back(one.verifier_key());
        witness = std::make_unique<Witness>(admission, std::move(cosigners), *state, *caution,
                                            [this] { return now; });
    }
    Reply send(const std::string& body) {
        auto decided = witness->add_checkpoint(body);
        if (auto* reply = std::get_if<Reply>(&decided)) return *reply;
        return witness->settled(std::get<Pending>(std::move(decided)));
    }

    std::shared_ptr<journal::SimulatedDisk> disk = std::make_shared<journal::SimulatedDisk>(7);
    std::uint64_t a_day = 86'400 * 1'000;
    std::vector<std::uint8_t> admitted_keys{1};
    journal::CosignedAt now{1'767'225'600s};
    std::unique_ptr<State> state;
    std::unique_ptr<Caution> caution;
    std::unique_ptr<Witness> witness;
    std::vector<journal::VerifierKey> keys;
    GrowingTree tree;
};

TEST_F(AWitness, CosignsWithBothKeysWhatContinues) {
    tree.grow_to(70);
    for (auto [old_size, size] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
             {0, 1}, {1, 1}, {1, 2}, {2, 64}, {64, 69}, {69, 70}, {70, 70}}) {
        auto reply = send(tree.submission(old_size, size));
        ASSERT_EQ(reply.status, 200) << reply.body;
        auto note = journal::parse_note(tree.note(size) + reply.body);
        ASSERT_TRUE(note);
        EXPECT_EQ(journal::verified_by(*note, keys).value(), (std::vector<std::size_t>{0, 1}));
        EXPECT_EQ(journal::cosigned_at(note->signatures.back().signature), now);
    }
}

TEST_F(AWitness, AnEmptyTreeIsCosignedToo) {
    EXPECT_EQ(send(tree.submission(0, 0)).status, 200);
    tree.grow_to(3);
    EXPECT_EQ(send(tree.submission(0, 3)).status, 200);
    auto other = journal::sign_note(to_text(journal::Checkpoint{origin, 0, tree.root(3)}), origin,
                                    key_of(1));
    disk = std::make_shared<journal::SimulatedDisk>(8);
    start();
    EXPECT_EQ(send("old 0\n\n" + other).status, 422);
}

TEST_F(AWitness, TellsTheSizeItHolds) {
    tree.grow_to(9);
    ASSERT_EQ(send(tree.submission(0, 5)).status, 200);
    for (std::uint64_t old_size : {0U, 4U, 6U}) {
        auto reply = send(tree.submission(old_size, 9));
        EXPECT_EQ(reply.status, 409);
        EXPECT_EQ(reply.body, "5\n");
    }
}

TEST_F(AWitness, RefusesWhatDoesNotContinue) {
    tree.grow_to(5);
    ASSERT_EQ(send(tree.submission(0, 5)).status, 200);
    GrowingTree other;
    other.grow_to(9, "other");
    EXPECT_EQ(send(other.submission(5, 9)).status, 422);
    EXPECT_EQ(send(other.submission(5, 5)).status, 422);
    tree.grow_to(9);
    auto without = "old 5\n\n" + tree.note(9);
    EXPECT_EQ(send(without).status, 422);
    EXPECT_EQ(send(tree.submission(5, 9)).status, 200) << "what was refused changes nothing";
}

TEST_F(AWitness, FromNothingTakesNoProof) {
    tree.grow_to(2);
    EXPECT_EQ(send("old 0\n" + base64(tree.root(1)) + "\n\n" + tree.note(2)).status, 422);
}

TEST_F(AWitness, RefusesAnOldSizeBeyondTheCheckpoint) {
    tree.grow_to(5);
    EXPECT_EQ(send("old 6\n\n" + tree.note(5)).status, 400);
}

// From old keys to both to new ones, on either side, and never all at one moment.
TEST_F(AWitness, GoesAlongWhileAJournalRotatesItsKeys) {
    tree.grow_to(9);
    auto send_signed_by = [&](std::uint64_t old_size, const std::vector<std::uint8_t>& who) {
        auto note = tree.note(old_size + 1, who.front());
        for (auto other : std::span(who).subspan(1)) {
            auto more = tree.note(old_size + 1, other);
            note += more.substr(more.find("\n\n") + 2);
        }
        Submission out{old_size, {}, note};
        if (old_size > 0) out.proof = tree.consistency(old_size, old_size + 1);
        return send(to_text(out)).status;
    };
    EXPECT_EQ(send_signed_by(0, {1}), 200);
    EXPECT_EQ(send_signed_by(1, {2, 1}), 200) << "the new key is not known yet";
    EXPECT_EQ(send_signed_by(2, {2}), 403);
    admitted_keys = {1, 2};
    start();
    EXPECT_EQ(send_signed_by(2, {2, 1}), 200);
    EXPECT_EQ(send_signed_by(3, {1}), 200);
    EXPECT_EQ(send_signed_by(4, {2}), 200);
    admitted_keys = {2};
    start();
    EXPECT_EQ(send_signed_by(5, {2, 1}), 200) << "the old key is known no more";
    EXPECT_EQ(send_signed_by(6, {1}), 403);
    EXPECT_EQ(send_signed_by(6, {2}), 200);
}

TEST_F(AWitness, KnowsItsJournalsAndTheirKeys) {
    tree.grow_to(1);
    auto text = to_text(journal::Checkpoint{"another.example", 1, tree.root(1)});
    EXPECT_EQ(send("old 0\n\n" + journal::sign_note(text, "another.example", key_of(1))).status,
              404);
    EXPECT_EQ(send("old 0\n\n" + tree.note(1, 2)).status, 403) << "another's key";
    auto forged = tree.note(1);
    forged[forged.size() - 10] = forged[forged.size() - 10] == 'A' ? 'B' : 'A';
    EXPECT_EQ(send("old 0\n\n" + forged).status, 403);
    EXPECT_EQ(send(tree.submission(0, 1)).status, 200);
}

TEST_F(AWitness, IgnoresAndForgetsSignaturesOfOthers) {
    tree.grow_to(1);
    auto note = tree.note(1) + journal::signature_line("stranger", {1, 2, 3, 4}, Bytes(64));
    ASSERT_EQ(send("old 0\n\n" + note).status, 200);
    EXPECT_FALSE(state->durable(origin).contains("stranger"));
}

TEST_F(AWitness, RefusesWhatIsNoSubmission) {
    tree.grow_to(1);
    for (const auto& body :
         {std::string(), std::string("old\n\n") + tree.note(1), "old 01\n\n" + tree.note(1),
          "old -1\n\n" + tree.note(1), "new 0\n\n" + tree.note(1), "old 0\n" + tree.note(1),
          std::string("old 0\n\n"), "old 0\nx\n\n" + tree.note(1),
          std::string("old 0\n\ntext\n\n— a AAAAAAA=\n")})
        EXPECT_EQ(send(body).status, 400) << body;
    std::string long_proof = "old 0\n";
    for (int line = 0; line < 64; ++line) long_proof += base64(tree.root(1)) + "\n";
    EXPECT_EQ(send(long_proof + "\n" + tree.note(1)).status, 400);
}

TEST_F(AWitness, RemembersAcrossRestarts) {
    tree.grow_to(9);
    ASSERT_EQ(send(tree.submission(0, 5)).status, 200);
    disk->cut_power();
    start();
    EXPECT_EQ(send(tree.submission(0, 9)).body, "5\n");
    EXPECT_EQ(send(tree.submission(5, 9)).status, 200);
}

TEST_F(AWitness, ServesTheNewestWithTheJournalsSignatureAndItsOwn) {
    auto hash = hex(crypto::sha256(bytes(origin)));
    EXPECT_EQ(witness->checkpoint(hash).status, 404);
    EXPECT_EQ(witness->checkpoint("nothing").status, 404);
    tree.grow_to(5);
    ASSERT_EQ(send(tree.submission(0, 5)).status, 200);
    auto reply = witness->checkpoint(hash);
    EXPECT_EQ(reply.status, 200);
    keys.push_back(journal::verifier_key(origin, key_of(1).public_key()));
    EXPECT_EQ(journal::verified_by(*journal::parse_note(reply.body), keys)->size(), 3U);
}

TEST_F(AWitness, AsksNoMoreOftenThanItsListSays) {
    a_day = 24;
    start();
    tree.grow_to(1);
    for (int times = 0; times < 10; ++times)
        EXPECT_EQ(send(tree.submission(times == 0 ? 0 : 1, 1)).status, 200);
    auto refused = send(tree.submission(1, 1));
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.again, 3'600s);
    now += 3'599s;
    EXPECT_EQ(send(tree.submission(1, 1)).status, 429);
    now += 2s;
    EXPECT_EQ(send(tree.submission(1, 1)).status, 200);
    // What another key signed costs the journal nothing.
    for (int times = 0; times < 20; ++times)
        EXPECT_EQ(send("old 1\n\n" + tree.note(1, 2)).status, 403);
    now += 3'601s;
    EXPECT_EQ(send(tree.submission(1, 1)).status, 200);
}

TEST_F(AWitness, CosignsNothingItCannotKeep) {
    tree.grow_to(9);
    ASSERT_EQ(send(tree.submission(0, 5)).status, 200);
    disk->set_faults({.capacity = 1});
    EXPECT_EQ(send(tree.submission(5, 9)).status, 503);
    disk->set_faults({});
    EXPECT_EQ(send(tree.submission(0, 9)).body, "5\n") << "nothing was kept";
    EXPECT_EQ(send(tree.submission(5, 9)).status, 200);
}

// Of two trees that both continue the one that is kept, one is cosigned.
TEST_F(AWitness, CosignsOneOfTwoThatComeAtOnce) {
    tree.grow_to(5);
    ASSERT_EQ(send(tree.submission(0, 5)).status, 200);
    std::array<GrowingTree, 8> branches;
    std::array<int, 8> statuses{};
    std::vector<std::jthread> threads;
    for (std::size_t at = 0; at < branches.size(); ++at) {
        branches[at].grow_to(5);
        branches[at].grow_to(9, "branch " + std::to_string(at));
        threads.emplace_back(
            [&, at] { statuses[at] = send(branches[at].submission(5, 9)).status; });
    }
    threads.clear();
    EXPECT_EQ(std::ranges::count(statuses, 200), 1);
    EXPECT_EQ(std::ranges::count(statuses, 409) + std::ranges::count(statuses, 422), 7);
}

} // namespace
} // namespace vienreiz::witness
