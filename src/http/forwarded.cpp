#include "http/forwarded.hpp"

#include "base/text.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstring>

namespace vienreiz::http {
namespace forwarded {

bool is_address(std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> name{};
    if (text.empty() || text.size() >= name.size()) return false;
    std::memcpy(name.data(), text.data(), text.size());
    in6_addr parsed;
    return ::inet_pton(AF_INET, name.data(), &parsed) == 1 ||
           ::inet_pton(AF_INET6, name.data(), &parsed) == 1;
}

// Several fields of one name are one list (RFC 9110 §5.3), so the last value is the last field's.
std::string_view last_field(const Request& request, std::string_view name) {
    std::string_view value;
    for (const auto& field : request.headers)
        if (equal_ignoring_case(field.name, name)) value = field.value;
    return value;
}

} // namespace forwarded

Origin origin_of(const Request& request, const Proxies& proxies) {
    Origin origin{request.peer, request.tls};
    if (!proxies.contains(request.peer)) return origin;
    auto scheme = forwarded::last_field(request, "X-Forwarded-Proto");
    if (!scheme.empty()) origin.tls = scheme == "https";
    for (auto rest = forwarded::last_field(request, "X-Forwarded-For"); !rest.empty();) {
        auto comma = rest.rfind(',');
        auto address = trim(comma == rest.npos ? rest : rest.substr(comma + 1));
        rest = comma == rest.npos ? std::string_view() : rest.substr(0, comma);
        if (!forwarded::is_address(address)) break;
        origin.address = address;
        if (!proxies.contains(address)) break;
    }
    return origin;
}

} // namespace vienreiz::http
