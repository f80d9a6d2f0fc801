// Views: an ordered map from bytes to bytes, with snapshots, and the journal position they stand
// at. Everything here can be rebuilt from the journals; nothing is stored here only.
//
// Operation    one Batch at a time (the sequencer's), on the thread that began it; it reads its own
//              writes; commit() shows it whole or not at all.
// Concurrency  a Snapshot stays what it was, from any thread, while batches go on; readers never
//              wait for writers.
// Limits       keys of 1..511 bytes; values up to 16 MiB; long-lived snapshots make the file grow:
//              hold them briefly.
#pragma once

#include "base/limits.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vienreiz::store {

enum class Scan { next, stop };
using Visit = std::function<Scan(std::string_view key, std::string_view value)>;

class Snapshot {
public:
    virtual ~Snapshot() = default;
    [[nodiscard]] virtual std::optional<std::string> get(std::string_view key) const = 0;
    // Keys in [from, to) in order; an empty `to` has no end. The views passed to `visit` live for
    // that call.
    virtual void scan(std::string_view from, std::string_view to, const Visit& visit) const = 0;
    // Every key that starts with `prefix`, in order.
    void scan_prefix(std::string_view prefix, const Visit& visit) const;
};

// A scan over a batch sees the batch's own writes. Its `visit` may write as well: the scan goes on
// behind the key it stands at, and the two views are no longer good after the write.
class Batch : public Snapshot {
public:
    virtual void put(std::string_view key, std::string_view value) = 0;
    virtual void erase(std::string_view key) = 0;
    // The first failure of a write, or of beginning. From then on reads find nothing, so whoever decides by what they
    // find asks this first; commit() fails with it.
    [[nodiscard]] virtual Outcome sound() const = 0;
    // A batch that is destroyed without commit leaves no trace. Kind::unavailable when the disk or
    // the map is full: then nothing of it is kept. Ends the batch; nothing else may be asked of it
    // afterwards.
    virtual Outcome commit() = 0;
};

class Store {
public:
    virtual ~Store() = default;
    [[nodiscard]] virtual std::unique_ptr<Snapshot> snapshot() const = 0;
    virtual std::unique_ptr<Batch> batch() = 0;
    virtual Outcome clear() = 0; // before a rebuild
    virtual Outcome flush() = 0; // all of it to the disk
    virtual Outcome checkpoint(const std::filesystem::path& folder) const = 0; // a consistent copy
};

std::unique_ptr<Store> memory_store();
// One LMDB environment. After an unclean end of the *machine* (not of the process) its content is
// not trusted: it opens empty and is rebuilt, since commits are not synced one by one. `map_bytes`
// bounds how far it may grow; it is address space, and less is taken when the system refuses so
// much.
Result<std::unique_ptr<Store>> lmdb_store(const std::filesystem::path& folder,
                                          std::size_t map_bytes = limits::store_map);

// A consistent copy of the environment in a folder, which another process may be writing to. Kind::missing when
// there is none, Kind::conflict when the machine went down over it: either way it is made anew from the journals.
Outcome copy_lmdb(const std::filesystem::path& folder, const std::filesystem::path& to);

} // namespace vienreiz::store
