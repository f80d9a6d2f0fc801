// Who has shown who they are: access tokens of systems (RFC 6749) and sessions of people. They outlive a restart of the
// node, and neither memory nor disk holds more of them than hashes, so that a copy of either opens nothing
// (docs/decisions/0007-sessions-at-rest.md).
#pragma once

#include "base/allowance.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "crypto/hash.hpp"
#include "store/store.hpp"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace vienreiz::platform {

struct HashOfHash {
    std::size_t operator()(const crypto::Hash& hash) const noexcept;
};

// Where the hashes are kept over a restart. After a power cut the store opens empty, and everybody signs in again: what
// was revoked never comes back.
class KeptHashes {
public:
    explicit KeptHashes(std::unique_ptr<store::Store> store) : store_(std::move(store)) {}
    struct Change {
        std::string key;
        std::optional<std::string> value; // none: erased
    };
    Outcome write(const std::vector<Change>& changes);
    // What is kept under keys that begin with `shelf`; the key is given without it.
    void each(std::string_view shelf,
              const std::function<void(std::string_view key, std::string_view value)>& visit) const;

private:
    std::mutex mutex_; // a store has one batch at a time
    std::unique_ptr<store::Store> store_;
};

// What a page sends back with everything that changes something: made from the session, so that it need not be kept.
std::string csrf_of(std::string_view session);

// Secrets handed out, each standing for a subject until it expires.
class Tokens {
public:
    struct Grant {
        std::string subject;
        Instant expires; // at the latest
        Instant seen;    // sessions also end when idle
    };
    Tokens(KeptHashes& kept, std::string shelf); // with what is kept on it
    // A full disk keeps nobody out: what cannot be kept serves until the node stops.
    std::string issue(std::string subject, Instant at, std::chrono::microseconds lifetime);
    [[nodiscard]] std::optional<Grant> find(std::string_view token, Instant at) const;
    // Finds, and counts as use: an idle session ends `idle` after its last one.
    std::optional<Grant> use(std::string_view token, Instant at, std::chrono::microseconds idle);
    // Gone at once; but unless this succeeds, it may be back after a restart.
    Outcome revoke(std::string_view token);
    Outcome revoke_all(std::string_view subject); // likewise
    Outcome sweep(Instant at); // forgets what has expired, and keeps when the others were last seen
    [[nodiscard]] std::size_t size() const;

private:
    struct Held : Grant {
        Instant kept_seen; // as the store has it
    };
    [[nodiscard]] std::string key(const crypto::Hash& hash) const;

    KeptHashes& kept_;
    std::string shelf_;
    mutable std::mutex mutex_;
    std::unordered_map<crypto::Hash, Held, HashOfHash> grants_;
};

// What may be seen once only within its lifetime: the `jti` of client assertions (RFC 7523 §3 point 7).
class Replays {
public:
    explicit Replays(KeptHashes& kept); // with what was seen before the node stopped
    // False when `id` was seen before and has not expired.
    bool first_time(std::string_view id, Instant at, Instant expires);

private:
    KeptHashes& kept_;
    std::mutex mutex_;
    std::map<Instant, std::vector<crypto::Hash>> by_expiry_;
    std::unordered_map<crypto::Hash, Instant, HashOfHash> seen_;
};

struct HashOfText { // of a view or a string alike, so that looking up makes no copy
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
};

// How often one caller may ask.
class RateLimits {
public:
    using Rate = Allowance::Rate;
    explicit RateLimits(Rate rate) : rate_(rate) {}
    // Seconds to wait, or nothing when the request may go on.
    std::optional<std::chrono::seconds> take(std::string_view caller, Instant at) {
        return look(caller, at, 1);
    }
    // The same, but nothing is taken: for what counts only once it has gone wrong.
    std::optional<std::chrono::seconds> wait(std::string_view caller, Instant at) {
        return look(caller, at, 0);
    }

private:
    std::optional<std::chrono::seconds> look(std::string_view caller, Instant at, double taken);
    static constexpr std::size_t shards = 16;
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, Allowance, HashOfText, std::equal_to<>> buckets;
    };
    Rate rate_;
    std::array<Shard, shards> shards_;
};

} // namespace vienreiz::platform
