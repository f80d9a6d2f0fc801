#include "platform/time_stamps.hpp"

#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "http/client.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
namespace {

constexpr auto after_a_failure = std::chrono::minutes(10);
constexpr std::string_view reply_ending = ".tsr", checkpoint_ending = ".checkpoint";

std::string name_of(Day day, std::string_view ending) { return iso(day) + std::string(ending); }

} // namespace

Result<std::unique_ptr<TimeStamps>> TimeStamps::open(TimeStampAuthority authority,
                                                     journal::Place place, Send send) {
    TRY(crypto::check_trust(authority.trust));
    std::unique_ptr<TimeStamps> out(
        new TimeStamps(std::move(authority), std::move(place), std::move(send)));
    TRY(out->look());
    return out;
}

Outcome TimeStamps::look() {
    auto names = TRY(place_.names());
    std::lock_guard hold(mutex_);
    for (const auto& name : names)
        if (name.ends_with(reply_ending))
            if (auto day = day_from(name.substr(0, name.size() - reply_ending.size())))
                days_.insert(*day);
    return {};
}

Outcome TimeStamps::stamp(std::string_view checkpoint, Instant at) {
    auto day = riga_day(at);
    {
        std::lock_guard hold(mutex_);
        if (days_.contains(day) || at < not_before_) return {};
        not_before_ = at + after_a_failure;
    }
    return stamp_now(checkpoint, day);
}

Outcome TimeStamps::stamp_now(std::string_view checkpoint, Day day) {
    auto of = crypto::sha256(bytes(checkpoint));
    auto query = crypto::time_stamp_query(of);
    auto reply = TRY(send_(authority_.url, std::string(text(query.der))));
    auto stamped = crypto::verify_time_stamp(bytes(reply), of, query.nonce, authority_.trust);
    if (!stamped) return within(std::move(stamped).error(), authority_.url + " ");
    TRY(place_.put(name_of(day, checkpoint_ending), bytes(checkpoint)));
    TRY(place_.put(name_of(day, reply_ending), bytes(reply)));
    std::lock_guard hold(mutex_);
    days_.insert(day);
    not_before_ = {};
    return {};
}

std::vector<Day> TimeStamps::days() const {
    std::lock_guard hold(mutex_);
    return {days_.rbegin(), days_.rend()};
}

Result<TimeStamps::Kept> TimeStamps::of(Day day) const {
    {
        std::lock_guard hold(mutex_);
        if (!days_.contains(day))
            return Failure{Kind::missing, "There is no time-stamp of this day"};
    }
    auto checkpoint = TRY(place_.get(name_of(day, checkpoint_ending)));
    auto reply = TRY(place_.get(name_of(day, reply_ending)));
    return Kept{day, std::string(text(checkpoint)), std::string(text(reply))};
}

// RFC 3161 §3.4
TimeStamps::Send send_time_stamp_query_over_http() {
    return [](const std::string& url, std::string query) -> Result<std::string> {
        auto place = http::service_address(url);
        auto client = TRY(http::Client::to(place.base, {.timeout = limits::peer_timeout,
                                                        .largest_body = limits::time_stamp_reply,
                                                        .trust = {}}));
        auto answer =
            TRY(client->send({.method = "POST",
                              .target = place.path.empty() ? "/" : place.path,
                              .headers = {{"Content-Type", "application/timestamp-query"}},
                              .body = std::move(query)}));
        if (answer.status != 200)
            return Failure{Kind::unavailable,
                           fmt::format("The time-stamp authority answered {}", answer.status), url};
        if (!answer.header("Content-Type").starts_with("application/timestamp-reply"))
            return Failure{Kind::corrupt, "What answers at this address is no time-stamp authority",
                           url};
        return std::move(answer.body);
    };
}

} // namespace vienreiz::platform
