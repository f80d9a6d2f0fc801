#include "journal/cosignature.hpp"
#include "journal/identity.hpp"
#include "journal/simulated_disk.hpp"
#include "journal/succession.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace vienreiz::journal {

struct SucceededJournal : testing::Test {
    static Identity identity(const std::string& origin, std::uint8_t seed) {
        return {origin, *crypto::PrivateKey::from_ed25519_seed(Bytes(32, seed)),
                *crypto::ml_dsa::PrivateKey::from_seed(Bytes(32, seed))};
    }
    static Identity witness(std::uint8_t seed) {
        return identity("w" + std::to_string(seed), seed);
    }
    std::shared_ptr<SimulatedDisk> disk = std::make_shared<SimulatedDisk>(1);
    Identity old_one = identity("example/old", 1), new_one = identity("example/new", 2);
    Instant at{std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)};

    std::unique_ptr<Journal> opened(const Identity& whose) const {
        auto journal = open_files({"/" + whose.origin, whose, disk});
        EXPECT_TRUE(journal) << journal.error().what;
        return std::move(*journal);
    }
    static std::vector<std::string> vkeys_of(const Identity& whose) {
        return Signer(whose).vkeys();
    }

    // Two of three witnesses must have cosigned.
    static Policy witnesses() {
        Policy out;
        constexpr std::array<std::uint8_t, 3> seeds{11, 12, 13};
        for (auto seed : seeds)
            out.witnesses.push_back({witness(seed).origin, cosigner(seed).verifier_key(), {}});
        out.groups.push_back({"two", 2, {"w11", "w12", "w13"}});
        out.quorum = "two";
        return out;
    }
    static Cosigner cosigner(std::uint8_t seed) {
        auto own = witness(seed);
        return Cosigner(own.origin, *own.post_quantum);
    }
    // The receipt's checkpoint as these witnesses have cosigned it.
    static std::string cosigned(std::string receipt, const std::vector<std::uint8_t>& seeds) {
        auto parsed = parse_receipt(receipt).value();
        auto text = parse_note(parsed.checkpoint).value().text;
        for (auto seed : seeds)
            parsed.checkpoint +=
                cosigner(seed).cosign(text, CosignedAt{std::chrono::seconds(1)}).value();
        return to_text(parsed);
    }
    Policy old_policy() const { return policy_for(vkeys_of(old_one), witnesses()).value(); }

    // Three entries, and the one that ends it; the final receipt of that.
    std::string ended() const {
        auto journal = opened(old_one);
        EXPECT_TRUE(journal->append(std::vector<std::string_view>{"a", "b", "c"}));
        auto entry = ending_entry({old_one.origin, 3, vkeys_of(new_one), at}, old_one).value();
        EXPECT_TRUE(journal->append(std::vector<std::string_view>{entry}));
        return cosigned(journal->receipt(3).value(), {11, 13});
    }
    // The successor, with that checkpoint as its first entry; the final receipt of that.
    std::string begun(const std::string& checkpoint) const {
        auto journal = opened(new_one);
        auto entry =
            beginning_entry({new_one.origin, old_one.origin, at, checkpoint}, new_one).value();
        EXPECT_TRUE(journal->append(std::vector<std::string_view>{entry}));
        EXPECT_TRUE(journal->append(std::vector<std::string_view>{"d"}));
        return cosigned(journal->receipt(0).value(), {12, 13});
    }
};

TEST_F(SucceededJournal, IsFollowedByWhoTrustedItsKeys) {
    auto ending = verify_ending(ended(), old_policy());
    ASSERT_TRUE(ending) << ending.error().what;
    EXPECT_EQ(ending->last.size, 4U);
    EXPECT_EQ(ending->ending.successor, vkeys_of(new_one));
    auto receipt = begun(ending->note);
    auto succession = verify_beginning(receipt, ending->successor, old_policy(), &*ending);
    ASSERT_TRUE(succession) << succession.error().what;
    EXPECT_EQ(succession->beginning.predecessor, "example/old");
    EXPECT_EQ(succession->entries, 2U);
    EXPECT_EQ(succession->last, ending->last);
    // The successor's policy is the one it says itself, with the same witnesses.
    auto own = policy_for(vkeys_of(new_one), witnesses()).value();
    EXPECT_EQ(to_text(ending->successor), to_text(own));
}

