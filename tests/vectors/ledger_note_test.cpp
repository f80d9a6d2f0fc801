// A checkpoint signed by another program (python cryptography over OpenSSL 4) for a journal and its
// witness, beside ML-DSA-44 signatures that this program does not know and must ignore.
#include "journal/checkpoint.hpp"
#include "vectors/shared_data.hpp"

namespace vienreiz::ledger_note_test {
using namespace journal;

std::string member(const json::Value& value, std::string_view name) {
    return std::string(value.at(name).as_string());
}

struct Vectors : testing::Test {
    void SetUp() override {
        NEEDS_SHARED_DATA("ledger/own/vectors.json");
        all = shared_data::json_file("ledger/own/vectors.json");
    }
    VerifierKey key(std::string_view whose) {
        return *verifier_key(std::string_view(all.at(whose).at("vkey").as_string()));
    }
    json::Value all;
};

TEST_F(Vectors, TheRootIsThatOfTheEntries) {
    Edge edge;
    for (int index = 0; index < 300; ++index)
        edge.append(leaf_hash(bytes("entry " + std::to_string(index))));
    EXPECT_EQ(base64(edge.root()), member(all, "root_b64"));
    EXPECT_EQ(to_text(Checkpoint{member(all, "origin"), 300, edge.root()}), member(all, "body"));
}

TEST_F(Vectors, TheSameKeySignsTheSameLine) {
    const auto& log = all.at("log_ed25519");
    auto seed = from_hex(member(log, "seed_hex")).value();
    auto private_key = *crypto::PrivateKey::from_ed25519_seed(seed);
    EXPECT_EQ(to_vkey(verifier_key(member(all, "origin"), private_key.public_key())),
              member(log, "vkey"));
    EXPECT_EQ(sign_note(member(all, "body"), member(all, "origin"), private_key),
              member(all, "body") + "\n" + member(log, "sigline"));
}

TEST_F(Vectors, JournalAndWitnessVerifyAndTheRestIsIgnored) {
    std::vector keys{key("witness_ed25519"), key("log_ed25519")};
    auto note = parse_note(member(all, "checkpoint"));
    ASSERT_TRUE(note) << note.error().what;
    EXPECT_EQ(note->signatures.size(), 4U);
    EXPECT_EQ(verified_by(*note, keys).value(), (std::vector<std::size_t>{1, 0}));
    auto checkpoint = verified_checkpoint(member(all, "checkpoint"), keys);
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->size, 300U);
}

TEST_F(Vectors, ACosignatureCoversItsTime) {
    std::vector keys{key("witness_ed25519")};
    auto note = parse_note(member(all, "checkpoint")).value();
    ASSERT_EQ(verified_by(note, keys).value().size(), 1U);
    for (auto& line : note.signatures)
        if (line.name == keys[0].name) line.signature[7] ^= 1;
    EXPECT_EQ(verified_by(note, keys).error().kind, Kind::invalid);
}

TEST_F(Vectors, MlDsaKeysAreRefusedByName) {
    EXPECT_EQ(
        verifier_key(std::string_view(all.at("log_mldsa44").at("vkey").as_string())).error().kind,
        Kind::invalid);
}

} // namespace vienreiz::ledger_note_test
