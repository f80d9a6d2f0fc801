// What a client already has and which part it wants: RFC 9110 §13 (conditional requests) and §14
// (ranges).
#pragma once

#include <cstdint>
#include <string_view>

namespace vienreiz::http {

// If-None-Match against the answer's ETag, by weak comparison (§13.1.2, §8.8.3.2): "*", or a list.
bool names_etag(std::string_view if_none_match, std::string_view etag);
// If-Modified-Since against Last-Modified (§13.1.3); a date that cannot be read is ignored.
bool unmodified_since(std::string_view if_modified_since, std::string_view last_modified);

struct ByteRange {
    enum class Kind { whole, part, unsatisfiable } kind = Kind::whole;
    std::uint64_t offset = 0, length = 0;
};
// One range of `size` bytes (§14.1.2). Several ranges, other units and nonsense count as none asked
// (§14.2).
ByteRange byte_range(std::string_view range, std::uint64_t size);
// If-Range (§13.1.5): whether the part may be sent; a weak ETag never matches.
bool range_applies(std::string_view if_range, std::string_view etag,
                   std::string_view last_modified);

} // namespace vienreiz::http
