#include "platform/sessions.hpp"

#include "crypto/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace vienreiz::platform {

std::size_t HashOfHash::operator()(const crypto::Hash& hash) const noexcept {
    std::size_t out;
    std::memcpy(&out, hash.data(), sizeof out);
    return out;
}

std::string Tokens::issue(std::string subject, Instant at, std::chrono::microseconds lifetime) {
    auto token = crypto::random_token();
    std::lock_guard lock(mutex_);
    grants_[crypto::sha256(bytes(token))] = {std::move(subject), crypto::random_token(),
                                             at + lifetime, at};
    return token;
}

std::optional<Tokens::Grant> Tokens::find(std::string_view token, Instant at) const {
    std::lock_guard lock(mutex_);
    auto found = grants_.find(crypto::sha256(bytes(token)));
    if (found == grants_.end() || at >= found->second.expires) return {};
    return found->second;
}

std::optional<Tokens::Grant> Tokens::use(std::string_view token, Instant at,
                                         std::chrono::microseconds idle) {
    std::lock_guard lock(mutex_);
    auto found = grants_.find(crypto::sha256(bytes(token)));
    if (found == grants_.end()) return {};
    if (at >= found->second.expires || at >= found->second.seen + idle) {
        grants_.erase(found);
        return {};
    }
    found->second.seen = at;
    return found->second;
}

void Tokens::revoke(std::string_view token) {
    std::lock_guard lock(mutex_);
    grants_.erase(crypto::sha256(bytes(token)));
}

void Tokens::sweep(Instant at) {
    std::lock_guard lock(mutex_);
    std::erase_if(grants_, [&](const auto& entry) { return at >= entry.second.expires; });
}

std::size_t Tokens::size() const {
    std::lock_guard lock(mutex_);
    return grants_.size();
}

bool Replays::first_time(std::string_view id, Instant at, Instant expires) {
    auto hash = crypto::sha256(bytes(id));
    std::lock_guard lock(mutex_);
    while (!by_expiry_.empty() && by_expiry_.begin()->first <= at) {
        for (const auto& old : by_expiry_.begin()->second) seen_.erase(old);
        by_expiry_.erase(by_expiry_.begin());
    }
    if (!seen_.emplace(hash, expires).second) return false;
    by_expiry_[expires].push_back(hash);
    return true;
}

std::optional<std::chrono::seconds> RateLimits::take(std::string_view caller, Instant at) {
    auto& shard = shards_[std::hash<std::string_view>{}(caller) % shards];
    std::lock_guard lock(shard.mutex);
    // A shard that grew large holds mostly callers long gone: full buckets carry no information.
    if (shard.buckets.size() > 10'000)
        std::erase_if(shard.buckets, [&](const auto& entry) {
            return at - entry.second.at > std::chrono::seconds(60);
        });
    auto found = shard.buckets.find(caller);
    if (found == shard.buckets.end())
        found = shard.buckets.emplace(caller, Bucket{rate_.burst, at}).first;
    auto& bucket = found->second;
    auto passed = std::chrono::duration<double>(at - bucket.at).count();
    bucket.tokens = std::min(rate_.burst, bucket.tokens + std::max(0.0, passed) * rate_.per_second);
    bucket.at = at;
    if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return {};
    }
    return std::chrono::seconds(
        static_cast<long>(std::ceil((1 - bucket.tokens) / rate_.per_second)));
}

} // namespace vienreiz::platform
