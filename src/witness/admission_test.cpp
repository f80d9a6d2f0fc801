#include "base/limits.hpp"
#include "journal/cosignature.hpp"
#include "witness/admission.hpp"

#include <gtest/gtest.h>

namespace vienreiz::witness {
namespace {

std::string vkey(std::string name, std::uint8_t who) {
    auto key = *crypto::PrivateKey::from_ed25519_seed(Bytes(32, who));
    return to_vkey(journal::verifier_key(std::move(name), key.public_key()));
}
std::string entry(const std::string& vkey, const std::string& origin = "none",
                  const std::string& qpd = "86400") {
    return "vkey " + vkey + "\norigin " + origin + "\nqpd " + qpd + "\ncontact a@b.example\n";
}

TEST(Admission, ReadsAListOfJournals) {
    auto list = parse_admission("# List: of a test\n\nlogs/v0\n\n# first\n" +
                                entry(vkey("one.example", 1)) + "\n  # second\n" +
                                entry(vkey("key.example", 2), "two.example log", "24"));
    ASSERT_TRUE(list) << list.error().what << list.error().where;
    ASSERT_EQ(list->size(), 2U);
    EXPECT_EQ(list->at("one.example").requests_a_day, 86'400U);
    EXPECT_EQ(list->at("one.example").contact, "a@b.example");
    EXPECT_EQ(list->at("two.example log").keys.at(0).name, "key.example");
}

TEST(Admission, AJournalMayHaveTwoKeys) {
    auto second =
        journal::Cosigner("one.example", *crypto::ml_dsa::PrivateKey::from_seed(Bytes(32)));
    auto list = parse_admission("logs/v0\n" + entry(vkey("one.example", 1)) +
                                entry(to_vkey(second.verifier_key())));
    ASSERT_TRUE(list) << list.error().what;
    EXPECT_EQ(list->at("one.example").keys.size(), 2U);
}

TEST(Admission, TakesOldAndNewKeysOfOneOrigin) {
    auto list = parse_admission("logs/v0\n" + entry(vkey("one.example", 1), "none", "24") +
                                entry(vkey("one.example", 2), "none", "48") +
                                entry(vkey("key.example", 3), "one.example"));
    ASSERT_TRUE(list) << list.error().what;
    ASSERT_EQ(list->size(), 1U);
    EXPECT_EQ(list->at("one.example").keys.size(), 3U);
    EXPECT_EQ(list->at("one.example").requests_a_day, 86'400U);
}

TEST(Admission, MayNameABastionAndMayBeEmpty) {
    auto text = "logs/v0\nvkey " + vkey("one.example", 1) +
                "\norigin none\nbastion none\nqpd 24\ncontact me\n";
    EXPECT_TRUE(parse_admission(text));
    EXPECT_TRUE(parse_admission("logs/v0\n")->empty());
}

TEST(Admission, RefusesWhatIsNoneAndSaysWhere) {
    auto good = vkey("one.example", 1);
    struct Bad {
        std::string text, where;
    };
    auto witness = journal::Cosigner("w", *crypto::PrivateKey::from_ed25519_seed(Bytes(32)));
    for (const auto& [text, where] :
         std::vector<Bad>{{"", "line 1"},
                          {"logs/v1\n", "line 1"},
                          {"logs/v0\nvkey x\n", "line 2"},
                          {"logs/v0\norigin none\n", "line 2"},
                          {"logs/v0\nvkey " + good + "\n", "line 2"},
                          {"logs/v0\nvkey " + good + "\norigin\n", "line 3"},
                          {"logs/v0\n" + entry(good, "none", "often"), "line 4"},
                          {"logs/v0\n" + entry(good, "none", "-1"), "line 4"},
                          {"logs/v0\nvkey " + good + "\nqpd 1\norigin none\ncontact x\n", "line 3"},
                          {"logs/v0\n" + entry(to_vkey(witness.verifier_key())), "line 2"},
                          {"logs/v0\n" + entry(good) + "more\n", "line 6"}}) {
        auto list = parse_admission(text);
        ASSERT_FALSE(list) << text;
        EXPECT_EQ(list.error().where, where) << text << list.error().what;
    }
    EXPECT_EQ(parse_admission(std::string(limits::admission_bytes + 1, '\n')).error().kind,
              Kind::too_large);
}

} // namespace
} // namespace vienreiz::witness
