#include "capabilities/distribution/quotas.hpp"

#include <fmt/format.h>

namespace vienreiz::distribution {
namespace {

// Answers of several threads are recorded a little out of order; none takes as long as this.
constexpr auto out_of_order = std::chrono::minutes(1);

// What stands between `opening` and the next quotation mark. Entries are written by platform::entry_of, and their first
// members hold no escaped character; parsing each of a day's millions would take minutes.
std::string_view member(std::string_view entry, std::string_view opening) {
    auto at = entry.find(opening);
    if (at == entry.npos) return {};
    entry.remove_prefix(at + opening.size());
    return entry.substr(0, entry.find('"'));
}

Result<Instant> recorded_at(std::string_view entry) {
    return instant_from(member(entry, R"("at":")"));
}

// The agreement an answer was given under; nothing for other events, and for the steward's own look-ups.
std::string_view agreement_of(std::string_view entry) {
    if (member(entry, R"("type":")") != AnswerGiven::type) return {};
    return member(entry, R"("data":{"agreement":")");
}

Result<journal::Index> first_since(const journal::Journal& access, Instant since) {
    journal::Index from = 0, to = access.size();
    while (from < to) {
        auto middle = from + (to - from) / 2;
        if (TRY(recorded_at(TRY(access.entry(middle)))) < since)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

} // namespace

void Quota::turn_to(Day today) {
    std::int64_t number_of_day = today.time_since_epoch().count();
    auto counted = day_.load(std::memory_order_relaxed);
    if (counted != number_of_day && day_.compare_exchange_strong(counted, number_of_day))
        used_.store(0);
}

bool Quota::take(Day today, std::uint64_t most) {
    turn_to(today);
    return used_.fetch_add(1, std::memory_order_relaxed) < most;
}

void Quota::count_one(Day today) {
    turn_to(today);
    used_.fetch_add(1, std::memory_order_relaxed);
}

std::shared_ptr<Quota> Quotas::of(std::string_view agreement) {
    std::lock_guard lock(mutex_);
    auto found = by_agreement_.find(agreement);
    if (found == by_agreement_.end())
        found = by_agreement_.emplace(agreement, std::make_shared<Quota>()).first;
    return found->second;
}

Outcome Quotas::count(const journal::Journal& access, Day today) {
    auto first = TRY(first_since(access, riga_midnight(today) - out_of_order));
    return access.read(first, access.size(),
                       [&](journal::Index, std::string_view entry) -> Outcome {
                           auto agreement = agreement_of(entry);
                           if (!agreement.empty() && riga_day(TRY(recorded_at(entry))) == today)
                               of(agreement)->count_one(today);
                           return {};
                       });
}

} // namespace vienreiz::distribution
