#include "http/conditions.hpp"

#include "base/text.hpp"
#include "base/time.hpp"

#include <algorithm>

namespace vienreiz::http {
namespace conditions {
std::string_view opaque(std::string_view etag) {
    return etag.starts_with("W/") ? etag.substr(2) : etag;
}
} // namespace conditions

bool names_etag(std::string_view if_none_match, std::string_view etag) {
    auto list = trim(if_none_match);
    if (list == "*") return true;
    auto wanted = conditions::opaque(etag);
    while (!list.empty()) {
        // An opaque tag may hold commas, so the list is walked by its quotes.
        auto open = list.find('"');
        auto close = open == list.npos ? open : list.find('"', open + 1);
        if (close == list.npos) return false;
        if (list.substr(open, close - open + 1) == wanted) return true;
        list.remove_prefix(close + 1);
    }
    return false;
}

bool unmodified_since(std::string_view if_modified_since, std::string_view last_modified) {
    if (if_modified_since.empty() || last_modified.empty()) return false;
    if (if_modified_since == last_modified) return true;
    auto since = instant_from_http_date(if_modified_since);
    auto modified = instant_from_http_date(last_modified);
    return since && modified && *modified <= *since;
}

ByteRange byte_range(std::string_view range, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    // §14.1: names of units are the same in either case.
    if (!equal_ignoring_case(range.substr(0, unit.size()), unit) || range.contains(',')) return {};
    auto spec = trim(range.substr(unit.size()));
    auto dash = spec.find('-');
    if (dash == spec.npos) return {};
    auto first = number<std::uint64_t>(spec.substr(0, dash));
    auto last = number<std::uint64_t>(spec.substr(dash + 1));
    if (dash == 0) { // "-n": the last n bytes
        if (!last) return {};
        if (*last == 0 || size == 0) return {ByteRange::Kind::unsatisfiable};
        auto length = std::min(*last, size);
        return {ByteRange::Kind::part, size - length, length};
    }
    bool open = dash + 1 == spec.size();
    if (!first || (!open && (!last || *last < *first))) return {};
    if (*first >= size) return {ByteRange::Kind::unsatisfiable};
    auto end = open ? size : std::min(*last, size - 1) + 1;
    return {ByteRange::Kind::part, *first, end - *first};
}

bool range_applies(std::string_view if_range, std::string_view etag,
                   std::string_view last_modified) {
    if (if_range.empty()) return true;
    if (if_range.starts_with('"')) return if_range == etag;
    return if_range == last_modified && !last_modified.empty();
}

} // namespace vienreiz::http
