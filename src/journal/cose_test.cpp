#include "base/cbor.hpp"
#include "base/limits.hpp"
#include "journal/checkpoint.hpp"
#include "journal/cose.hpp"
#include "journal/simulated_disk.hpp"

#include <gtest/gtest.h>

namespace vienreiz::cose_test {
using namespace journal;

constexpr auto ed25519 = Journal::CoseSignature::ed25519,
               ml_dsa = Journal::CoseSignature::ml_dsa_44;

struct Cose : testing::Test {
    std::unique_ptr<Journal> journal =
        *open_files({"/data",
                     {"example.lv/j", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1)),
                      *crypto::ml_dsa::PrivateKey::from_seed(Bytes(32, 2))},
                     std::make_shared<SimulatedDisk>(1)});
    std::vector<VerifierKey> known;

    Cose() {
        std::vector<std::string_view> entries{"a", "b", "c", "d", "e"};
        check(journal->append(entries).has_value(), "the disk has room");
        for (const auto& vkey : journal->vkeys())
            known.push_back(*verifier_key(std::string_view(vkey)));
    }
    Bytes receipt(Index index = 1, std::uint64_t size = 5,
                  Journal::CoseSignature signature = ed25519) const {
        return journal->cose_receipt(index, size, signature).value();
    }
    Result<VerifiedReceipt> verified(const Bytes& receipt) const {
        return verify_cose_receipt(receipt, known);
    }
    // With another protected header, and so with a signature that does not hold; or with other parts beside.
    static Bytes with(const Bytes& receipt, std::size_t part, cbor::Value value) {
        auto parts = *cbor::decode(receipt)->as<cbor::Tagged>()->content->as<cbor::Array>();
        parts[part] = std::move(value);
        return cbor::encode(cbor::tagged(18, std::move(parts)));
    }
};

TEST_F(Cose, ProvesEveryEntryInEveryTree) {
    for (std::uint64_t size = 1; size <= 5; ++size)
        for (Index index = 0; index < size; ++index)
            for (auto signature : {ed25519, ml_dsa}) {
                auto found = verified(receipt(index, size, signature));
                ASSERT_TRUE(found) << found.error().what;
                EXPECT_EQ(found->origin, "example.lv/j");
                EXPECT_EQ(found->index, index);
                EXPECT_EQ(found->size, size);
                EXPECT_EQ(found->entry, std::string(1, static_cast<char>('a' + index)));
            }
    EXPECT_EQ(journal->cose_receipt(5, 5, ed25519).error().kind, Kind::missing);
    EXPECT_EQ(journal->cose_receipt(0, 6, ed25519).error().kind, Kind::missing);
}

TEST_F(Cose, LeadsToTheRootOfTheJournalsOwnCheckpoint) {
    auto checkpoint = checkpoint_in(journal->checkpoint());
    EXPECT_EQ(verified(receipt(3))->root, base64(checkpoint->root));
}

TEST_F(Cose, IsWrittenAsTheStandardHasIt) {
    auto whole = *cbor::decode(receipt());
    const auto& parts = *whole.as<cbor::Tagged>()->content->as<cbor::Array>();
    EXPECT_EQ(whole.as<cbor::Tagged>()->number, 18U);
    auto header = *cbor::decode(*parts[0].as<Bytes>());
    auto id = known.front().id;
    EXPECT_EQ(header, cbor::Value(cbor::Map{{1, -8},
                                            {4, Bytes(id.begin(), id.end())},
                                            {15, cbor::Map{{1, "example.lv/j"}}},
                                            {395, 1}}));
    const auto* proofs = parts[1].as<cbor::Map>()->find(396)->as<cbor::Map>();
    auto proof = *cbor::decode(*proofs->find(-1)->as<cbor::Array>()->front().as<Bytes>());
    EXPECT_EQ((*proof.as<cbor::Array>())[0], cbor::Value(5));
    EXPECT_EQ((*proof.as<cbor::Array>())[1], cbor::Value(1));
    EXPECT_EQ((*proof.as<cbor::Array>())[2].as<cbor::Array>()->size(), 3U);
    EXPECT_EQ(parts[2], cbor::Value(cbor::null));
    EXPECT_EQ(parts[3].as<Bytes>()->size(), 64U);
    auto name = receipt();
    EXPECT_TRUE(looks_like_cose(text(name)));
    EXPECT_FALSE(looks_like_cose("c2sp.org/tlog-proof@v1\n"));
}

TEST_F(Cose, NoByteOfItCanBeChanged) {
    for (auto signature : {ed25519, ml_dsa}) {
        auto whole = receipt(2, 5, signature);
        for (std::size_t at = 0; at < whole.size(); ++at) {
            auto changed = whole;
            changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1 << at % 8));
            EXPECT_FALSE(verified(changed)) << at;
        }
    }
}

TEST_F(Cose, CutShortItIsNone) {
    auto whole = receipt();
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_FALSE(verified(Bytes(whole.begin(), whole.begin() + static_cast<long>(length))));
    EXPECT_EQ(verified(Bytes(limits::receipt_bytes + 1)).error().kind, Kind::too_large);
}

TEST_F(Cose, HoldsOnlyForAKeyThatIsTrusted) {
    auto whole = receipt();
    known = {known[1]};
    EXPECT_EQ(verified(whole).error().kind, Kind::forbidden) << "only the other key is trusted";
    known = {verifier_key("example.lv/j",
                          crypto::PrivateKey::from_ed25519_seed(Bytes(32, 9))->public_key())};
    EXPECT_EQ(verified(whole).error().kind, Kind::forbidden);
}

TEST_F(Cose, RefusesWhatItDoesNotUnderstand) {
    auto whole = receipt();
    auto id = Bytes(known[0].id.begin(), known[0].id.end());
    auto header = [&](cbor::Map map) { return cbor::Value(cbor::encode(std::move(map))); };
    cbor::Map claims{{1, "example.lv/j"}};
    auto reason = [&](const Bytes& receipt) { return verified(receipt).error().what; };
    EXPECT_TRUE(
        reason(with(whole, 0,
                    header({{1, -8}, {2, cbor::Array{99}}, {4, id}, {15, claims}, {395, 1}})))
            .contains("(crit)"));
    EXPECT_TRUE(reason(with(whole, 0, header({{1, -8}, {4, id}, {15, claims}, {395, 2}})))
                    .contains("RFC 9162"));
    EXPECT_TRUE(
        reason(with(whole, 0, header({{1, -8}, {4, id}, {15, claims}}))).contains("RFC 9162"));
    EXPECT_EQ(
        verified(with(whole, 0, header({{1, -7}, {4, id}, {15, claims}, {395, 1}}))).error().kind,
        Kind::forbidden);
    EXPECT_TRUE(reason(with(whole, 1, cbor::Map{})).contains("no proofs"));
    EXPECT_TRUE(reason(with(whole, 2, Bytes(32))).contains("its own root"));
    EXPECT_TRUE(reason(cbor::encode(cbor::tagged(98, cbor::Array{}))).contains("COSE_Sign1"));
}

TEST_F(Cose, WithoutASecondKeyThereIsNoSecondSignature) {
    auto alone = open_files({"/data",
                             {"example.lv/k", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))},
                             std::make_shared<SimulatedDisk>(1)});
    std::vector<std::string_view> entries{"a"};
    ASSERT_TRUE((*alone)->append(entries));
    EXPECT_TRUE((*alone)->cose_receipt(0, 1, ed25519));
    EXPECT_EQ((*alone)->cose_receipt(0, 1, ml_dsa).error().kind, Kind::missing);
}

} // namespace vienreiz::cose_test
