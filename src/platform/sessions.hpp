// Who has shown who they are: access tokens of systems (RFC 6749) and sessions of people. Both live in memory only,
// as hashes, so that neither a copy of the disk nor of the diagnostics opens anything; a restart asks everybody again.
#pragma once

#include "base/ids.hpp"
#include "base/time.hpp"
#include "crypto/hash.hpp"

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace vienreiz::platform {

struct HashOfHash {
    std::size_t operator()(const crypto::Hash& hash) const noexcept;
};

// Secrets handed out, each standing for a subject until it expires.
class Tokens {
public:
    struct Grant {
        std::string subject;
        std::string csrf; // of a session; empty for a system's token
        Instant expires;  // at the latest
        Instant seen;     // sessions also end when idle
    };
    std::string issue(std::string subject, Instant at, std::chrono::microseconds lifetime);
    [[nodiscard]] std::optional<Grant> find(std::string_view token, Instant at) const;
    // Finds, and counts as use: an idle session ends `idle` after its last one.
    std::optional<Grant> use(std::string_view token, Instant at, std::chrono::microseconds idle);
    void revoke(std::string_view token);
    void sweep(Instant at); // forgets what has expired
    [[nodiscard]] std::size_t size() const;

private:
    mutable std::mutex mutex_;
    std::unordered_map<crypto::Hash, Grant, HashOfHash> grants_;
};

// What may be seen once only within its lifetime: the `jti` of client assertions (RFC 7523 §3 point 7).
class Replays {
public:
    // False when `id` was seen before and has not expired.
    bool first_time(std::string_view id, Instant at, Instant expires);

private:
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

// How often one caller may ask: a bucket that fills at `rate` a second up to `burst`.
class RateLimits {
public:
    struct Rate {
        double per_second, burst;
    };
    explicit RateLimits(Rate rate) : rate_(rate) {}
    // Seconds to wait, or nothing when the request may go on.
    std::optional<std::chrono::seconds> take(std::string_view caller, Instant at);

private:
    struct Bucket {
        double tokens;
        Instant at;
    };
    static constexpr std::size_t shards = 16;
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, Bucket, HashOfText, std::equal_to<>> buckets;
    };
    Rate rate_;
    std::array<Shard, shards> shards_;
};

} // namespace vienreiz::platform
