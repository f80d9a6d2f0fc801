// The steps both paths begin with: who asks, how often, is it truly they, and may they.
#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "platform/serve.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::platform {
namespace {

const std::shared_ptr<const Caller>& nobody() {
    static const auto caller = std::make_shared<const Caller>();
    return caller;
}

// A system sends the same token with thousands of requests, so each thread remembers what it stands for, for as long
// as neither the token expires nor any event is applied: a revoked key or system is out at the next request.
struct Remembered {
    std::shared_ptr<const Caller> caller;
    Instant expires;
    std::uint64_t position;
};
constexpr std::size_t remembered_tokens = 10'000;

Result<std::shared_ptr<const Caller>> system_of(Node& node, std::string_view token, Instant at) {
    struct Memory {
        const Node* node = nullptr;
        std::map<std::string, Remembered, std::less<>> tokens;
    };
    thread_local Memory memory;
    if (memory.node != &node || memory.tokens.size() > remembered_tokens) memory = {&node, {}};

    auto position = node.views->position();
    auto known = memory.tokens.find(token);
    if (known != memory.tokens.end() && known->second.position == position &&
        at < known->second.expires)
        return known->second.caller;

    Failure failure{Kind::unauthenticated,
                    "This access token is unknown or has expired; get a new one at /oauth/token"};
    auto grant = node.tokens->find(token, at);
    if (!grant) return failure;
    auto caller = node.directory().system(*node.views->snapshot(), grant->subject);
    if (!caller) return failure;
    auto shared = std::make_shared<const Caller>(std::move(*caller));
    memory.tokens.insert_or_assign(std::string(token),
                                   Remembered{shared, grant->expires, position});
    return shared;
}

Result<std::shared_ptr<const Caller>> person_of(Node& node, std::string_view cookie, Instant at) {
    auto grant = node.sessions->use(cookie, at, limits::session_idle);
    if (!grant) return nobody();
    auto caller = node.directory().person(*node.views->snapshot(), PersonId{grant->subject});
    if (!caller) return nobody();
    caller->csrf = csrf_of(cookie);
    return std::make_shared<const Caller>(std::move(*caller));
}

bool changes_something(http::Method method) {
    return method != http::Method::get && method != http::Method::head &&
           method != http::Method::options;
}

// Only a browser sends credentials of its own accord; tokens are put there by the caller.
bool may_be_forged(const Endpoint& endpoint, const Ask& ask) {
    return ask.caller().is_person() && changes_something(endpoint.method);
}

} // namespace

Result<std::shared_ptr<const Caller>> authenticate(Node& node, const http::Request& request,
                                                   Instant at) {
    constexpr std::string_view bearer = "Bearer ";
    auto authorization = request.header("Authorization");
    // RFC 9110 §11.1: the scheme is "a case-insensitive token".
    if (equal_ignoring_case(authorization.substr(0, bearer.size()), bearer))
        return system_of(node, authorization.substr(bearer.size()), at);
    if (!authorization.empty())
        return Failure{Kind::unauthenticated,
                       "Authorization is by Bearer token; get one at /oauth/token"};
    if (auto cookie = request.cookie(session_cookie)) return person_of(node, *cookie, at);
    return nobody();
}

Outcome limit_rate(Node& node, const Caller& caller, const http::Request& request, Instant at) {
    bool known = caller.sort != Caller::Sort::nobody;
    auto wait =
        known ? node.rates->take(caller.id, at) : node.anonymous_rates->take(request.peer, at);
    if (wait)
        return Failure{Kind::too_many,
                       fmt::format("Too many requests; go on in {} s", wait->count()),
                       std::to_string(wait->count())};
    return {};
}

Outcome refuse_other_site(const Endpoint& endpoint, const Ask& ask) {
    if (!may_be_forged(endpoint, ask)) return {};
    auto site = ask.request.header("Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin" && site != "none")
        return Failure{Kind::forbidden, "This request came from another site"};
    return {};
}

Outcome refuse_forged(const Endpoint& endpoint, const Ask& ask) {
    if (!may_be_forged(endpoint, ask)) return {};
    TRY(refuse_other_site(endpoint, ask));
    std::string given(ask.request.header("X-CSRF-Token"));
    if (given.empty() && ask.form().contains("csrf")) given = ask.form().at("csrf");
    if (!crypto::equal_in_constant_time(bytes(given), bytes(ask.caller().csrf)))
        return Failure{Kind::forbidden,
                       "This form is from an earlier visit; load the page again and repeat"};
    return {};
}

Outcome authorise(const Endpoint& endpoint, const Ask& ask) {
    bool asks_whose = endpoint.access.tenant == Tenant::own && endpoint.owners &&
                      ask.caller().sort != Caller::Sort::nobody;
    auto owners =
        asks_whose ? endpoint.owners(ask.view(), ask.match) : std::vector<InstitutionId>{};
    return authorise(endpoint.access, ask.caller(), owners);
}

Decide if_still_the_same(const Directory& directory, const Caller& caller, Decide decide) {
    if (caller.sort == Caller::Sort::nobody) return decide;
    return [&directory, before = caller, decide = std::move(decide)](
               const Moment& moment, const store::Snapshot& view) -> Result<Events> {
        auto now = before.is_person() ? directory.person(view, {before.id})
                                      : directory.system_by_id(view, {before.id});
        if (!now || now->institution != before.institution || now->roles != before.roles)
            return Failure{Kind::conflict,
                           "Meanwhile your roles were changed: load the page again and repeat"};
        return decide(moment, view);
    };
}

Failure thrown(const Endpoint& endpoint, const std::exception& error) {
    diagnostics::error("A request failed for a reason of our own",
                       {{"path", endpoint.path}, {"why", error.what()}});
    return {Kind::corrupt,
            "Something is wrong on our side; the operator can see what in the diagnostics"};
}

http::Response refused(const Endpoint& endpoint, const Ask& ask, const Failure& failure) {
    if (endpoint.shows == Shows::page)
        for (const auto& capability : ask.node.capabilities)
            if (capability.error_page) return capability.error_page(ask, failure);
    return http::problem(failure);
}

} // namespace vienreiz::platform
