#include "witness/serve.hpp"

#include <fmt/format.h>

namespace vienreiz::witness {
namespace {

struct Waiting {
    Pending pending;
    http::Responder respond;
};
// Of this loop's turn: its connections live on its thread.
thread_local std::vector<Waiting> waiting;

http::Response answer(Reply reply) {
    http::Response response;
    response.status = reply.status;
    response.set("Content-Type", reply.type);
    response.set("Cache-Control", "no-store");
    if (reply.status == 429 || reply.status == 503) response.set("Retry-After", "1");
    response.body = std::move(reply.body);
    return response;
}

} // namespace

http::Response Service::get(std::string_view path) const {
    constexpr std::string_view checkpoint = "/checkpoint";
    if (path == "/healthz")
        return answer({200, fmt::format("A witness of {} journals\n", state_.journals())});
    if (path == "/vkeys") return answer({200, join(witness_.vkeys(), "\n") + "\n"});
    if (path.starts_with('/') && path.ends_with(checkpoint))
        return answer(witness_.checkpoint(path.substr(1, path.size() - 1 - checkpoint.size())));
    return answer(
        {404, "A witness takes POST /add-checkpoint and GET /<hash of an origin>/checkpoint\n"});
}

void Service::handle(const http::Request& request, http::Responder respond) {
    bool submits = request.path == "/add-checkpoint";
    auto method = submits ? http::Method::post : http::Method::get;
    if (request.method != method &&
        !(request.method == http::Method::head && method == http::Method::get)) {
        auto refusal = answer({405, "This address does not take that method\n"});
        refusal.set("Allow", submits ? "POST" : "GET, HEAD");
        return respond(std::move(refusal));
    }
    if (!submits) return respond(get(request.path));
    auto decided = witness_.add_checkpoint(request.body);
    if (auto* reply = std::get_if<Reply>(&decided)) return respond(answer(std::move(*reply)));
    waiting.push_back({std::get<Pending>(std::move(decided)), std::move(respond)});
}

void Service::after_turn() {
    // The newest first: it settles the others with it.
    auto turn = std::exchange(waiting, {});
    for (auto one = turn.rbegin(); one != turn.rend(); ++one)
        one->respond(answer(witness_.settled(std::move(one->pending))));
}

} // namespace vienreiz::witness
