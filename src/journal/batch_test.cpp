#include "base/limits.hpp"
#include "journal/batch.hpp"

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
    auto digest = crypto::sha256(ByteView(written).first(written.size() - 32));
    auto seal = crypto::hmac_sha256(Bytes(32, 0x44), ByteView(written).first(120));
    EXPECT_EQ(hex(written), "8976727a0d0a1a01"
                            "0000000000000102"
                            "00000003"
                            "00000010" +
                                repeated("11", 32) + repeated("22", 32) + repeated("33", 32) +
                                hex(seal) +
                                "0005"
                                "6669727374"
                                "0000"
                                "0005"
                                "7468697264" +
                                hex(digest));
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

TEST(Batch, NoChangedBitAndNoMissingByteIsOverlooked) {
    auto written = example();
    for (std::size_t bit = 0; bit < written.size() * 8; ++bit) {
        auto changed = written;
        changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << bit % 8));
        EXPECT_FALSE(parse_batch(changed)) << bit;
    }
    for (std::size_t size = 0; size < written.size(); ++size)
        EXPECT_FALSE(parse_batch(ByteView(written).first(size))) << size;
    written.push_back(0); // what follows is the next batch's
    EXPECT_TRUE(parse_batch(written));
}

TEST(Batch, ARightDigestDoesNotExcuseAWrongCount) {
    auto written = example();
    for (auto count : Bytes{2, 4}) {
        written[19] = count;
        auto digest = crypto::sha256(ByteView(written).first(written.size() - 32));
        std::ranges::copy(digest, written.end() - 32);
        EXPECT_FALSE(parse_batch(written));
    }
}

} // namespace vienreiz::batch_test
