// From a request to the endpoint that answers it, along one of the two paths.
#pragma once

#include "http/server.hpp"
#include "platform/node.hpp"

namespace vienreiz::platform {

class Service {
public:
    explicit Service(Node& node);
    void handle(const http::Request& request, http::Responder respond);
    // Who asks and whether they may, before a body is taken from them.
    [[nodiscard]] std::expected<std::size_t, http::Response>
    admit(const http::Request& request) const;
    [[nodiscard]] const std::vector<const Endpoint*>& endpoints() const { return endpoints_; }

private:
    [[nodiscard]] Result<http::Match> route(const http::Request& request) const;
    Node& node_;
    http::Router router_;
    std::vector<const Endpoint*> endpoints_; // by the router's number
    std::vector<http::Counter*> requests_;   // likewise, for /metrics
};

// Steps of both paths (access.cpp).
Result<std::shared_ptr<const Caller>> authenticate(Node& node, const http::Request& request,
                                                   Instant at);
Outcome limit_rate(Node& node, const Caller& caller, const http::Request& request, Instant at);
Outcome refuse_other_site(const Endpoint& endpoint, const Ask& ask);
Outcome refuse_forged(const Endpoint& endpoint, const Ask& ask); // cross-site request forgery
Outcome authorise(const Endpoint& endpoint, const Ask& ask);
// The one catch of a request: what throws is our own mistake, said in the diagnostics and answered as a failure.
Failure thrown(const Endpoint& endpoint, const std::exception& error);
template <class F>
auto guarded(const Endpoint& endpoint, F step) -> decltype(step()) {
    try {
        return step();
    } catch (const std::exception& error) {
        return thrown(endpoint, error);
    }
}
http::Response refused(const Endpoint& endpoint, const Ask& ask, const Failure& failure);

// The two paths.
void read(const Endpoint& endpoint, const Read& find, std::shared_ptr<Ask> ask,
          http::Responder respond); // read.cpp
void read_later(const Endpoint& endpoint, const Later& later, std::shared_ptr<Ask> ask,
                http::Responder respond); // likewise
// The end of a read: the record, durable, and then the answer.
void give(const Endpoint& endpoint, std::shared_ptr<Ask> ask, Result<Found> found,
          http::Responder respond);
// For what is given in parts, each of which leaves once its own record is durable. `then` must be short and must not
// throw (journal/group_commit.hpp).
enum class Follows : bool { nothing, views }; // the access views, this record
void put_on_record(const Ask& ask, const Event& event, Follows what,
                   std::move_only_function<void(Result<journal::Index>)> then);
std::string receipt_address(journal::Index record);
void write(const Endpoint& endpoint, const Write& want, std::shared_ptr<Ask> ask,
           http::Responder respond); // write.cpp

inline constexpr std::string_view session_cookie = "vienreiz_session";

} // namespace vienreiz::platform
