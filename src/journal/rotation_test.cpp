#include "base/limits.hpp"
#include "journal/cosignature.hpp"
#include "journal/identity.hpp"
#include "journal/rotation.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace vienreiz::journal {

struct RotatedKeys : testing::Test {
    static constexpr std::string_view origin = "example/main";
    static Identity identity(std::uint8_t seed, std::string_view of = origin) {
        return {std::string(of), *crypto::PrivateKey::from_ed25519_seed(Bytes(32, seed)),
                *crypto::ml_dsa::PrivateKey::from_seed(Bytes(32, seed))};
    }
    static std::vector<std::string> vkeys(std::uint8_t seed, std::string_view of = origin) {
        return Signer(identity(seed, of)).vkeys();
    }
    static VerifierKey key(std::uint8_t seed) {
        return verifier_key(std::string(origin), identity(seed).key.public_key());
    }
    static inline const Instant at{std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)};
    static Rotation rotation(std::uint8_t former, std::uint8_t next, std::uint64_t size) {
        return {std::string(origin), size, vkeys(former), vkeys(next), at};
    }
    static std::string stated(std::uint8_t former, std::uint8_t next, std::uint64_t size) {
        return rotation_note(rotation(former, next, size), identity(former).key,
                             identity(next).key);
    }
    // From the keys of seed 1 to those of 3.
    std::string statements = stated(1, 2, 10) + stated(2, 3, 10);

    // Two of three witnesses must have cosigned.
    static Policy witnesses() {
        Policy out;
        for (const auto* name : {"w1", "w2", "w3"}) {
            auto seed = static_cast<std::uint8_t>(20 + name[1]);
            Cosigner cosigner(name, *identity(seed).post_quantum);
            out.witnesses.push_back({name, cosigner.verifier_key(), {}});
        }
        out.groups.push_back({"two", 2, {"w1", "w2", "w3"}});
        out.quorum = "two";
        return out;
    }
    static Policy policy(std::uint8_t seed) { return *policy_for(vkeys(seed), witnesses()); }
};

