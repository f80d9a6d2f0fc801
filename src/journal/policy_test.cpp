#include "base/limits.hpp"
#include "journal/cosignature.hpp"
#include "journal/policy.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace vienreiz::policy_test {
using namespace journal;
using namespace std::chrono_literals;

constexpr CosignedAt today{1'767'225'600s};

crypto::PrivateKey key_of(int who) {
    return *crypto::PrivateKey::from_ed25519_seed(Bytes(32, static_cast<std::uint8_t>(who)));
}
Cosigner witness_of(int who) { return {"witness.example/w" + std::to_string(who), key_of(who)}; }
const std::string log_vkey = to_vkey(verifier_key("log.example", key_of(100).public_key()));
std::string vkey_of(int who) { return to_vkey(witness_of(who).verifier_key()); }

// A log, and witnesses w1, w2 ... of it.
std::string lines_of(int witnesses) {
    std::string out = "log " + log_vkey + "\n";
    for (int who = 1; who <= witnesses; ++who)
        out += fmt::format("witness w{} {}\n", who, vkey_of(who));
    return out;
}
Policy policy(const std::string& text) {
    auto parsed = parse_policy(text);
    EXPECT_TRUE(parsed) << parsed.error().what << " " << parsed.error().where;
    return parsed.value_or(Policy{});
}
const std::string body = to_text(Checkpoint{"log.example", 0, empty_root()});

std::string note_by(std::initializer_list<int> witnesses) {
    auto note = sign_note(body, "log.example", key_of(100));
    for (auto who : witnesses) note += *witness_of(who).cosign(body, today);
    return note;
}

TEST(Policy, SixOfEightAreAQuorumAndFiveAreNot) {
    auto six_of_eight = policy(lines_of(8) + "group all8 6 w1 w2 w3 w4 w5 w6 w7 w8\nquorum all8\n");
    auto holds = verified_checkpoint(note_by({1, 2, 3, 5, 7, 8}), six_of_eight);
    ASSERT_TRUE(holds) << holds.error().what;
    EXPECT_EQ(holds->witnesses, (std::vector<std::string>{"w1", "w2", "w3", "w5", "w7", "w8"}));
    EXPECT_EQ(holds->checkpoint.origin, "log.example");
    auto fails = verified_checkpoint(note_by({1, 2, 3, 5, 7}), six_of_eight);
    EXPECT_EQ(fails.error().kind, Kind::forbidden);
    EXPECT_TRUE(fails.error().what.contains("5 of the 8")) << fails.error().what;
}

TEST(Policy, AWitnessThatCosignsTwiceCountsOnce) {
    auto two = policy(lines_of(2) + "group both all w1 w2\nquorum both\n");
    EXPECT_FALSE(verified_checkpoint(note_by({1, 1, 1}), two));
    EXPECT_TRUE(verified_checkpoint(note_by({1, 2}), two));
}

TEST(Policy, GroupsHaveGroups) {
    auto nested = policy(lines_of(6) + "group xs 2 w1 w2 w3\n"
                                       "group ys any w4 w5 w6\n"
                                       "group both all xs ys\n"
                                       "quorum both\n");
    EXPECT_TRUE(verified_checkpoint(note_by({1, 3, 6}), nested));
    EXPECT_FALSE(verified_checkpoint(note_by({1, 2, 3}), nested));
    EXPECT_FALSE(verified_checkpoint(note_by({1, 4, 5, 6}), nested));
}

TEST(Policy, WithoutAQuorumTheLogIsEnoughAndAWitnessMayBeTheWhole) {
    EXPECT_TRUE(verified_checkpoint(note_by({}), policy(lines_of(1) + "quorum none\n")));
    auto one = policy(lines_of(2) + "quorum w2\n");
    EXPECT_TRUE(verified_checkpoint(note_by({2}), one));
    EXPECT_FALSE(verified_checkpoint(note_by({1}), one));
}

TEST(Policy, AWrongSignatureOfAKnownWitnessSpoilsTheCheckpoint) {
    auto any = policy(lines_of(2) + "group any2 any w1 w2\nquorum any2\n");
    auto note = note_by({1});
    note += signature_line("witness.example/w2", witness_of(2).verifier_key().id, Bytes(72));
    EXPECT_EQ(verified_checkpoint(note, any).error().kind, Kind::invalid);
}

TEST(Policy, WitnessesWithoutTheLogAreNotEnough) {
    auto any = policy(lines_of(1) + "quorum w1\n");
    auto note = body + "\n" + *witness_of(1).cosign(body, today);
    EXPECT_EQ(verified_checkpoint(note, any).error().kind, Kind::forbidden);
    auto other = to_text(Checkpoint{"another.example", 0, empty_root()});
    auto signed_by_log =
        sign_note(other, "log.example", key_of(100)) + *witness_of(1).cosign(other, today);
    EXPECT_EQ(verified_checkpoint(signed_by_log, any).error().kind, Kind::forbidden);
}

TEST(Policy, OfAJournalAsksForEachOfItsKeys) {
    Cosigner second("log.example", *crypto::ml_dsa::PrivateKey::from_seed(Bytes(32, 5)));
    std::vector vkeys{log_vkey, to_vkey(second.verifier_key())};
    auto both = policy_for(vkeys);
    ASSERT_TRUE(both);
    auto one_line = sign_note(body, "log.example", key_of(100));
    auto other_line = *second.cosign(body, CosignedAt{});
    EXPECT_TRUE(verified_checkpoint(one_line + other_line, *both));
    EXPECT_EQ(verified_checkpoint(one_line, *both).error().kind, Kind::forbidden);
    EXPECT_EQ(verified_checkpoint(body + "\n" + other_line, *both).error().kind, Kind::forbidden);
    EXPECT_EQ(to_text(policy(to_text(*both))), to_text(*both));
    EXPECT_TRUE(verified_checkpoint(one_line, *policy_for(std::span(vkeys).first(1))));
}

TEST(Policy, OfAJournalAndItsWitnessesAsksForAll) {
    Cosigner second("log.example", *crypto::ml_dsa::PrivateKey::from_seed(Bytes(32, 5)));
    std::vector vkeys{log_vkey, to_vkey(second.verifier_key())};
    auto two_of_three = policy(lines_of(3) + "group two 2 w1 w2 w3\nquorum two\n");
    auto whole = policy_for(vkeys, two_of_three);
    ASSERT_TRUE(whole) << whole.error().what;
    auto own_line = *second.cosign(body, CosignedAt{});
    EXPECT_TRUE(verified_checkpoint(note_by({1, 3}) + own_line, *whole));
    EXPECT_FALSE(verified_checkpoint(note_by({1, 3}), *whole));
    EXPECT_FALSE(verified_checkpoint(note_by({3}) + own_line, *whole));
    for (const auto& lines : {"witness post-quantum " + vkey_of(4) + "\nquorum post-quantum\n",
                              lines_of(2) + "group everybody all w1 w2\nquorum everybody\n",
                              lines_of(2) + "group g any w1 w2\nquorum w1\n",
                              "witness same " + vkeys[1] + "\nquorum same\n"})
        EXPECT_EQ(policy_for(vkeys, policy(lines)).error().kind, Kind::invalid) << lines;
}

TEST(Policy, CommentsBlanksTabsAndUrlsAreTaken) {
    auto parsed =
        policy("# whom we trust\n\n \t log\t" + log_vkey + "  https://log.example/ \n" +
               "\t# and\nwitness  one\t" + vkey_of(1) + " https://w1.example/a\nquorum one\t\n");
    EXPECT_EQ(parsed.logs.at(0).url, "https://log.example/");
    EXPECT_EQ(parsed.witnesses.at(0).url, "https://w1.example/a");
    EXPECT_EQ(to_text(policy(to_text(parsed))), to_text(parsed));
}

TEST(Policy, RefusesWhatIsNoneAndSaysWhere) {
    auto two = lines_of(2);
    struct Bad {
        std::string text, where, sentence;
    };
    for (const auto& [text, where, sentence] : std::vector<Bad>{
             {"", "", "does not end"},
             {"\n", "", "says which quorum"},
             {two, "", "says which quorum"},
             {two + "quorum w1", "", "does not end"},
             {two + "quorum w3\n", "line 4", "No line above"},
             {two + "quorum none\nquorum w1\n", "line 5", "one quorum"},
             {two + "quorum\n", "line 4", "quorum <name>"},
             {two + "quorum w1 w2\n", "line 4", "quorum <name>"},
             {"quorum w1\n" + two, "line 1", "No line above"},
             {two + "witness w1 " + vkey_of(3) + "\nquorum none\n", "line 4", "given twice"},
             {two + "witness w3 " + vkey_of(1) + "\nquorum none\n", "line 4", "already"},
             {two + "witness none " + vkey_of(3) + "\nquorum none\n", "line 4", "called none"},
             {two + "witness w3 " + log_vkey + "\nquorum none\n", "line 4", "a log's"},
             {two + "log " + vkey_of(3) + "\nquorum none\n", "line 4", "a witness's"},
             {two + "log " + log_vkey + "\nquorum none\n", "line 4", "already"},
             {two + "log\nquorum none\n", "line 4", "log <vkey>"},
             {two + "witness w3\nquorum none\n", "line 4", "witness <name>"},
             {two + "witness w3 vkey\nquorum none\n", "line 4", "<name>+<key id>"},
             {two + "group g all\nquorum g\n", "line 4", "group <name>"},
             {two + "group g 0 w1 w2\nquorum g\n", "line 4", "1 to 2"},
             {two + "group g 3 w1 w2\nquorum g\n", "line 4", "1 to 2"},
             {two + "group g two w1 w2\nquorum g\n", "line 4", "1 to 2"},
             {two + "group g all w1 w1\nquorum g\n", "line 4", "count twice"},
             {two + "group g all w1\ngroup h all w1\nquorum g\n", "line 5", "count twice"},
             {two + "group g all g\nquorum g\n", "line 4", "No line above"},
             {two + "group w1 all w2\nquorum w1\n", "line 4", "given twice"},
             {two + "group g all none\nquorum g\n", "line 4", "No line above"},
             {two + "policy\nquorum none\n", "line 4", "begins with"},
             {two + "quorum none\r\n", "", "control characters"}}) {
        auto parsed = parse_policy(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().where, where) << text;
        EXPECT_TRUE(parsed.error().what.contains(sentence)) << parsed.error().what;
    }
}

TEST(Policy, IsTakenUpToTheLimitAndNoLonger) {
    std::string end = "quorum none\n";
    std::string text(limits::policy_bytes - end.size() - 1, '#');
    EXPECT_TRUE(parse_policy(text + "\n" + end));
    EXPECT_EQ(parse_policy("#" + text + "\n" + end).error().kind, Kind::too_large);
}

// c2sp.org/tlog-policy: "at least up to 32 logs, 32 witnesses, and 32 groups"
TEST(Policy, HoldsThirtyTwoOfEachAndMore) {
    std::string text;
    for (int who = 1; who <= 40; ++who) {
        text += "log " +
                to_vkey(verifier_key(fmt::format("log{}.example", who),
                                     key_of(100 + who).public_key())) +
                "\n";
        text += fmt::format("witness w{} {}\ngroup g{} all w{}\n", who, vkey_of(who), who, who);
    }
    EXPECT_EQ(policy(text + "quorum g40\n").groups.size(), 40U);
}

} // namespace vienreiz::policy_test
