#include "journal/checkpoint.hpp"
#include "journal/cosignature.hpp"
#include "journal/verification.hpp"

#include <gtest/gtest.h>

namespace vienreiz::cosignature_test {
using namespace journal;
using namespace std::chrono_literals;

constexpr CosignedAt when{1'679'315'147s};
const std::string body =
    to_text(Checkpoint{"example.com/behind-the-sofa", 20'852'163, empty_root()});

std::vector<Cosigner> cosigners(const std::string& name = "witness.example/w1") {
    return {{name, *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 7))},
            {name, *crypto::ml_dsa::PrivateKey::from_seed(Bytes(32, 7))}};
}
Result<std::vector<std::size_t>> verified(const std::string& text, const std::string& line,
                                          const VerifierKey& key) {
    return verified_by(parse_note(text + "\n" + line).value(), {&key, 1});
}

TEST(Cosignature, HoldsForItsCheckpointAndNoOther) {
    for (const auto& cosigner : cosigners()) {
        auto line = cosigner.cosign(body, when).value();
        EXPECT_TRUE(verified(body, line, cosigner.verifier_key()));
        auto larger = to_text(Checkpoint{"example.com/behind-the-sofa", 20'852'164, empty_root()});
        EXPECT_FALSE(verified(larger, line, cosigner.verifier_key()));
        auto another = to_text(Checkpoint{"example.com/another", 20'852'163, empty_root()});
        EXPECT_FALSE(verified(another, line, cosigner.verifier_key()));
    }
}

TEST(Cosignature, OfEd25519CoversExtensionsAndOfMlDsaDoesNot) {
    auto both = cosigners();
    auto extended = body + "an extension\n";
    EXPECT_FALSE(verified(extended, both[0].cosign(body, when).value(), both[0].verifier_key()));
    EXPECT_TRUE(verified(extended, both[1].cosign(body, when).value(), both[1].verifier_key()));
}

// The names are signed with ML-DSA only; with Ed25519 another name has another key id, and is not looked at.
TEST(Cosignature, IsOfOneNameOnly) {
    auto one = cosigners(), other = cosigners("witness.example/w2");
    for (std::size_t at : {0U, 1U}) {
        auto line = one[at].cosign(body, when).value();
        EXPECT_EQ(verified(body, line, other[at].verifier_key()).error().kind, Kind::forbidden);
        auto raw = parse_note(body + "\n" + line)->signatures.at(0).signature;
        auto renamed = signature_line("witness.example/w2", other[at].verifier_key().id, raw);
        EXPECT_EQ(verified(body, renamed, other[at].verifier_key()).has_value(), at == 0);
    }
}

TEST(Cosignature, IsMadeOfCheckpointsOnly) {
    for (const auto& cosigner : cosigners()) {
        EXPECT_EQ(cosigner.cosign("text\n", when).error().kind, Kind::invalid);
        EXPECT_EQ(cosigner.cosign("", when).error().kind, Kind::invalid);
    }
}

TEST(Cosignature, TellsItsTime) {
    for (const auto& cosigner : cosigners()) {
        auto note = parse_note(body + "\n" + cosigner.cosign(body, when).value()).value();
        EXPECT_EQ(cosigned_at(note.signatures[0].signature), when);
    }
    EXPECT_EQ(cosigned_at(Bytes(8)), std::nullopt);
    EXPECT_EQ(cosigned_at(Bytes(72, 0xff)), std::nullopt);
    EXPECT_EQ(cosigned_at(Bytes(72)), CosignedAt(0s));
}

TEST(Cosignature, CutShortHoldsForNobody) {
    for (const auto& cosigner : cosigners()) {
        auto raw = parse_note(body + "\n" + cosigner.cosign(body, when).value())->signatures.at(0);
        for (std::size_t size :
             {std::size_t{1}, std::size_t{8}, std::size_t{9}, raw.signature.size() - 1})
            EXPECT_FALSE(verifies_cosignature(cosigner.verifier_key(), body,
                                              ByteView(raw.signature).first(size)));
        EXPECT_TRUE(verifies_cosignature(cosigner.verifier_key(), body, raw.signature));
    }
}

TEST(Cosignature, AVerifierKeyOfEitherKindIsReadAsItIsWritten) {
    for (const auto& cosigner : cosigners()) {
        auto vkey = to_vkey(cosigner.verifier_key());
        auto again = verifier_key(std::string_view(vkey));
        ASSERT_TRUE(again) << again.error().what;
        EXPECT_EQ(to_vkey(*again), vkey);
        EXPECT_EQ(raw_key(*again), raw_key(cosigner.verifier_key()));
    }
}

} // namespace vienreiz::cosignature_test
