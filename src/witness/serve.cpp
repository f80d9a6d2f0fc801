#include "witness/serve.hpp"

#include "http/answer.hpp"

#include <fmt/format.h>

namespace vienreiz::witness {
namespace {

struct Waiting {
    Pending pending;
    http::Responder respond;
};
// Of this loop's turn: its connections live on its thread.
thread_local std::vector<Waiting> waiting;

http::Response text_answer(std::string body, std::string_view type = http::plain_text) {
    return http::answer(std::move(body), type, "no-store");
}

} // namespace

http::Response response(Reply reply) {
    if (reply.status == 200) return text_answer(std::move(reply.body));
    if (reply.status == 409) {
        auto response = text_answer(std::move(reply.body), "text/x.tlog.size");
        response.status = reply.status;
        return response;
    }
    auto response = http::problem(reply.status, reply.body);
    if (reply.again.count() > 0) response.set("Retry-After", std::to_string(reply.again.count()));
    return response;
}

Service::Service(Witness& witness, const State& state) : witness_(witness), state_(state) {
    router_.add(http::Method::post, add_checkpoint_path); // the only one left below
    checkpoints_ = router_.add(http::Method::get, "/{origin}/checkpoint");
    vkeys_ = router_.add(http::Method::get, "/vkeys");
    health_ = router_.add(http::Method::get, "/healthz");
}

void Service::handle(const http::Request& request, http::Responder respond) {
    auto match = router_.find(request.method, request.path);
    if (!match) return respond(http::unrouted(match.error()));
    if (match->route == health_)
        return respond(text_answer(fmt::format("A witness of {} journals\n", state_.journals())));
    if (match->route == vkeys_) return respond(text_answer(join(witness_.vkeys(), "\n") + "\n"));
    if (match->route == checkpoints_)
        return respond(response(witness_.checkpoint((*match)["origin"])));
    auto decided = witness_.add_checkpoint(request.body);
    if (auto* reply = std::get_if<Reply>(&decided)) return respond(response(std::move(*reply)));
    waiting.push_back({std::get<Pending>(std::move(decided)), std::move(respond)});
}

void Service::after_turn() {
    // The newest first: it settles the others with it.
    auto turn = std::exchange(waiting, {});
    for (auto one = turn.rbegin(); one != turn.rend(); ++one)
        one->respond(response(witness_.settled(std::move(one->pending))));
}

} // namespace vienreiz::witness
