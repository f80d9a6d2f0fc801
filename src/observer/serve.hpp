// The mirror over HTTP, at the addresses a journal has (c2sp.org/tlog-tiles):
//
//   GET /checkpoint
//   GET /tile/<level>/<number>[.p/<width>]
//   GET /tile/entries/<number>[.p/<width>]
//   GET /healthz                             how far it is, and how long ago it saw the journal
#pragma once

#include "http/router.hpp"
#include "observer/mending.hpp"
#include "observer/watching.hpp"

namespace vienreiz::observer {

class Service {
public:
    // `standing`: what /healthz tells of the rounds. Any thread.
    Service(const Observer& observer, std::function<Standing()> standing);
    void handle(const http::Request& request, http::Responder respond);

private:
    void tile(const std::string& path, http::Responder respond);
    [[nodiscard]] http::Response checkpoint() const;
    [[nodiscard]] http::Response health() const;

    const Observer& observer_;
    std::function<Standing()> standing_;
    http::Router router_;
    std::size_t checkpoint_, tile_, health_; // as the router numbers them
    Mending mending_;
};

} // namespace vienreiz::observer
