#include "platform/validation.hpp"

#include "base/limits.hpp"
#include "platform/state_root.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::platform {
namespace {

EventTypes events_of(std::span<const Capability> capabilities) {
    EventTypes types;
    for (const auto& capability : capabilities)
        if (capability.events) capability.events(types);
    register_state_events(types);
    return types;
}

Result<Envelope> taken_apart(std::string_view entry) {
    auto said = json::read<Envelope>(entry);
    if (!said) return Failure{Kind::corrupt, said.error().what, said.error().where};
    return said;
}

} // namespace

Validation::Validation(std::unique_ptr<store::Store> store,
                       std::span<const Capability> capabilities)
    : rules_(capabilities), views_(std::move(store), events_of(capabilities), Views::Rooted::yes) {}

Outcome Validation::catch_up(const journal::Journal& judged) {
    TRY(views_.catch_up(judged));
    expected_.clear();
    last_ = {};
    if (judged.size() == 0) return {};
    last_ = TRY(taken_apart(TRY(judged.entry(judged.size() - 1)))).at;
    return {};
}

Outcome Validation::in_time(Instant at, Instant now) {
    if (at < last_) return Failure{Kind::forbidden, "It is dated before the entry that it follows"};
    if (at > now + limits::clock_leeway)
        return Failure{Kind::forbidden, "It is dated later than our clock"};
    last_ = at;
    return {};
}

Outcome Validation::judge_one(store::Batch& batch, std::uint64_t index, std::string_view entry,
                              Instant now) {
    TRY(batch.sound());
    auto said = TRY(taken_apart(entry));
    TRY(in_time(said.at, now));
    if (expected_.empty()) {
        expected_ = TRY(rules_.again(entry, said, batch));
        std::ranges::reverse(expected_);
    }
    if (expected_.back() != entry)
        return Failure{Kind::forbidden,
                       "It is not what follows of the wish that the entry before it came of"};
    expected_.pop_back();
    return views_.stage(batch, index, said);
}

Result<std::size_t> Validation::judge(std::span<const std::string_view> entries, Instant now,
                                      const Keep& keep) {
    auto first = position();
    auto batch = views_.begin();
    auto before = last_;
    std::size_t whole = 0; // entries of decisions that are all here
    for (std::size_t at = 0; at < entries.size(); ++at) {
        if (auto right = judge_one(*batch, first + at, entries[at], now); !right) {
            last_ = before;
            expected_.clear();
            return within(std::move(right).error(), fmt::format("entry {}", first + at));
        }
        if (expected_.empty()) whole = at + 1;
    }
    if (!expected_.empty()) { // judged again, with the rest of its decision
        last_ = before;
        expected_.clear();
        if (whole == 0) return std::size_t{0};
        batch.reset();
        return judge(entries.first(whole), now, keep);
    }
    if (entries.empty()) return std::size_t{0};
    if (auto kept = keep(entries); !kept) {
        last_ = before;
        return kept.error();
    }
    TRY(views_.commit(*batch, first + entries.size()));
    return entries.size();
}

} // namespace vienreiz::platform
