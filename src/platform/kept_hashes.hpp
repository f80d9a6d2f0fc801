// Where the hashes of tokens and sessions are kept over a restart (docs/decisions/0007-sessions-at-rest.md): on this
// node's disk, or on the shelf that the nodes of a cluster share (postgres/shelf.hpp).
#pragma once

#include "postgres/shelf.hpp"
#include "store/store.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vienreiz::platform {

// Concurrency  any thread.
class KeptHashes {
public:
    virtual ~KeptHashes() = default;
    struct Change {
        std::string key;
        std::optional<std::string> value; // none: erased
    };
    virtual Outcome write(const std::vector<Change>& changes) = 0;
    // Of all nodes, only the first that asks is told true.
    virtual Result<bool> write_first(const std::string& key, const std::string& value) = 0;
    // What another node wrote a moment ago, and hear() has not told yet.
    virtual std::optional<std::string> find(const std::string& key) = 0;

    // How far somebody has heard; begins with 0.
    using Mark = std::uint64_t;
    // No value: erased. The key is given without the shelf it begins with.
    using Hear = std::function<void(std::string_view key, std::optional<std::string_view> value)>;
    // At first all that is kept under keys that begin with `shelf`; after that what other nodes have changed since.
    virtual Outcome hear(std::string_view shelf, Mark& heard, const Hear& hear) = 0;
};

// After a power cut the store opens empty, and everybody signs in again: what was revoked never comes back.
std::unique_ptr<KeptHashes> hashes_in(std::unique_ptr<store::Store> store);
std::unique_ptr<KeptHashes> hashes_on(postgres::Shelf& shelf);

} // namespace vienreiz::platform
