#include "platform/time_stamps.hpp"

#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "http/client.hpp"
#include "journal/disk.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
namespace {

constexpr auto after_a_failure = std::chrono::minutes(10);
constexpr std::string_view reply_ending = ".tsr", checkpoint_ending = ".checkpoint";

std::filesystem::path file_of(const std::filesystem::path& folder, Day day,
                              std::string_view ending) {
    return folder / (iso(day) + std::string(ending));
}

} // namespace

Result<std::unique_ptr<TimeStamps>> TimeStamps::open(TimeStampAuthority authority,
                                                     std::shared_ptr<journal::Disk> disk,
                                                     std::filesystem::path folder, Send send) {
    TRY(crypto::check_trust(authority.trust));
    TRY(disk->make_folder(folder));
    std::unique_ptr<TimeStamps> out(
        new TimeStamps(std::move(authority), std::move(disk), std::move(folder), std::move(send)));
    auto names = TRY(out->disk_->list(out->folder_));
    for (const auto& name : names)
        if (name.ends_with(reply_ending))
            if (auto day = day_from(name.substr(0, name.size() - reply_ending.size())))
                out->days_.insert(*day);
    return out;
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
    TRY(disk_->replace(file_of(folder_, day, checkpoint_ending), bytes(checkpoint)));
    TRY(disk_->replace(file_of(folder_, day, reply_ending), bytes(reply)));
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
    auto checkpoint = TRY(
        journal::read_whole(*disk_, file_of(folder_, day, checkpoint_ending), limits::note_bytes));
    auto reply = TRY(
        journal::read_whole(*disk_, file_of(folder_, day, reply_ending), limits::time_stamp_reply));
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
