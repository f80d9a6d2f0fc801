#include "base/limits.hpp"
#include "journal/checkpoint.hpp"
#include "journal/cosignature.hpp"
#include "journal/verification.hpp"

#include <gtest/gtest.h>

namespace vienreiz::note_test {
using namespace journal;

// The examples of c2sp.org/signed-note.
constexpr auto vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr std::string_view example =
    "This is an example message.\n"
    "\n"
    "— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1"
    "Yu72IneyaQM=\n";
constexpr std::string_view poem =
    "Ognuno sta solo sul cuor della terra\n"
    "trafitto da un raggio di sole:\n"
    "\n"
    "ed è subito sera.\n"
    "\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMc"
    "Xxj99ihAQwaqP3ZekRwNtIc=\n";

std::vector<VerifierKey> known(std::initializer_list<std::string_view> vkeys) {
    std::vector<VerifierKey> keys;
    for (auto text : vkeys) keys.push_back(*verifier_key(text));
    return keys;
}
const crypto::PrivateKey& key_of(int who) {
    static const std::vector<crypto::PrivateKey> keys{
        crypto::PrivateKey::generate(crypto::Algorithm::Ed25519),
        crypto::PrivateKey::generate(crypto::Algorithm::Ed25519)};
    return keys.at(static_cast<std::size_t>(who));
}

TEST(Note, VerifiesTheStandardsExample) {
    auto keys = known({vkey});
    EXPECT_EQ(to_vkey(keys[0]), vkey);
    auto note = parse_note(example);
    ASSERT_TRUE(note);
    EXPECT_EQ(note->text, "This is an example message.\n");
    EXPECT_EQ(verified_by(*note, keys).value(), std::vector<std::size_t>{0});
}

TEST(Note, TheLastEmptyLineEndsTheText) {
    auto note = parse_note(poem);
    ASSERT_TRUE(note);
    EXPECT_TRUE(note->text.ends_with("sole:\n\ned è subito sera.\n"));
    EXPECT_EQ(note->signatures.at(0).name, "quasimodo.example/salvatore");
}

TEST(Note, ANoteSignedHereVerifiesHere) {
    auto note = parse_note(sign_note("a\n\nb\n", "one.example", key_of(0))).value();
    std::vector keys{verifier_key("two.example", key_of(1).public_key()),
                     verifier_key("one.example", key_of(0).public_key())};
    EXPECT_EQ(verified_by(note, keys).value(), std::vector<std::size_t>{1});
}

TEST(Note, UnknownKeysAreIgnoredEvenUnderAKnownName) {
    auto text = sign_note("text\n", "one.example", key_of(0));
    text += signature_line("one.example", {1, 2, 3, 4}, Bytes(64));
    text += signature_line("other.example", {5, 6, 7, 8}, Bytes(3300));
    std::vector keys{verifier_key("one.example", key_of(0).public_key())};
    EXPECT_TRUE(verified_by(parse_note(text).value(), keys));
    std::vector strangers{verifier_key("one.example", key_of(1).public_key())};
    EXPECT_EQ(verified_by(parse_note(text).value(), strangers).error().kind, Kind::forbidden);
}

TEST(Note, OneWrongSignatureOfAKnownKeySpoilsTheNote) {
    auto second = verifier_key("two.example", key_of(1).public_key());
    auto text = sign_note("text\n", "one.example", key_of(0));
    text += signature_line("two.example", second.id, Bytes(64));
    std::vector keys{verifier_key("one.example", key_of(0).public_key()), second};
    EXPECT_EQ(verified_by(parse_note(text).value(), keys).error().kind, Kind::invalid);
}

TEST(Note, RefusesWhatIsNotANote) {
    for (std::string_view text :
         {"", "\n", "text\n", "text\n\n", "text\n\n— a AAAAAAA=", "text\n\n- a AAAAAAA=\n",
          "text\n\n— a+b AAAAAAA=\n", "text\n\n—  AAAAAAA=\n", "text\n\n— a AAAAAA==\n",
          "text\n\n— a AAAAAAA\n", "text\r\n\n— a AAAAAAA=\n", "te\xffxt\n\n— a AAAAAAA=\n",
          "text\n\n— a\u00a0b AAAAAAA=\n", "text\n\n— a AAAAAAA=\n\n"})
        EXPECT_FALSE(parse_note(text)) << text;
    EXPECT_TRUE(parse_note("text\n\n— a AAAAAAA=\n"));
}

TEST(Note, TakesAsManySignaturesAsTheLimitAndNoMore) {
    std::string text = "text\n\n";
    for (std::size_t at = 0; at < limits::note_signatures; ++at) text += "— a AAAAAAA=\n";
    EXPECT_TRUE(parse_note(text));
    EXPECT_EQ(parse_note(text + "— a AAAAAAA=\n").error().kind, Kind::too_large);
    std::string_view end = "\n\n— a AAAAAAA=\n";
    EXPECT_TRUE(parse_note(std::string(limits::note_bytes - end.size(), 'x') + std::string(end)));
    EXPECT_EQ(parse_note(std::string(limits::note_bytes - end.size() + 1, 'x') + std::string(end))
                  .error()
                  .kind,
              Kind::too_large);
}

TEST(Note, AMistypedVerifierKeyIsRefused) {
    for (std::string_view text :
         {"", "example.com/foo", "example.com/foo+530d903a",
          "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
          "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
          "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
          "example.com/foo+530d903a+BukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
          "example.com/foo+530d903a+Aeky", "example.com/foo+530d903a+"})
        EXPECT_FALSE(verifier_key(text)) << text;
}

TEST(Checkpoint, IsWrittenAsItIsRead) {
    Checkpoint head{"example.com/journal", 70'000, empty_root(), {"an extension"}};
    EXPECT_EQ(parse_checkpoint(to_text(head)).value(), head);
}

TEST(Checkpoint, RefusesWhatIsNotACheckpoint) {
    std::string root = base64(empty_root());
    EXPECT_TRUE(parse_checkpoint("o\n0\n" + root + "\n"));
    for (const auto& text :
         {std::string(""), std::string("o\n1\n"), "o\n1\n" + root, "\n1\n" + root + "\n",
          "o\n01\n" + root + "\n", "o\n+1\n" + root + "\n", "o\n-1\n" + root + "\n",
          std::string("o\n1\nAAAA\n"), "o\n1\n" + root + "\n\n",
          "o\n18446744073709551616\n" + root + "\n"})
        EXPECT_FALSE(parse_checkpoint(text)) << text;
}

TEST(Checkpoint, OnlyTheJournalsOwnKeyMakesIt) {
    auto text = to_text({"one.example", 0, empty_root()});
    std::vector keys{verifier_key("one.example", key_of(0).public_key()),
                     verifier_key("two.example", key_of(1).public_key())};
    EXPECT_TRUE(verified_checkpoint(sign_note(text, "one.example", key_of(0)), keys));
    EXPECT_EQ(verified_checkpoint(sign_note(text, "two.example", key_of(1)), keys).error().kind,
              Kind::forbidden);
}

} // namespace vienreiz::note_test
