// Where a request began when a proxy stands between (de facto standard X-Forwarded-For and
// X-Forwarded-Proto, as nginx, Apache and HAProxy write them). Each proxy adds the address it was
// asked from at the end, so the list is believed from its end, as far as it names proxies of ours.
#pragma once

#include "http/message.hpp"

#include <set>
#include <string>

namespace vienreiz::http {

using Proxies = std::set<std::string, std::less<>>; // addresses, as a socket tells them

struct Origin {
    std::string_view address; // a view into the request's head, or its peer
    bool tls = false;
};

// The request's own peer and TLS, unless that peer is one of `proxies`.
Origin origin_of(const Request& request, const Proxies& proxies);

} // namespace vienreiz::http