TEST_F(SucceededJournal, TakesNoFurtherEntry) {
    ended();
    auto journal = opened(old_one);
    auto refused = journal->append(std::vector<std::string_view>{"d"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::conflict);
    EXPECT_TRUE(refused.error().what.contains("its successor is example/new"))
        << refused.error().what;
    EXPECT_FALSE(journal->takes_entries());
    EXPECT_TRUE(journal->entry(0));
    EXPECT_EQ(journal->size(), 4U);
}

// Whoever may add entries may add any bytes.
TEST_F(SucceededJournal, IsEndedByItsOwnKeyAlone) {
    auto forged = identity("example/old", 9);
    auto by_other = ending_entry({"example/old", 0, vkeys_of(new_one), at}, forged).value(),
         of_other =
             ending_entry({"example/other", 1, vkeys_of(new_one), at}, identity("example/other", 1))
                 .value(),
         elsewhere = ending_entry({"example/old", 7, vkeys_of(new_one), at}, old_one).value();
    for (const auto& entry : {by_other, of_other, elsewhere}) {
        ASSERT_TRUE(opened(old_one)->append(std::vector<std::string_view>{entry}));
        EXPECT_TRUE(opened(old_one)->takes_entries()) << entry;
    }
}

TEST_F(SucceededJournal, IsNoneWithoutTheQuorum) {
    auto receipt = ended();
    auto parsed = parse_receipt(receipt).value();
    auto lines = split(parsed.checkpoint, '\n');
    auto last = lines[lines.size() - 2]; // the second witness's
    parsed.checkpoint.resize(parsed.checkpoint.size() - last.size() - 1);
    auto refused = verify_ending(to_text(parsed), old_policy());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::forbidden) << refused.error().what;
}

TEST_F(SucceededJournal, ThatWentOnBehindItsEndIsFoundOut) {
    ended();
    // A program without scruples: the same entries, and another behind the last.
    auto other = std::make_shared<SimulatedDisk>(2);
    auto journal = open_files({"/j", old_one, other}).value();
    auto entry = ending_entry({old_one.origin, 3, vkeys_of(new_one), at}, old_one).value();
    ASSERT_TRUE(journal->append(std::vector<std::string_view>{"a", "b", "c", entry, "d"}));
    auto found = verify_ending(cosigned(journal->receipt(3).value(), {11, 12}), old_policy());
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, Kind::conflict);
    EXPECT_TRUE(found.error().what.contains("has 5 entries")) << found.error().what;
}

TEST_F(SucceededJournal, ByOneThatHoldsAnotherEndIsRefused) {
    auto ending = verify_ending(ended(), old_policy()).value();
    auto other = std::make_shared<SimulatedDisk>(2);
    auto shorter = open_files({"/j", old_one, other}).value();
    ASSERT_TRUE(shorter->append(std::vector<std::string_view>{"a", "b"}));
    auto note = parse_receipt(cosigned(shorter->receipt(0).value(), {11, 12})).value().checkpoint;
    auto receipt = begun(note);
    auto refused = verify_beginning(receipt, ending.successor, old_policy(), &ending);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::conflict);
    EXPECT_TRUE(refused.error().what.contains("begins with a checkpoint of 2 entries"))
        << refused.error().what;
    // With the old key lost, that is as much as can be known.
    auto alone = verify_beginning(receipt, ending.successor, old_policy());
    ASSERT_TRUE(alone) << alone.error().what;
    EXPECT_EQ(alone->last.size, 2U);
}

TEST_F(SucceededJournal, WithACheckpointThatNoQuorumCosignedIsRefused) {
    auto ending = verify_ending(ended(), old_policy()).value();
    auto own = opened(old_one)->checkpoint();
    auto refused = verify_beginning(begun(own), ending.successor, old_policy(), &ending);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::forbidden) << refused.error().what;
}

TEST(Succession, IsWrittenInOneWay) {
    auto key = to_vkey(verifier_key(
        "example/new", crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))->public_key()));
    auto text =
        "example/old\nended as entry 4711\nsuccessor " + key + "\n2026-11-22T03:15:00.123456Z\n";
    auto ending = parse_ending(text);
    ASSERT_TRUE(ending) << ending.error().what;
    EXPECT_EQ(ending->successor, std::vector{key});
    EXPECT_EQ(to_text(*ending), text);
    EXPECT_FALSE(parse_checkpoint(text));
    for (const auto& wrong : std::vector<std::string>{
             replace_all(text, "4711", "04711"), replace_all(text, "successor ", "succeeds "),
             replace_all(text, ".123456Z", "Z"), text + "\n", text.substr(1),
             "example/old\nended as entry 4711\n2026-11-22T03:15:00.123456Z\n"}) {
        auto read = parse_ending(wrong);
        EXPECT_TRUE(!read || read->origin != "example/old") << wrong;
    }
    auto checkpoint = sign_note("example/old\n1\n" + base64(Bytes(32, 7)) + "\n", "example/old",
                                *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1)));
    auto first = "example/new\nsucceeds example/old\n2026-11-22T03:30:00.000000Z\n\n" + checkpoint;
    auto beginning = parse_beginning(first);
    ASSERT_TRUE(beginning) << beginning.error().what;
    EXPECT_EQ(beginning->checkpoint, checkpoint);
    EXPECT_EQ(to_text(*beginning), first);
    EXPECT_FALSE(parse_checkpoint(first));
    EXPECT_FALSE(parse_beginning(replace_all(first, "succeeds example/old", "succeeds example/x")));
    EXPECT_FALSE(parse_beginning(checkpoint));
}

} // namespace vienreiz::journal
