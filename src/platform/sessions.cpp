#include "platform/sessions.hpp"

#include "base/diagnostics.hpp"
#include "base/json.hpp"
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

// ---- what is kept ----------------------------------------------------------------------------------

namespace {

struct KeptGrant {
    std::string subject;
    Instant expires, seen;
};
BOOST_DESCRIBE_STRUCT(KeptGrant, (), (subject, expires, seen))

constexpr std::string_view replays_shelf = "replay/";

std::optional<crypto::Hash> hash_from(std::string_view key) {
    auto raw = from_hex(key);
    if (!raw || raw->size() != sizeof(crypto::Hash)) return {};
    crypto::Hash out;
    std::ranges::copy(*raw, out.begin());
    return out;
}

void warn_unless(const Outcome& kept) {
    if (!kept)
        diagnostics::warn("A session or token could not be kept; it ends with this run",
                          {{"why", kept.error().what}});
}

} // namespace

Outcome KeptHashes::write(const std::vector<Change>& changes) {
    if (changes.empty()) return {};
    std::lock_guard lock(mutex_);
    auto batch = store_->batch();
    for (const auto& [key, value] : changes)
        if (value)
            batch->put(key, *value);
        else
            batch->erase(key);
    return batch->commit();
}

void KeptHashes::each(
    std::string_view shelf,
    const std::function<void(std::string_view key, std::string_view value)>& visit) const {
    store_->snapshot()->scan_prefix(shelf, [&](std::string_view key, std::string_view value) {
        visit(key.substr(shelf.size()), value);
        return store::Scan::next;
    });
}

// ---- tokens and sessions ---------------------------------------------------------------------------

std::string csrf_of(std::string_view session) {
    return base64url(crypto::hmac_sha256(bytes(session), bytes("vienreiz: of her own accord")));
}

Tokens::Tokens(KeptHashes& kept, std::string shelf) : kept_(kept), shelf_(std::move(shelf)) {
    kept_.each(shelf_, [&](std::string_view name, std::string_view value) {
        auto hash = hash_from(name);
        auto grant = json::read<KeptGrant>(value);
        if (hash && grant) // or another version wrote it: its people sign in again
            grants_[*hash] = {{grant->subject, grant->expires, grant->seen}, grant->seen};
    });
}

std::string Tokens::key(const crypto::Hash& hash) const { return shelf_ + hex(hash); }

std::string Tokens::issue(std::string subject, Instant at, std::chrono::microseconds lifetime) {
    auto token = crypto::random_token();
    auto hash = crypto::sha256(bytes(token));
    KeptGrant grant{std::move(subject), at + lifetime, at};
    std::lock_guard lock(mutex_);
    warn_unless(kept_.write({{key(hash), json::text(grant)}}));
    grants_[hash] = {{std::move(grant.subject), grant.expires, at}, at};
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
    if (at >= found->second.expires || at >= found->second.seen + idle) return {};
    found->second.seen = at;
    return found->second;
}

Outcome Tokens::revoke(std::string_view token) {
    auto hash = crypto::sha256(bytes(token));
    std::lock_guard lock(mutex_);
    grants_.erase(hash);
    return kept_.write({{key(hash), {}}});
}

Outcome Tokens::revoke_all(std::string_view subject) {
    std::lock_guard lock(mutex_);
    std::vector<KeptHashes::Change> changes;
    for (const auto& [hash, held] : grants_)
        if (held.subject == subject) changes.push_back({key(hash), {}});
    std::erase_if(grants_, [&](const auto& entry) { return entry.second.subject == subject; });
    return kept_.write(changes);
}

Outcome Tokens::sweep(Instant at) {
    std::lock_guard lock(mutex_);
    std::vector<KeptHashes::Change> changes;
    for (auto& [hash, held] : grants_) {
        if (at >= held.expires)
            changes.push_back({key(hash), {}});
        else if (held.seen != held.kept_seen)
            changes.push_back(
                {key(hash), json::text(KeptGrant{held.subject, held.expires, held.seen})});
    }
    TRY(kept_.write(changes));
    std::erase_if(grants_, [&](const auto& entry) { return at >= entry.second.expires; });
    for (auto& [hash, held] : grants_) held.kept_seen = held.seen;
    return {};
}

std::size_t Tokens::size() const {
    std::lock_guard lock(mutex_);
    return grants_.size();
}

// ---- what is seen once only ------------------------------------------------------------------------

Replays::Replays(KeptHashes& kept) : kept_(kept) {
    kept_.each(replays_shelf, [&](std::string_view name, std::string_view value) {
        auto hash = hash_from(name);
        auto expires = instant_from(value);
        if (!hash || !expires) return;
        seen_.emplace(*hash, *expires);
        by_expiry_[*expires].push_back(*hash);
    });
}

bool Replays::first_time(std::string_view id, Instant at, Instant expires) {
    auto hash = crypto::sha256(bytes(id));
    auto key = [](const crypto::Hash& of) { return std::string(replays_shelf) + hex(of); };
    std::lock_guard lock(mutex_);
    std::vector<KeptHashes::Change> changes;
    while (!by_expiry_.empty() && by_expiry_.begin()->first <= at) {
        for (const auto& old : by_expiry_.begin()->second) {
            seen_.erase(old);
            changes.push_back({key(old), {}});
        }
        by_expiry_.erase(by_expiry_.begin());
    }
    bool first = seen_.emplace(hash, expires).second;
    if (first) {
        by_expiry_[expires].push_back(hash);
        changes.push_back({key(hash), rfc3339(expires)});
    }
    warn_unless(kept_.write(changes));
    return first;
}

// ---- how often -------------------------------------------------------------------------------------

std::optional<std::chrono::seconds> RateLimits::look(std::string_view caller, Instant at,
                                                     double taken) {
    auto& shard = shards_[std::hash<std::string_view>{}(caller) % shards];
    std::lock_guard lock(shard.mutex);
    // A shard that grew large holds mostly callers long gone: full buckets carry no information.
    if (shard.buckets.size() > 10'000)
        std::erase_if(shard.buckets, [&](const auto& entry) {
            return at - entry.second.last() >
                   std::chrono::duration<double>(rate_.burst / rate_.per_second);
        });
    auto found = shard.buckets.find(caller);
    if (found == shard.buckets.end())
        found = shard.buckets.emplace(caller, Allowance(rate_, at)).first;
    return found->second.take(rate_, at, taken);
}

} // namespace vienreiz::platform
