#include "capabilities/distribution/change_stream.hpp"

#include "platform/serve.hpp"

#include <fmt/format.h>

#include <array>

namespace vienreiz::distribution {
namespace {

using platform::Ask;

class Subscriber : public std::enable_shared_from_this<Subscriber> {
public:
    Subscriber(Changes& changes, const Ask& ask, ChangesWanted wanted,
               platform::Waiting::Place place)
        : changes_(changes), node_(ask.node), wanted_(std::move(wanted)), place_(std::move(place)),
          authorization_(ask.request.header("Authorization")),
          cookie_(ask.request.header("Cookie")), peer_(ask.request.peer), path_(ask.request.path),
          match_(ask.match) {
        // So that who comes back goes on from here, even if nothing was told yet.
        ready_ = fmt::format("id: {}\n\n", text_of(*wanted_.after, {wanted_.dataset}));
    }

    Result<http::More> go_on(std::string& out) {
        {
            std::lock_guard lock(mutex_);
            if (!ready_.empty()) {
                out += std::exchange(ready_, {});
                return http::More::yes;
            }
            if (ended_) return http::More::done;
            if (recording_) return http::More::quiet;
        }
        auto position = node_.views->position();
        if (position == seen_ && is_all_) return http::More::quiet;
        seen_ = position;
        auto told = tell(out);
        if (!told) end(told.error(), out);
        return out.empty() ? http::More::quiet : http::More::yes;
    }

private:
    // Who subscribed may be another by now, or nobody: asked as if the request came now.
    Outcome tell(std::string& out) {
        std::array<http::HeaderView, 2> headers{
            {{"Authorization", authorization_}, {"Cookie", cookie_}}};
        http::Request request;
        request.method = http::Method::get;
        request.path = path_, request.peer = peer_;
        request.headers = std::span(headers).first(cookie_.empty() ? 1 : 2);
        if (authorization_.empty()) request.headers = request.headers.last(cookie_.empty() ? 0 : 1);
        auto at = node_.now();
        auto caller = TRY(platform::authenticate(node_, request, at));
        Ask ask(node_, request, match_, caller, at);
        auto changed = changes_.behind(ask, wanted_);
        is_all_ = changed && changed->is_all;
        if (!changed && changed.error().kind == Kind::unavailable) return {}; // in a moment
        if (!changed) return std::move(changed).error();
        wanted_.after = changed->end;
        if (!changed->page) return {};
        TRY(changed->grant->admit(at));
        send(ask, *changed, out);
        return {};
    }

    void send(const Ask& ask, const Changed& changed, std::string& out) {
        auto message = fmt::format("event: changes\nid: {}\ndata: {}\n\n",
                                   text_of(changed.end, {wanted_.dataset}), changed.page->body);
        if (!changed.grant->recorded) {
            out += message;
            return;
        }
        http::Response response;
        response.body = changed.page->body;
        auto found = recorded(*changed.grant, Asked::changes, changed.page->events,
                              std::move(response), changed.page->people);
        {
            std::lock_guard lock(mutex_);
            recording_ = true;
        }
        auto what = found.changes_views ? platform::Follows::views : platform::Follows::nothing;
        platform::put_on_record(ask, *found.record, what,
                                [self = shared_from_this(), message = std::move(message)](
                                    Result<journal::Index> record) mutable {
                                    self->on_record(std::move(record), std::move(message));
                                });
    }

    void on_record(Result<journal::Index> record, std::string message) {
        std::lock_guard lock(mutex_);
        recording_ = false;
        if (record) {
            ready_ = std::move(message);
            ready_ +=
                fmt::format("event: receipt\ndata: {{\"receipt\":\"{}\",\"finality\":\"{}\"}}\n\n",
                            platform::receipt_address(*record),
                            platform::name(platform::finality_of(node_, "access", *record)));
        } else {
            ready_ = ending(record.error());
            ended_ = true;
        }
        node_.waiting->wake_streams();
    }

    static std::string ending(const Failure& failure) {
        auto problem = http::problem(failure);
        return fmt::format("event: end\ndata: {}\n\n", std::get<std::string>(problem.body));
    }
    void end(const Failure& failure, std::string& out) {
        out += ending(failure);
        std::lock_guard lock(mutex_);
        ended_ = true;
    }

    Changes& changes_;
    platform::Node& node_;
    ChangesWanted wanted_;
    platform::Waiting::Place place_;
    std::string authorization_, cookie_, peer_, path_;
    http::Match match_;
    std::uint64_t seen_ = 0; // position of the views
    bool is_all_ = false;    // nothing was left to tell then
    std::mutex mutex_;       // of what follows
    std::string ready_;      // leaves next
    bool recording_ = false, ended_ = false;
};

} // namespace

http::StreamBody change_stream(Changes& changes, const Ask& ask, ChangesWanted wanted,
                               platform::Waiting::Place place) {
    auto subscriber =
        std::make_shared<Subscriber>(changes, ask, std::move(wanted), std::move(place));
    return [subscriber](std::string& out) { return subscriber->go_on(out); };
}

} // namespace vienreiz::distribution