TEST_F(RotatedKeys, AreStatedInOneWay) {
    auto text = to_text(rotation(1, 2, 4'711));
    EXPECT_TRUE(text.starts_with("example/main\nkeys from size 4711\nformer example/main+"))
        << text;
    EXPECT_TRUE(text.ends_with("\n2026-11-22T00:00:00.000000Z\n")) << text;
    auto parsed = parse_rotation(text);
    ASSERT_TRUE(parsed) << parsed.error().what;
    EXPECT_EQ(*parsed, rotation(1, 2, 4'711));
    EXPECT_FALSE(parse_checkpoint(text));
    auto lines = split(text, '\n');
    for (const auto& wrong : std::vector<std::string>{
             replace_all(text, "4711", "04711"), replace_all(text, "keys from", "key from"),
             replace_all(text, ".000000Z", "Z"), text + "\n",
             replace_all(text, "example/main\n", "example/other\n"),
             replace_all(text, "\nformer ", "\nkey "), replace_all(text, "\nkey ", "\nformer "),
             replace_all(text, std::string(lines[4]) + "\n" + std::string(lines[5]),
                         std::string(lines[5]) + "\n" + std::string(lines[4])),
             replace_all(text, lines[4].substr(4), lines[2].substr(7))})
        EXPECT_FALSE(parse_rotation(wrong)) << wrong;
    auto short_one = rotation(1, 2, 0);
    short_one.former.pop_back();
    short_one.keys.pop_back();
    EXPECT_TRUE(parse_rotation(to_text(short_one))) << "Ed25519 alone";
}

TEST_F(RotatedKeys, AreNamedByTheOldOneAndShownByTheNewOne) {
    EXPECT_EQ(*verified_rotation(stated(1, 2, 10), key(1)), rotation(1, 2, 10));
    EXPECT_EQ(verified_rotation(stated(1, 2, 10), key(2)).error().kind, Kind::forbidden);
    auto text = to_text(rotation(1, 2, 10));
    auto by_one = sign_note(text, origin, identity(1).key),
         by_other = sign_note(text, origin, identity(2).key),
         by_stranger = rotation_note(rotation(1, 2, 10), identity(1).key, identity(9).key),
         for_another = rotation_note(rotation(1, 2, 10), identity(9).key, identity(2).key);
    for (const auto& note : {by_one, by_other, by_stranger, for_another}) {
        auto refused = verified_rotation(note, key(1));
        ASSERT_FALSE(refused) << note;
        EXPECT_EQ(refused.error().kind, Kind::forbidden);
        EXPECT_TRUE(refused.error().what.contains("not signed by both")) << refused.error().what;
    }
    auto other_size = replace_all(stated(1, 2, 10), "size 10\n", "size 11\n");
    EXPECT_EQ(verified_rotation(other_size, key(1)).error().kind, Kind::forbidden);
}

TEST_F(RotatedKeys, FollowOneAnother) {
    auto all = parse_rotations(statements);
    ASSERT_TRUE(all) << all.error().what;
    ASSERT_EQ(all->all.size(), 2U);
    EXPECT_EQ(all->statements, statements);
    auto keys = all->keys(key(3));
    ASSERT_EQ(keys.size(), 3U);
    EXPECT_EQ(to_vkey(keys[0]), to_vkey(key(1)));
    EXPECT_EQ(to_vkey(keys[2]), to_vkey(key(3)));
    EXPECT_EQ(to_vkey(all->key_at(9, key(3))), to_vkey(key(1)));
    EXPECT_EQ(to_vkey(all->key_at(10, key(3))), to_vkey(key(3)));
    EXPECT_TRUE(parse_rotations("")->all.empty());
    EXPECT_EQ(parse_rotations("")->keys(key(1)).size(), 1U);
}

TEST_F(RotatedKeys, ThatDoNotFollowOneAnotherAreRefusedWithTheirPlace) {
    auto refused = [](const std::string& given, std::string_view where) {
        auto parsed = parse_rotations(given);
        ASSERT_FALSE(parsed) << given;
        EXPECT_TRUE(parsed.error().where.starts_with(where)) << parsed.error().where;
    };
    refused(stated(1, 2, 10) + stated(3, 4, 10), "statement 2");
    refused(stated(1, 2, 10) + stated(2, 3, 9), "statement 2");
    refused(stated(2, 3, 10) + stated(1, 2, 10), "statement 2");
    refused(stated(1, 2, 10) + stated(1, 3, 10), "statement 2");
    refused(replace_all(statements, "size 10", "size 11"), "statement 1");
    refused(statements + "anything\n", "statement 3");
    refused(statements.substr(0, statements.size() - 1), "statement 2");
    refused(" " + statements, "statement 1");
}

TEST_F(RotatedKeys, AreStatedInSoManyBytes) {
    std::string most(limits::note_bytes, 'x');
    EXPECT_EQ(parse_rotations(most).error().kind, Kind::invalid);
    EXPECT_EQ(parse_rotations(most + "x").error().kind, Kind::too_large);
}

TEST_F(RotatedKeys, LeadFromAnyOldPolicyToTheNewOne) {
    for (auto seed : std::vector<std::uint8_t>{1, 2, 3}) {
        auto next = rotated(policy(seed), statements);
        ASSERT_TRUE(next) << next.error().what;
        EXPECT_EQ(to_text(next->policy), to_text(policy(3))) << "the witnesses stay";
        EXPECT_EQ(next->taken, 3U - seed);
    }
    auto single = rotated(*policy_of(vkeys(1)), statements);
    ASSERT_TRUE(single) << single.error().what;
    EXPECT_EQ(to_text(single->policy), to_text(*policy_of(vkeys(3))));
}

TEST_F(RotatedKeys, LeaveOtherLogsOfAPolicyAlone) {
    auto of_root = *policy_for(vkeys(7, "example/root"), witnesses()), next = of_root;
    of_root.logs.push_back({key(1), {}});
    next.logs.push_back({key(3), {}});
    EXPECT_EQ(to_text(rotated(of_root, statements)->policy), to_text(next));
    // Who trusted old and new ones side by side trusts the new ones.
    of_root.logs.push_back({key(3), {}});
    EXPECT_EQ(to_text(rotated(of_root, statements)->policy), to_text(next));
}

TEST_F(RotatedKeys, LeadNobodyWhoTrustedNoneOfThem) {
    auto refused = [&](const Policy& trusted, const std::string& given) {
        auto next = rotated(trusted, given);
        ASSERT_FALSE(next);
        EXPECT_EQ(next.error().kind, Kind::forbidden) << next.error().what;
    };
    refused(policy(9), statements);
    refused(*policy_of(vkeys(1, "example/other")), statements);
    refused(policy(1), stated(2, 3, 10)); // one statement is missing
    auto another_cosigner = policy(1);
    another_cosigner.witnesses.front().key = policy(9).witnesses.front().key;
    refused(another_cosigner, statements);
    EXPECT_EQ(rotated(policy(1), "").error().kind, Kind::invalid);
    auto without = rotation(1, 2, 10);
    without.keys.pop_back();
    refused(policy(1), rotation_note(without, identity(1).key, identity(2).key));
}

// Two lines of one name: a verifier takes the one whose key it knows.
TEST_F(RotatedKeys, SignCheckpointsTogetherWithTheOldOnes) {
    auto both = identity(2);
    both.former = identity(1).key;
    both.former_post_quantum = identity(1).post_quantum;
    Signer signer(both);
    EXPECT_EQ(signer.vkeys(), vkeys(2));
    EXPECT_EQ(signer.former_vkeys(), vkeys(1));
    auto note = signer.sign(to_text(Checkpoint{std::string(origin), 10, Hash{}}));
    for (auto seed : std::vector<std::uint8_t>{1, 2})
        EXPECT_TRUE(verified_checkpoint(note, *policy_for(vkeys(seed)))) << seed;
    EXPECT_FALSE(verified_checkpoint(note, *policy_for(vkeys(3))));
    auto alone = Signer(identity(2)).sign(to_text(Checkpoint{std::string(origin), 10, Hash{}}));
    EXPECT_FALSE(verified_checkpoint(alone, *policy_for(vkeys(1))));
}

} // namespace vienreiz::journal
