// Who has shown who they are: access tokens of systems (RFC 6749) and sessions of people. They outlive a restart of the
// node, and neither memory nor disk holds more of them than hashes, so that a copy of either opens nothing
// (docs/decisions/0007-sessions-at-rest.md). The nodes of a cluster share them: what one of them issues or revokes, the
// others know as soon as they have followed.
#pragma once

#include "base/allowance.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "crypto/hash.hpp"
#include "platform/kept_hashes.hpp"

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
    // With what is kept on that shelf.
    static Result<std::unique_ptr<Tokens>> open(KeptHashes& kept, std::string shelf);
    // Hears what other nodes have issued and revoked.
    Outcome follow();
    // A full disk keeps nobody out: what cannot be kept serves until the node stops.
    std::string issue(std::string subject, Instant at, std::chrono::microseconds lifetime);
    [[nodiscard]] std::optional<Grant> find(std::string_view token, Instant at);
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
    Tokens(KeptHashes& kept, std::string shelf) : kept_(kept), shelf_(std::move(shelf)) {}
    [[nodiscard]] std::string key(const crypto::Hash& hash) const;
    Held* held(const crypto::Hash& hash, std::unique_lock<std::mutex>& lock);
    void take(const crypto::Hash& hash, std::optional<std::string_view> kept);

    KeptHashes& kept_;
    std::string shelf_;
    // Taken before mutex_: what is revoked meanwhile must not come back with what was heard.
    std::mutex following_;
    KeptHashes::Mark heard_ = 0; // under following_
    mutable std::mutex mutex_;
    std::unordered_map<crypto::Hash, Held, HashOfHash> grants_;
};

// What may be seen once only within its lifetime: the `jti` of client assertions (RFC 7523 §3 point 7).
class Replays {
public:
    // With what was seen before the node stopped.
    static Result<std::unique_ptr<Replays>> open(KeptHashes& kept);
    // False when `id` was seen before, by any node that shares them, and has not expired.
    Result<bool> first_time(std::string_view id, Instant at, Instant expires);

private:
    explicit Replays(KeptHashes& kept) : kept_(kept) {}
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
