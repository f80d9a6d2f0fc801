// Answers that many services give alike.
#pragma once

#include "http/message.hpp"

namespace vienreiz::http {

inline constexpr std::string_view plain_text = "text/plain; charset=utf-8";
inline constexpr std::string_view octets = "application/octet-stream";
// Of what is the same for ever under its address (RFC 8246).
inline constexpr std::string_view immutable = "public, max-age=31536000, immutable";

Response answer(std::string body, std::string_view type, std::string_view cache);

// For what Router::find failed with: 404, or 405 with the methods that the address takes.
Response unrouted(const Failure& failure);

} // namespace vienreiz::http
