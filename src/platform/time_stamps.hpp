// The root's checkpoint, time-stamped once a day by an authority of the operator's choice (RFC 3161): whoever doubts
// the clocks of this node and of its witnesses has the signature of a third party that all this existed on that day.
//
// Kept     <folder>/2026-11-22.checkpoint   what was stamped: the whole signed note, byte by byte
//          <folder>/2026-11-22.tsr          the authority's reply; the day is there once this file is
// Check    openssl ts -verify -data 2026-11-22.checkpoint -in 2026-11-22.tsr -CAfile <the authority's root>
#pragma once

#include "base/time.hpp"
#include "crypto/time_stamp.hpp"
#include "journal/place.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <set>

namespace vienreiz::platform {

struct TimeStampAuthority {
    std::string url; // takes the query by POST
    crypto::TimeStampTrust trust;
};

class TimeStamps {
public:
    // POSTs a query, gives the reply. Blocks.
    using Send = std::function<Result<std::string>(const std::string& url, std::string query)>;
    struct Kept {
        Day day;
        std::string checkpoint, reply;
    };
    static Result<std::unique_ptr<TimeStamps>> open(TimeStampAuthority authority,
                                                    journal::Place place, Send send);

    // Finds those of other nodes, where they share a place.
    Outcome look();
    // Has this checkpoint stamped, unless the day's has been; after a failure not again for a while.
    Outcome stamp(std::string_view checkpoint, Instant at);
    [[nodiscard]] std::vector<Day> days() const; // newest first
    [[nodiscard]] Result<Kept> of(Day day) const;

private:
    TimeStamps(TimeStampAuthority authority, journal::Place place, Send send)
        : authority_(std::move(authority)), place_(std::move(place)), send_(std::move(send)) {}
    Outcome stamp_now(std::string_view checkpoint, Day day);

    TimeStampAuthority authority_;
    journal::Place place_;
    Send send_;
    mutable std::mutex mutex_;
    std::set<Day> days_;
    Instant not_before_{}; // the next try
};

TimeStamps::Send send_time_stamp_query_over_http();

} // namespace vienreiz::platform
