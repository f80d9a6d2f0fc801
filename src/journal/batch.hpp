// One batch of a segment file: how it is laid out, written and read. What a folder holds and how it
// is recovered stands at the top of journal/files.cpp.
//
// A batch is what one append() made durable with one write and one sync. Integers are big-endian:
//
//   offset  bytes
//        0      8  magic, whose last byte is the version of this format: 2
//        8      8  first: the index of its first entry, which is the size of the tree before it
//       16      4  count: how many entries it holds, 1 to limits::journal_batch_entries
//       20      4  length of the entries, in bytes
//       24     32  link: SHA-256 of the head of the batch before this one; zeros for the first batch
//       56     32  root of the tree before it
//       88     32  root of the tree after it
//      120     32  seal: HMAC-SHA256 of the 120 bytes before it, under a key made from the journal's
//      152      n  entries: for each, its length in 2 bytes and its bytes (a tlog-tiles bundle)
//
// The first 152 bytes are its head. The entries need no digest of their own: the root after them
// covers each, so whoever follows a journal notices any changed bit (Chain::follow), and hashing
// every entry once is enough. The seal tells a batch from an entry that was written to look like
// one.
//
// Checkpoints are not in here: no signature is written, or shown, of a tree that may still be lost,
// and Ed25519 gives one signature for one text, so a checkpoint can be signed again whenever
// somebody asks for it.
#pragma once

#include "journal/tree.hpp"

#include <span>
#include <string_view>

namespace vienreiz::journal {

struct BatchHead {
    std::uint64_t first = 0;
    std::uint32_t count = 0, length = 0;
    Hash link{}, root_before{}, root_after{};
    Hash seal{};
    [[nodiscard]] std::uint64_t bytes() const; // of the whole batch
};

inline constexpr std::size_t batch_head_bytes = 152;
inline constexpr std::size_t batch_sealed_bytes = 120;
inline constexpr std::array<std::uint8_t, 8> batch_magic{0x89, 'v', 'r', 'z', '\r', '\n', 0x1a, 2};

// An entry in its framing.
void add_framed(Bytes& out, std::string_view entry); // at most limits::journal_entry bytes

// Whether `data`, which begins with a batch's head, bears this journal's seal.
bool is_sealed(ByteView data, const Hash& seal_key);

// Builds a batch in one buffer that is used again and again.
class BatchWriter {
public:
    void begin();
    void add(std::string_view entry); // at most limits::journal_entry bytes
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; } // of the whole batch
    // Where the entries begin within the batch; a position file counts from the segment's start.
    [[nodiscard]] std::span<const std::uint32_t> offsets() const { return offsets_; }
    // Fills in the head and seals it; returns the whole batch and `room` zeros behind it, valid
    // until begin().
    ByteView finish(BatchHead head, const Hash& seal_key, std::size_t room = 0);
    [[nodiscard]] Hash link() const; // of the batch to come, after finish()

private:
    Bytes buffer_;
    std::vector<std::uint32_t> offsets_;
    std::uint64_t bytes_ = 0;
};

struct Batch {
    BatchHead head;
    Hash link;        // of the batch to come
    ByteView entries; // framed
};

// The batch at the beginning of `bytes`: a head and as many entries as it says. Nothing else of it is
// judged here: whether it follows the batch before it, and whether its entries are the ones that
// were written, is for who knows the tree. Kind::invalid with the reason.
Result<Batch> parse_batch(ByteView bytes);
Result<BatchHead> parse_batch_head(ByteView bytes); // of what may be damaged behind its head

// Entries in their framing, one after another; a cut one is Kind::invalid.
class EntryReader {
public:
    explicit EntryReader(ByteView framed) : all_(framed) {}
    [[nodiscard]] bool done() const { return at_ == all_.size(); }
    [[nodiscard]] std::size_t offset() const { return at_; }
    Result<std::string_view> next();

private:
    ByteView all_;
    std::size_t at_ = 0;
};

} // namespace vienreiz::journal
