#include "base/limits.hpp"
#include "journal/recovery.hpp"

#include <gtest/gtest.h>

namespace vienreiz::batch_test {
using namespace journal;

Bytes example() {
    BatchWriter writer;
    writer.begin();
    for (std::string_view entry : {"first", "", "third"}) writer.add(entry);
    BatchHead head;
    head.first = 258;
    head.link.fill(0x11);
    head.root_before.fill(0x22);
    head.root_after.fill(0x33);
    Hash seal_key;
    seal_key.fill(0x44);
    auto bytes = writer.finish(head, seal_key);
    EXPECT_EQ(writer.bytes(), bytes.size());
    return {bytes.begin(), bytes.end()};
}

// The golden bytes of the format described at the top of batch.hpp.
TEST(Batch, HasTheBytesThatAreDescribed) {
    auto repeated = [](std::string_view byte, int times) {
        std::string out;
        while (times-- > 0) out += byte;
        return out;
    };
    auto written = example();
    auto seal = crypto::hmac_sha256(Bytes(32, 0x44), ByteView(written).first(120));
    EXPECT_EQ(hex(written), "8976727a0d0a1a02"
                            "0000000000000102"
                            "00000003"
                            "00000010" +
                                repeated("11", 32) + repeated("22", 32) + repeated("33", 32) +
                                hex(seal) +
                                "0005"
                                "6669727374"
                                "0000"
                                "0005"
                                "7468697264");
}

TEST(Batch, IsSealedByItsOwnJournalOnly) {
    auto written = example();
    Hash key;
    key.fill(0x44);
    EXPECT_TRUE(is_sealed(written, key));
    EXPECT_FALSE(is_sealed(ByteView(written).first(100), key));
    key[0] ^= 1;
    EXPECT_FALSE(is_sealed(written, key));
}

TEST(Batch, IsReadAsItIsWritten) {
    auto written = example();
    auto batch = parse_batch(written);
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->head.first, 258U);
    EXPECT_EQ(batch->head.bytes(), written.size());
    EntryReader reader(batch->entries);
    EXPECT_EQ(reader.next().value(), "first");
    EXPECT_EQ(reader.next().value(), "");
    EXPECT_EQ(reader.next().value(), "third");
    EXPECT_TRUE(reader.done());
    EXPECT_FALSE(reader.next());
}

TEST(Batch, HoldsAsManyEntriesAsItSays) {
    auto written = example();
    for (std::size_t size = 0; size < written.size(); ++size)
        EXPECT_FALSE(parse_batch(ByteView(written).first(size))) << size;
    auto longer = written;
    longer.push_back(0); // what follows is the next batch's
    EXPECT_TRUE(parse_batch(longer));
    for (auto count : Bytes{0, 2, 4}) {
        written[19] = count;
        EXPECT_FALSE(parse_batch(written));
    }
}

// A batch on the empty tree, as a journal writes its first one.
TEST(Batch, NoChangedBitIsOverlookedByWhoFollowsTheChain) {
    Hash seal_key;
    seal_key.fill(0x44);
    BatchWriter writer;
    Edge edge;
    writer.begin();
    for (std::string_view entry : {"first", "", "third"}) {
        writer.add(entry);
        edge.append(leaf_hash(bytes(entry)));
    }
    BatchHead head{.root_before = empty_root(), .root_after = edge.root()};
    auto whole = writer.finish(head, seal_key, 100);
    Bytes written(whole.begin(), whole.end());
    auto batches_in = [&](ByteView content) {
        Chain chain;
        auto stop = follow_segment(content, chain, &seal_key,
                                   [](const Batch&, const SideAddition&) -> Outcome { return {}; });
        EXPECT_EQ(chain.edge.size(), stop->batches * 3);
        EXPECT_EQ(stop->why.has_value(), stop->batches == 0);
        return stop->batches;
    };
    EXPECT_EQ(batches_in(written), 1U) << "the zeros behind it are room";
    for (std::size_t bit = 0; bit < writer.bytes() * 8; ++bit) {
        auto changed = written;
        changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << bit % 8));
        EXPECT_EQ(batches_in(changed), 0U) << bit;
    }
}

} // namespace vienreiz::batch_test
