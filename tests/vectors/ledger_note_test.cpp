// A checkpoint signed by another program (python cryptography over OpenSSL 4) for a journal and its witness, by each with
// Ed25519 and with ML-DSA-44.
#include "journal/checkpoint.hpp"
#include "journal/cosignature.hpp"
#include "journal/verification.hpp"
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
    static CosignedAt when() { return CosignedAt(std::chrono::seconds(1'767'225'600)); }
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

TEST_F(Vectors, JournalAndWitnessVerifyWithBothKindsOfKey) {
    std::vector keys{key("witness_ed25519"), key("log_ed25519"), key("witness_mldsa44"),
                     key("log_mldsa44")};
    auto note = parse_note(member(all, "checkpoint"));
    ASSERT_TRUE(note) << note.error().what;
    EXPECT_EQ(note->signatures.size(), 4U);
    EXPECT_EQ(verified_by(*note, keys).value(), (std::vector<std::size_t>{1, 0, 3, 2}));
    for (std::size_t log : {1U, 3U}) {
        auto checkpoint = verified_checkpoint(member(all, "checkpoint"), {&keys[log], 1});
        ASSERT_TRUE(checkpoint);
        EXPECT_EQ(checkpoint->size, 300U);
    }
    for (std::size_t witness : {0U, 2U})
        EXPECT_EQ(verified_checkpoint(member(all, "checkpoint"), {&keys[witness], 1}).error().kind,
                  Kind::forbidden);
}

TEST_F(Vectors, AWitnessSignsTheSameLine) {
    auto seed = from_hex(member(all.at("witness_ed25519"), "seed_hex")).value();
    Cosigner witness("witness.example.org/w1", *crypto::PrivateKey::from_ed25519_seed(seed));
    EXPECT_EQ(to_vkey(witness.verifier_key()), member(all.at("witness_ed25519"), "vkey"));
    EXPECT_EQ(witness.cosign(member(all, "body"), when()).value(),
              member(all.at("witness_ed25519"), "sigline"));
}

// Its signatures differ from time to time, so they are compared by verifying them.
TEST_F(Vectors, AnMlDsaSeedMakesTheSameKeyAndItsSignaturesHold) {
    for (auto whose : {"log_mldsa44", "witness_mldsa44"}) {
        auto expected = key(whose);
        auto seed = from_hex(member(all.at(whose), "seed_hex")).value();
        Cosigner cosigner(expected.name, *crypto::ml_dsa::PrivateKey::from_seed(seed));
        EXPECT_EQ(to_vkey(cosigner.verifier_key()), member(all.at(whose), "vkey"));
        auto note =
            member(all, "body") + "\n" + cosigner.cosign(member(all, "body"), when()).value();
        EXPECT_TRUE(verified_by(parse_note(note).value(), {&expected, 1}));
    }
}

TEST_F(Vectors, ACosignatureCoversItsTime) {
    for (auto whose : {"witness_ed25519", "witness_mldsa44"}) {
        std::vector keys{key(whose)};
        auto note = parse_note(member(all, "checkpoint")).value();
        ASSERT_EQ(verified_by(note, keys).value().size(), 1U);
        for (auto& line : note.signatures) {
            if (line.name != keys[0].name || line.id != keys[0].id) continue;
            EXPECT_EQ(cosigned_at(line.signature), when());
            line.signature[7] ^= 1;
        }
        EXPECT_EQ(verified_by(note, keys).error().kind, Kind::invalid);
    }
}

} // namespace vienreiz::ledger_note_test
