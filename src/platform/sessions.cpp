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

// ---- tokens and sessions ---------------------------------------------------------------------------

std::string csrf_of(std::string_view session) {
    return base64url(crypto::hmac_sha256(bytes(session), bytes("vienreiz: of her own accord")));
}

Result<std::unique_ptr<Tokens>> Tokens::open(KeptHashes& kept, std::string shelf) {
    std::unique_ptr<Tokens> out(new Tokens(kept, std::move(shelf)));
    TRY(out->follow());
    return out;
}

Outcome Tokens::follow() {
    std::lock_guard following(following_);
    return kept_.hear(shelf_, heard_,
                      [&](std::string_view name, std::optional<std::string_view> value) {
                          auto hash = hash_from(name);
                          if (!hash) return;
                          std::lock_guard lock(mutex_);
                          take(*hash, value);
                      });
}

// Under the mutex. When another node saw it used later than this one, that counts.
void Tokens::take(const crypto::Hash& hash, std::optional<std::string_view> kept) {
    if (!kept) {
        grants_.erase(hash);
        return;
    }
    auto grant = json::read<KeptGrant>(*kept);
    if (!grant) return; // another version wrote it: its people sign in again
    auto& held = grants_[hash];
    auto seen = std::max(held.seen, grant->seen);
    held = {{std::move(grant->subject), grant->expires, seen}, grant->seen};
}

// Null when there is none. What another node issued a moment ago is asked for.
Tokens::Held* Tokens::held(const crypto::Hash& hash, std::unique_lock<std::mutex>& lock) {
    auto found = grants_.find(hash);
    if (found == grants_.end()) {
        lock.unlock();
        auto kept = kept_.find(key(hash));
        lock.lock();
        if (kept) take(hash, *kept);
        found = grants_.find(hash);
    }
    return found == grants_.end() ? nullptr : &found->second;
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

std::optional<Tokens::Grant> Tokens::find(std::string_view token, Instant at) {
    std::unique_lock lock(mutex_);
    auto* found = held(crypto::sha256(bytes(token)), lock);
    if (!found || at >= found->expires) return {};
    return *found;
}

std::optional<Tokens::Grant> Tokens::use(std::string_view token, Instant at,
                                         std::chrono::microseconds idle) {
    std::unique_lock lock(mutex_);
    auto* found = held(crypto::sha256(bytes(token)), lock);
    if (!found || at >= found->expires || at >= found->seen + idle) return {};
    found->seen = at;
    return *found;
}

Outcome Tokens::revoke(std::string_view token) {
    auto hash = crypto::sha256(bytes(token));
    std::scoped_lock lock(following_, mutex_);
    grants_.erase(hash);
    return kept_.write({{key(hash), {}}});
}

Outcome Tokens::revoke_all(std::string_view subject) {
    auto followed = follow(); // what is known here is revoked in any case
    std::scoped_lock lock(following_, mutex_);
    std::vector<KeptHashes::Change> changes;
    for (const auto& [hash, held] : grants_)
        if (held.subject == subject) changes.push_back({key(hash), {}});
    std::erase_if(grants_, [&](const auto& entry) { return entry.second.subject == subject; });
    TRY(kept_.write(changes));
    return followed;
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

Result<std::unique_ptr<Replays>> Replays::open(KeptHashes& kept) {
    std::unique_ptr<Replays> out(new Replays(kept));
    KeptHashes::Mark heard = 0;
    TRY(kept.hear(replays_shelf, heard,
                  [&](std::string_view name, std::optional<std::string_view> value) {
                      if (!value) return;
                      auto hash = hash_from(name);
                      auto expires = instant_from(*value);
                      if (!hash || !expires) return;
                      out->seen_.emplace(*hash, *expires);
                      out->by_expiry_[*expires].push_back(*hash);
                  }));
    return out;
}

Result<bool> Replays::first_time(std::string_view id, Instant at, Instant expires) {
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
    warn_unless(kept_.write(changes));
    if (!seen_.emplace(hash, expires).second) return false;
    auto first = kept_.write_first(key(hash), rfc3339(expires));
    if (first)
        by_expiry_[expires].push_back(hash);
    else
        seen_.erase(hash); // it has not served
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
