#include "capabilities/distribution/quotas.hpp"

#include "base/limits.hpp"
#include "journal/disk.hpp"

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

struct UnderOne {
    std::string agreement;
    std::uint64_t answers = 0;
};
BOOST_DESCRIBE_STRUCT(UnderOne, (), (agreement, answers))

struct Kept {
    std::uint64_t from = 0; // the first entry of the access journal that is not counted yet
    Day day;
    std::vector<UnderOne> used;
};
BOOST_DESCRIBE_STRUCT(Kept, (), (from, day, used))

// Nothing where there is none, or none that can be of this journal: then the day is counted whole.
std::optional<Kept> kept_in(const std::filesystem::path& file, std::uint64_t entries) {
    constexpr std::size_t most = 64 * limits::MiB;
    auto disk = journal::real_disk();
    auto content = journal::read_if_there(*disk, file, most);
    if (!content || !*content) return {};
    auto kept = json::read<Kept>(vienreiz::text(**content));
    if (!kept || kept->from > entries) return {};
    return std::move(*kept);
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

void Quota::count(Day today, std::uint64_t answers) {
    turn_to(today);
    used_.fetch_add(answers, std::memory_order_relaxed);
}

std::uint64_t Quota::used(Day today) const {
    return day_.load() == today.time_since_epoch().count() ? used_.load() : 0;
}

std::shared_ptr<Quota> Quotas::of(std::string_view agreement) {
    std::lock_guard lock(mutex_);
    auto found = by_agreement_.find(agreement);
    if (found == by_agreement_.end())
        found = by_agreement_.emplace(agreement, std::make_shared<Quota>()).first;
    return found->second;
}

Outcome Quotas::count(const journal::Journal& access, Day today) {
    auto kept = kept_in(file_, access.size());
    if (kept && kept->day == today)
        for (const auto& one : kept->used) of(one.agreement)->count(today, one.answers);
    if (kept) {
        std::lock_guard lock(mutex_);
        kept_ = std::pair(kept->from, kept->day);
    }
    auto from = kept ? kept->from : TRY(first_since(access, riga_midnight(today) - out_of_order));
    auto to = access.size();
    TRY(count(access, from, to, today, {}));
    counted_ = to;
    return {};
}

Outcome Quotas::follow(const journal::Journal& access, Day today, std::string_view member) {
    auto from = counted_.load(), to = access.size();
    TRY(count(access, from, to, today, fmt::format(R"("node":"{}"}}}})", member)));
    counted_ = to;
    return {};
}

// Nothing of those whose entries end so: they were counted when they were given.
Outcome Quotas::count(const journal::Journal& access, journal::Index from, journal::Index to,
                      Day today, std::string_view but) {
    std::map<std::string, std::uint64_t, std::less<>> answers;
    TRY(access.read(from, to, [&](journal::Index, std::string_view entry) -> Outcome {
        auto agreement = agreement_of(entry);
        if (agreement.empty() || (!but.empty() && entry.ends_with(but))) return {};
        if (riga_day(TRY(recorded_at(entry))) == today) ++answers[std::string(agreement)];
        return {};
    }));
    for (const auto& [agreement, given] : answers) of(agreement)->count(today, given);
    return {};
}

Outcome Quotas::keep(const journal::Journal& access, Day today) {
    // The index before the counts: an answer recorded in between is in both.
    Kept now{alone_ ? access.size() : counted_.load(), today, {}};
    {
        std::lock_guard lock(mutex_);
        if (kept_ == std::pair(now.from, now.day)) return {};
        for (const auto& [agreement, quota] : by_agreement_)
            if (auto used = quota->used(today)) now.used.push_back({agreement, used});
    }
    TRY(journal::real_disk()->replace(file_, bytes(json::text(now))));
    std::lock_guard lock(mutex_);
    kept_ = std::pair(now.from, now.day);
    return {};
}

} // namespace vienreiz::distribution
