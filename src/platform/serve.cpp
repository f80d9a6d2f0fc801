#include "platform/serve.hpp"

#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "http/answer.hpp"
#include "http/urlencoded.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {

const store::Snapshot& Ask::view() const {
    if (!view_) view_ = node.views->snapshot();
    return *view_;
}

const std::map<std::string, std::string>& Ask::form() const {
    if (form_) return *form_;
    form_.emplace();
    auto type = request.header("Content-Type");
    if (http::multipart_boundary(type) && posted()) form_ = posted()->fields;
    if (request.is_form()) form_ = http::urlencoded_fields(request.body);
    return *form_;
}

const Result<http::PostedForm>& Ask::posted() const {
    if (!posted_) posted_ = http::posted_form(request);
    return *posted_;
}

Result<json::Value> Ask::body_with_parameters() const {
    auto type = request.header("Content-Type");
    if (!is_utf8(type)) type = "?";
    if (!request.body.empty() && !type.starts_with("application/json"))
        return Failure{
            Kind::invalid,
            fmt::format("The body is JSON, so its Content-Type is application/json, not \"{}\"",
                        type)};
    json::Value value =
        request.body.empty() ? json::Value(json::Object{}) : TRY(json::parse(request.body));
    if (!value.is_object()) return json::wrong_type("an object", value);
    for (const auto& [name, text] : match.parameters) {
        auto [member, fresh] = value.get_object().emplace(name, text);
        if (!fresh && (!member->value().is_string() || member->value().get_string() != text))
            return Failure{Kind::invalid, "This contradicts the address of the request",
                           json::pointer_step(name)};
    }
    return value;
}

namespace {

void run_slow(const Endpoint& endpoint, const Slow& slow, std::shared_ptr<Ask> ask,
              http::Responder respond) {
    auto quick =
        guarded(endpoint, [&]() -> Result<bool> { return slow.is_quick && slow.is_quick(*ask); });
    if (!quick || *quick) return read(endpoint, slow.find, std::move(ask), std::move(respond));
    auto& workers =
        slow.queue == Slow::Queue::secrets ? *ask->node.secret_workers : *ask->node.workers;
    if (workers.busy())
        return respond(
            refused(endpoint, *ask, {Kind::too_many, "The node is busy; try again in a minute"}));
    workers.run([&endpoint, &slow, ask = std::move(ask), respond = std::move(respond)]() mutable {
        read(endpoint, slow.find, std::move(ask), std::move(respond));
    });
}

// Below a language people look for pages; elsewhere programs ask.
http::Response nowhere(Node& node, const http::Request& request, const Failure& failure,
                       Instant at) {
    if (failure.kind == Kind::conflict) return http::unrouted(failure);
    static const Endpoint page{http::Method::get,        "",     "",
                               Access::open_to_anyone(), Read(), Shows::page};
    auto caller = authenticate(node, request, at);
    Ask ask(node, request, {}, caller ? *caller : std::make_shared<const Caller>(), at);
    return refused(page, ask, failure);
}

} // namespace

Service::Service(Node& node) : node_(node) {
    for (const auto& capability : node.capabilities)
        for (const auto& endpoint : capability.endpoints) {
            check(endpoint.access.tenant == Tenant::any || endpoint.owners != nullptr,
                  "a route bound to a tenant says whose a thing is");
            auto number = router_.add(endpoint.method, endpoint.path);
            check(number == endpoints_.size(), "the router numbers routes as they come");
            endpoints_.push_back(&endpoint);
            requests_.push_back(&node.metrics.counter(
                "vienreiz_requests_total", "Requests by route",
                {{"method", std::string(http::name(endpoint.method))}, {"route", endpoint.path}}));
        }
}

Result<http::Match> Service::route(const http::Request& request) const {
    TRY(request.readable());
    return router_.find(request.method, request.path);
}

// handle() takes these steps again once the body is there, but for the rate: an hour's upload may outlive a role.
std::expected<std::size_t, http::Response> Service::admit(const http::Request& request) const {
    auto at = node_.now();
    auto match = route(request);
    if (!match) return std::unexpected(nowhere(node_, request, match.error(), at));
    const auto& endpoint = *endpoints_[match->route];
    auto caller = authenticate(node_, request, at);
    Ask ask(node_, request, std::move(*match), caller ? *caller : std::make_shared<const Caller>(),
            at);
    auto may = [&]() -> Outcome {
        if (!caller) return caller.error();
        TRY(limit_rate(node_, ask.caller(), request, at));
        TRY(refuse_other_site(endpoint, ask));
        return authorise(endpoint, ask);
    }();
    if (!may) return std::unexpected(refused(endpoint, ask, may.error()));
    return endpoint.body_limit ? endpoint.body_limit : limits::request_body;
}

void Service::handle(const http::Request& request, http::Responder respond) {
    auto at = node_.now();
    auto match = route(request);
    if (!match) return respond(nowhere(node_, request, match.error(), at));
    const auto& endpoint = *endpoints_[match->route];
    requests_[match->route]->add();
    auto caller = authenticate(node_, request, at);
    auto ask = std::make_shared<Ask>(node_, request, std::move(*match),
                                     caller ? *caller : std::make_shared<const Caller>(), at);
    if (!caller) return respond(refused(endpoint, *ask, caller.error()));
    if (!request.admitted)
        if (auto slow = limit_rate(node_, ask->caller(), request, at); !slow)
            return respond(refused(endpoint, *ask, slow.error()));
    if (const auto* find = std::get_if<Read>(&endpoint.work))
        return read(endpoint, *find, std::move(ask), std::move(respond));
    if (const auto* want = std::get_if<Write>(&endpoint.work))
        return write(endpoint, *want, std::move(ask), std::move(respond));
    if (const auto* later = std::get_if<Later>(&endpoint.work))
        return read_later(endpoint, *later, std::move(ask), std::move(respond));
    run_slow(endpoint, std::get<Slow>(endpoint.work), std::move(ask), std::move(respond));
}

} // namespace vienreiz::platform
