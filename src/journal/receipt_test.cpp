#include "base/limits.hpp"
#include "journal/checkpoint.hpp"
#include "journal/cosignature.hpp"
#include "journal/receipt.hpp"

#include <gtest/gtest.h>

namespace vienreiz::receipt_test {
using namespace journal;

crypto::PrivateKey key(std::uint8_t which) {
    return *crypto::PrivateKey::from_ed25519_seed(Bytes(32, which));
}
std::vector<std::string> vkeys(std::uint8_t which = 1, std::string name = "example.lv/j") {
    return {to_vkey(verifier_key(std::move(name), key(which).public_key()))};
}

// A tree of three: the receipt of the middle entry.
Receipt example() {
    auto a = leaf_hash(bytes("a")), b = leaf_hash(bytes("b")), c = leaf_hash(bytes("c"));
    auto root = node_hash(node_hash(a, b), c);
    auto note = sign_note(to_text(Checkpoint{"example.lv/j", 3, root}), "example.lv/j", key(1));
    return {1, "b", {a, c}, note};
}

TEST(Receipt, IsReadAsItIsWritten) {
    auto text = to_text(example());
    EXPECT_TRUE(text.starts_with("c2sp.org/tlog-proof@v1\nextra Yg==\nindex 1\n"));
    auto read = parse_receipt(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(to_text(*read), text);
}

TEST(Receipt, ProvesItsEntry) {
    auto verified = verify_receipt(to_text(example()), vkeys());
    ASSERT_TRUE(verified) << verified.error().what;
    EXPECT_EQ(verified->origin, "example.lv/j");
    EXPECT_EQ(verified->index, 1U);
    EXPECT_EQ(verified->size, 3U);
    EXPECT_EQ(verified->entry, "b");
}

TEST(Receipt, ProvesNothingElse) {
    auto changed = example();
    changed.entry = "c";
    EXPECT_FALSE(verify_receipt(to_text(changed), vkeys()));
    changed = example();
    changed.index = 0;
    EXPECT_FALSE(verify_receipt(to_text(changed), vkeys()));
    changed = example();
    std::swap(changed.proof[0], changed.proof[1]);
    EXPECT_FALSE(verify_receipt(to_text(changed), vkeys()));
    changed = example();
    changed.proof.pop_back();
    EXPECT_FALSE(verify_receipt(to_text(changed), vkeys()));
    EXPECT_EQ(verify_receipt(to_text(example()), vkeys(2)).error().kind, Kind::forbidden);
    EXPECT_FALSE(verify_receipt(to_text(example()), vkeys(1, "example.lv/other")));
    EXPECT_FALSE(verify_receipt(to_text(example()), Policy{}));
}

TEST(Receipt, NoByteOfItCanBeChanged) {
    auto text = to_text(example());
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto changed = text;
        changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
        EXPECT_FALSE(verify_receipt(changed, vkeys())) << changed;
    }
}

TEST(Receipt, RefusesWhatIsNotOne) {
    auto text = to_text(example());
    for (std::size_t size = 0; size < text.size(); ++size)
        EXPECT_FALSE(verify_receipt(std::string_view(text).substr(0, size), vkeys())) << size;
    auto without_entry = text;
    without_entry.erase(without_entry.find("extra"), std::string_view("extra Yg==\n").size());
    EXPECT_FALSE(parse_receipt(without_entry));
    EXPECT_FALSE(parse_receipt(replace_all(text, "index 1", "index 01")));
    EXPECT_FALSE(parse_receipt(replace_all(text, "index 1", "index  1")));
    EXPECT_FALSE(parse_receipt(replace_all(text, "@v1", "@v2")));
    EXPECT_EQ(parse_receipt(std::string(limits::receipt_bytes + 1, 'x')).error().kind,
              Kind::too_large);
    auto high = example();
    high.proof.assign(65, Hash{});
    EXPECT_FALSE(parse_receipt(to_text(high)));
    high.proof.pop_back();
    EXPECT_TRUE(parse_receipt(to_text(high)));
}

// The journal of example(), anchored as the second of three entries of another.
Receipt anchored(std::string root_name = "example.lv/root") {
    auto inner = example();
    auto a = leaf_hash(bytes("x")), b = leaf_hash(bytes(inner.checkpoint)),
         c = leaf_hash(bytes("y"));
    auto root = node_hash(node_hash(a, b), c);
    auto note = sign_note(to_text(Checkpoint{root_name, 3, root}), root_name, key(5));
    return {1, to_text(inner), {a, c}, note};
}
Policy policy_of_both(std::string root_name = "example.lv/root") {
    Policy out;
    out.logs.push_back({verifier_key(std::move(root_name), key(5).public_key())});
    out.logs.push_back({verifier_key("example.lv/j", key(1).public_key())});
    return out;
}

TEST(AnchoredReceipt, ProvesTheInnerEntryByTheOuterCheckpoint) {
    auto verified = verify_receipt(to_text(anchored()), policy_of_both());
    ASSERT_TRUE(verified) << verified.error().what;
    EXPECT_EQ(verified->origin, "example.lv/j");
    EXPECT_EQ(verified->entry, "b");
    EXPECT_EQ(verified->index, 1U);
    ASSERT_TRUE(verified->anchor);
    EXPECT_EQ(verified->anchor->origin, "example.lv/root");
    EXPECT_EQ(verified->anchor->size, 3U);
}

TEST(AnchoredReceipt, NoByteOfItCanBeChanged) {
    auto text = to_text(anchored());
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto changed = text;
        changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
        EXPECT_FALSE(verify_receipt(changed, policy_of_both())) << changed;
    }
}

TEST(AnchoredReceipt, NeedsBothJournalsInThePolicyAndTheQuorumUnderTheOuter) {
    auto text = to_text(anchored());
    auto policy = policy_of_both();
    policy.logs.pop_back();
    EXPECT_EQ(verify_receipt(text, policy).error().kind, Kind::forbidden);
    policy = policy_of_both();
    policy.logs.erase(policy.logs.begin());
    EXPECT_EQ(verify_receipt(text, policy).error().kind, Kind::forbidden);
    policy = policy_of_both();
    Cosigner witness("w.example", key(7));
    policy.witnesses.push_back({"w", witness.verifier_key()});
    policy.quorum = "w";
    EXPECT_EQ(verify_receipt(text, policy).error().kind, Kind::forbidden);
    auto outer = anchored();
    auto cosigned = outer.checkpoint.substr(0, outer.checkpoint.find("\n\n") + 1);
    outer.checkpoint += *witness.cosign(cosigned, CosignedAt{std::chrono::seconds(1'700'000'000)});
    auto verified = verify_receipt(to_text(outer), policy);
    ASSERT_TRUE(verified) << verified.error().what;
    EXPECT_EQ(verified->witnesses, std::vector<std::string>{"w"});
}

TEST(AnchoredReceipt, AnchorsNoJournalInItself) {
    auto text = to_text(anchored("example.lv/j"));
    EXPECT_FALSE(verify_receipt(text, policy_of_both("example.lv/j")));
}

TEST(AnchoredReceipt, StandsInNoThirdOne) {
    auto twice = anchored();
    auto inner = to_text(anchored());
    twice.entry = inner;
    EXPECT_FALSE(verify_receipt(to_text(twice), policy_of_both()));
}

} // namespace vienreiz::receipt_test
