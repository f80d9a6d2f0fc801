// A journal: an append-only list of entries under a Merkle tree whose head is signed.
// (The engine's file format and its recovery are described at the top of journal/files.cpp.)
//
// Operation    append() is called by one thread at a time; it returns when the batch is durable and
//              under a signed checkpoint. GroupCommit (journal/group_commit.hpp) turns many
//              writers into batches.
// Concurrency  every other function may be called from any thread at any time, and sees whole
//              batches only.
// Limits       an entry holds at most 65 535 bytes; a batch limits::journal_batch_entries.
#pragma once

#include "base/limits.hpp"
#include "base/result.hpp"
#include "crypto/keys.hpp"
#include "crypto/ml_dsa.hpp"
#include "journal/disk.hpp"
#include "journal/tree.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vienreiz::journal {

using Index = std::uint64_t; // of an entry, from 0

struct Identity {
    std::string origin; // C2SP checkpoint origin and key name: "vienreiz.example.lv/journals/main"
    crypto::PrivateKey key; // Ed25519
    std::optional<crypto::ml_dsa::PrivateKey>
        post_quantum{}; // signs checkpoints as well, if there is one
    // While its keys are rotated (journal/key_files.hpp) those it had before sign checkpoints, too.
    std::optional<crypto::PrivateKey> former{};
    std::optional<crypto::ml_dsa::PrivateKey> former_post_quantum{};
    std::optional<Hash> seal{}; // what batches are sealed with; nothing: derived from `key`
};

class Journal {
public:
    virtual ~Journal() = default;

    // Durable when it returns. Gives the index of the first of the entries. On failure nothing was appended and the
    // journal goes on (disk full: try again), unless it is Kind::corrupt: the disk failed in the middle, whether the
    // batch was kept shows when the journal is opened again, and until then every append is refused. Or takes_entries()
    // fails as well: whether it was kept is not known yet, and is found out before anything else is appended.
    virtual Result<Index> append(std::span<const std::string_view> entries) = 0;
    // The failure since which every append is refused. Any thread. (A disk that is full is no such failure.)
    [[nodiscard]] virtual Outcome takes_entries() const = 0;

    // Where several programs append to one journal (postgres/postgres.hpp); elsewhere nobody else ever does.
    // Appends behind the first `size` entries or not at all: Kind::conflict when others came first. What they appended
    // is shown then.
    virtual Result<Index> append_behind(std::uint64_t size,
                                        std::span<const std::string_view> entries) {
        check(size == this->size(), "only this program appends to this journal");
        return append(entries);
    }
    // Shows all that was appended before this was called, by whomever; and settles what is open.
    virtual Outcome look() { return {}; }
    // `tell` is called, on any thread, when the journal may have grown by others' entries; it must be short. The next
    // call ends that of the one before.
    virtual void when_it_grows(std::function<void()> tell) { (void)tell; }

    [[nodiscard]] virtual const std::string& origin() const = 0;
    [[nodiscard]] virtual std::string vkey() const = 0; // C2SP signed-note verifier key, Ed25519
    [[nodiscard]] virtual std::vector<std::string>
    vkeys() const = 0; // of all keys that sign; that one first
    // Of the keys it had before, as far as they sign as well; and the statements of how it came to these from its first
    // ones (journal/rotation.hpp), empty while they were never rotated.
    [[nodiscard]] virtual std::vector<std::string> former_vkeys() const { return {}; }
    [[nodiscard]] virtual std::string rotations() const { return {}; }
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    // Entries below it are not given (journal/minimum_index.hpp); read() gives them all the
    // same, to whoever makes views.
    [[nodiscard]] virtual Index minimum_index() const { return 0; }
    // The signed note that states it; empty while it was never raised.
    [[nodiscard]] virtual std::string minimum_index_note() const { return {}; }
    [[nodiscard]] virtual std::string checkpoint() const = 0; // the newest one, a signed note

