// What every engine answers alike, once it can give hashes and entries: tiles, proofs, receipts, and
// the signature under a head, which is made when somebody asks for it and once for each head.
//
// Concurrency  everything here may be called from any thread, and calls head(), load() and hashes()
//              on it. A head, once given, must hold for ever: what is signed is never taken back.
#pragma once

#include "journal/identity.hpp"
#include "journal/rows.hpp"

#include <mutex>

namespace vienreiz::journal {

struct TreeHead {
    std::uint64_t size = 0;
    Hash root = empty_root();
    bool operator==(const TreeHead&) const = default;
};

// Some consecutive entries, at least one.
struct Chunk {
    Bytes bytes;
    std::vector<std::string_view> entries; // into bytes
};

// Kind::invalid when a journal cannot be identified so.
Outcome usable(const Identity& identity);
// Kind::invalid, too_large when they are no batch, or none that a journal of `size` entries has room for.
Outcome is_batch(std::span<const std::string_view> entries, std::uint64_t size);

class TreeJournal : public Journal {
public:
    [[nodiscard]] const std::string& origin() const final { return signer_.key().name; }
    [[nodiscard]] std::string vkey() const final { return to_vkey(signer_.key()); }
    [[nodiscard]] std::vector<std::string> vkeys() const final { return signer_.vkeys(); }
    [[nodiscard]] std::vector<std::string> former_vkeys() const final {
        return signer_.former_vkeys();
    }
    [[nodiscard]] std::string checkpoint() const final { return signed_note(head()); }
    Result<std::string> entry(Index index) const final;
    Outcome read(Index from, Index to, const Each& each) const final;
    Result<Bytes> tile(unsigned level, std::uint64_t number, unsigned width) const final;
    Result<Bytes> bundle(std::uint64_t number, unsigned width) const final;
    Result<std::string> receipt(Index index) const final;
    Result<Proof> inclusion(Index index, std::uint64_t size) const final;
    Result<Bytes> cose_receipt(Index index, std::uint64_t size,
                               CoseSignature signature) const final;
    Result<Proof> consistency(std::uint64_t old_size, std::uint64_t size) const final;

protected:
    explicit TreeJournal(const Identity& identity) : signer_(identity) {}

    // The newest head that readers may see.
    [[nodiscard]] virtual TreeHead head() const = 0;
    // Entries of that tree from `from` on, not all up to `to` perhaps, each compared with its leaf.
    virtual Result<Chunk> load(Index from, Index to) const = 0;
    virtual Result<Bytes> hashes(unsigned level, std::uint64_t from, std::size_t count) const = 0;
    // A newer checkpoint than any before is about to be shown.
    virtual void shows(const std::string& note) const = 0;

    [[nodiscard]] const Signer& signer() const { return signer_; }
    [[nodiscard]] RowHashes rows() const {
        return [this](auto level, auto from, auto count) { return hashes(level, from, count); };
    }

private:
    [[nodiscard]] NodeHashes nodes() const {
        return [this](Node node) { return node_from(node, rows()); };
    }
    std::string signed_note(const TreeHead& head) const;

    Signer signer_;
    mutable std::mutex signing_mutex_;
    mutable std::uint64_t signed_size_ = 0;
    mutable std::string signed_note_; // of the newest head that was signed
};

} // namespace vienreiz::journal
