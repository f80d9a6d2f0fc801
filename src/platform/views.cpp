#include "platform/views.hpp"

#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "platform/state_root.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
namespace {
// Sorts before every capability's keys, which begin with its name.
constexpr std::string_view position_key = "!position", rules_key = "!rules";
std::string made_now() { return fmt::format("{}.{}", rules_version, tree_layout); }
} // namespace

std::uint64_t Views::stored_position() const {
    auto value = store_->snapshot()->get(position_key);
    return value ? number<std::uint64_t>(*value).value_or(0) : 0;
}

bool Views::readable() const {
    auto committed = position();
    return stored_position() >= committed;
}

Outcome Views::refuse_outdated() {
    if (rooted_ == Rooted::no || stored_position() == 0) return {};
    auto made_by = store_->snapshot()->get(rules_key);
    if (made_by == made_now()) return {};
    diagnostics::info("Other rules have made the views: they are made anew",
                      {{"rules", made_by.value_or("none")}});
    return store_->clear();
}

Outcome Views::commit(store::Batch& batch, std::uint64_t position) {
    batch.put(position_key, std::to_string(position));
    if (rooted_ == Rooted::yes) batch.put(rules_key, made_now());
    TRY(batch.commit());
    position_.store(position, std::memory_order_release);
    if (changed_) changed_();
    return {};
}

Outcome Views::apply(const journal::Journal& journal, std::span<const journal::Index> entries,
                     journal::Index known) {
    while (!entries.empty()) {
        auto some = entries.first(std::min(entries.size(), limits::journal_batch_entries));
        auto batch = begin();
        for (auto index : some) TRY(stage(*batch, index, TRY(journal.entry(index))));
        TRY(commit(*batch, std::min(some.back() + 1, known)));
        entries = entries.subspan(some.size());
    }
    return {};
}

Outcome Views::catch_up(const journal::Journal& journal, std::uint64_t until) {
    TRY(refuse_outdated());
    auto at = stored_position();
    position_.store(at, std::memory_order_release);
    if (at > journal.size())
        return Failure{
            Kind::corrupt,
            fmt::format("The views stand at entry {}, but the journal ends at {}: is this the "
                        "journal they were made from? \"vienreiz views rebuild\" makes them anew",
                        at, journal.size())};
    while (at < until) {
        auto to = std::min<std::uint64_t>(until, at + limits::journal_batch_entries);
        auto batch = begin();
        TRY(journal.read(at, to, [&](journal::Index index, std::string_view entry) {
            return stage(*batch, index, entry);
        }));
        TRY(commit(*batch, to));
        at = to;
    }
    return {};
}

Outcome Views::rebuild(const journal::Journal& journal,
                       const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
    TRY(store_->clear());
    position_.store(0, std::memory_order_release);
    auto size = journal.size();
    for (std::uint64_t at = 0; at < size;) {
        auto to = std::min<std::uint64_t>(size, at + limits::journal_batch_entries);
        auto batch = begin();
        TRY(journal.read(at, to, [&](journal::Index index, std::string_view entry) {
            return stage(*batch, index, entry);
        }));
        TRY(commit(*batch, to));
        progress(at = to, size);
    }
    return {};
}

} // namespace vienreiz::platform