    virtual Result<std::string> entry(Index index) const = 0;
    // Calls `each` for entries [from, to) in order, until it fails. A view catches up with this.
    using Each = std::function<Outcome(Index, std::string_view)>;
    virtual Outcome read(Index from, Index to, const Each& each) const = 0;

    // C2SP tlog-tiles; width 0 asks for the full tile. Kind::missing beyond the newest checkpoint.
    virtual Result<Bytes> tile(unsigned level, std::uint64_t number, unsigned width) const = 0;
    virtual Result<Bytes> bundle(std::uint64_t number, unsigned width) const = 0;

    // C2SP tlog-proof of one entry against the newest checkpoint; `extra` carries the entry.
    virtual Result<std::string> receipt(Index index) const = 0;

    // RFC 6962 §2.1.1: that the tree of the first `size` entries holds this one. Kind::missing beyond either.
    virtual Result<Proof> inclusion(Index index, std::uint64_t size) const = 0;

    // A COSE receipt (journal/cose.hpp) of one entry, in the tree of the first `size`. Kind::missing beyond either, or
    // when the journal has no key of that kind.
    enum class CoseSignature { ed25519, ml_dsa_44 };
    virtual Result<Bytes> cose_receipt(Index index, std::uint64_t size,
                                       CoseSignature signature) const = 0;

    // RFC 6962 §2.1.2: that the tree of the first `size` entries begins with that of the first `old_size`.
    // Kind::invalid unless 0 < old_size <= size; Kind::missing beyond the newest checkpoint.
    virtual Result<Proof> consistency(std::uint64_t old_size, std::uint64_t size) const = 0;
};

struct FilesOptions {
    std::filesystem::path folder;
    Identity identity;
    std::shared_ptr<Disk> disk = real_disk();
    std::size_t segment_bytes = limits::journal_segment; // less only to see segments fill in a test
};
// Kind::conflict: already open, or another journal's folder. Kind::corrupt: acknowledged entries
// are damaged or gone; Failure.where names the file and the offset.
Result<std::unique_ptr<Journal>> open_files(FilesOptions options);

// What tells a journal's own batches from others'.
struct OwnKey {
    crypto::PrivateKey key;     // Ed25519
    std::optional<Hash> seal{}; // as in Identity
};
// Reads every byte of a journal in a folder and computes everything again: framing, entries, tree,
// signatures, side files; the batches' seals only with the journal's own key. `vkey`: any that it has had. A
// program may have the journal open meanwhile.
struct Health {
    std::uint64_t entries, batches, bytes;
    std::string root; // base64
    bool shown;       // a checkpoint or a head was there to compare with
    bool side_files;  // were there to compare with
};
Result<Health>
check_files(const std::filesystem::path& folder, std::string_view vkey,
            const std::function<void(std::uint64_t done, std::uint64_t of)>& progress,
            const OwnKey* own = nullptr);
// The entries of a journal in a folder, up to the newest that was acknowledged, each only once its batch has been
// checked as check_files does. Takes no lock and no key: a program may have the journal open meanwhile. Gives how many
// there were.
Result<std::uint64_t> read_files(const std::filesystem::path& folder, const Journal::Each& each);

// What a journal's folder says of itself. Whether it is true is for check_files.
struct Kept {
    std::vector<std::string> vkeys; // Ed25519 first
    std::string origin;
    std::optional<std::uint64_t> entries; // acknowledged; nothing when only the segments are here
    std::string checkpoint;               // the newest that is kept, a signed note; or empty
};
Result<Kept> kept_in(const std::filesystem::path& folder);

// Copies a journal while a program may append to it: every entry that was acknowledged before. Gives
// how many entries the copy holds. `to` is a folder that does not exist yet.
Result<std::uint64_t> copy_files(const std::filesystem::path& folder,
                                 const std::filesystem::path& to);

// The verifier keys the folder itself names, Ed25519 first: who is to trust them must know them from elsewhere.
Result<std::vector<std::string>> vkeys_in(const std::filesystem::path& folder);

} // namespace vienreiz::journal
