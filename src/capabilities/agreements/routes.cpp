#include "capabilities/agreements/agreements.hpp"
#include "capabilities/agreements/pages.hpp"
#include "capabilities/agreements/signing.hpp"
#include "platform/answers.hpp"
#include "platform/node.hpp"

namespace vienreiz::agreements {
namespace {

using platform::Access;
using platform::Ask;
using platform::Endpoint;
using platform::Found;
using platform::Role;
using platform::Tenant;

Agreement as_of(const Ask& ask, Agreement agreement) {
    agreement.state = state_on(agreement, riga_day(ask.at));
    return agreement;
}

Result<Found> list(Ask& ask) {
    const auto& caller = ask.caller();
    bool sees_all = caller.roles.any_of({Role::auditor, Role::operator_});
    auto found =
        sees_all ? all_agreements(ask.view()) : agreements_of(ask.view(), caller.institution);
    for (auto& one : found) one = as_of(ask, std::move(one));
    return platform::json_answer(found);
}

Result<Agreement> addressed(const Ask& ask) {
    if (auto found = agreement(ask.view(), {ask.parameter("agreement")})) return std::move(*found);
    return Failure{Kind::missing, "There is no such agreement"};
}

Result<Found> one(Ask& ask) { return platform::json_answer(as_of(ask, TRY(addressed(ask)))); }

// The very bytes that are signed: the open proposal's, or else those in force.
Result<Found> text(Ask& ask) {
    auto found = TRY(addressed(ask));
    const auto& proposal = found.proposal ? found.proposal : found.in_force;
    if (!proposal)
        return Failure{Kind::missing, "This agreement was refused before it had a text to sign"};
    auto response = platform::json_answer(text_of(ask.view(), found, *proposal));
    response.set("Cache-Control", "no-store");
    return response;
}

struct SignWithPin {
    AgreementId agreement;
    std::string pin;
};
BOOST_DESCRIBE_STRUCT(SignWithPin, (), (agreement, pin))

Result<Found> sign_slowly(Ask& ask) {
    auto wanted = TRY(ask.body<SignWithPin>());
    return platform::confirmation(
        ask.node, TRY(sign_with_pin(ask.node, ask.caller(), wanted.agreement, wanted.pin)));
}

constexpr platform::Roles readers{Role::signatory, Role::steward, Role::developer, Role::auditor,
                                  Role::operator_};

std::vector<Endpoint> reading_routes() {
    using enum http::Method;
    return {
        {.method = get,
         .path = "/api/agreements",
         .summary = "The agreements of the caller's institution; all for auditors and operators",
         .access = Access::people(readers, Tenant::any),
         .work = platform::Read(list),
         .gives = json::schema<std::vector<Agreement>>()},
        {.method = get,
         .path = "/api/agreements/{agreement}",
         .summary = "One agreement",
         .access = Access::people(readers, Tenant::own),
         .work = platform::Read(one),
         .owners = parties,
         .gives = json::schema<Agreement>()},
        {.method = get,
         .path = "/api/agreements/{agreement}/text",
         .summary = "The text of an agreement: exactly the bytes that are signed",
         .access = Access::people(readers, Tenant::own),
         .work = platform::Read(text),
         .owners = parties,
         .gives = json::schema<AgreementText>()},
    };
}

std::vector<Endpoint> changing_routes() {
    auto rule = [](const auto& moment, const auto& caller, const auto& view, const auto& wish) {
        return decide(moment, caller, view, wish);
    };
    auto signatories = Access::people({Role::signatory}, Tenant::own);
    auto changes = [&]<class Command>(std::type_identity<Command>, std::string_view what,
                                      std::string summary) {
        auto path = "/api/agreements/{agreement}/" + std::string(what);
        return platform::command<Command>(http::Method::post, path, std::move(summary), signatories,
                                          parties, rule);
    };
    return {
        platform::command<RequestAgreement>(http::Method::post, "/api/agreements",
                                            "Request an agreement for the caller's institution",
                                            Access::people({Role::signatory}, Tenant::any), {},
                                            rule), // in her institution's name
        changes(std::type_identity<OfferTerms>{}, "terms", "Offer other terms, or an amendment"),
        changes(std::type_identity<AcceptTerms>{}, "acceptance",
                "Accept the terms the other side offered"),
        changes(std::type_identity<RefuseTerms>{}, "refusal", "Refuse the open terms"),
        changes(std::type_identity<SignAgreement>{}, "signatures",
                "Sign with a key of one's own (ES256 over the text)"),
        {.method = http::Method::post,
         .path = "/api/agreements/{agreement}/pin-signatures",
         .summary = "Sign with the key the node keeps sealed under the caller's PIN",
         .access = signatories,
         .work = platform::Slow{sign_slowly, platform::Slow::Queue::secrets},
         .owners = parties,
         .takes = json::schema<SignWithPin>(),
         .gives = json::schema<platform::Confirmation>(),
         .sends = {platform::receipt_header(), platform::finality_header()}},
        changes(std::type_identity<EndAgreement>{}, "end", "End an active agreement at once"),
    };
}

} // namespace

platform::Capability agreements() {
    std::vector<Endpoint> endpoints;
    for (const auto& some : {reading_routes(), changing_routes(), pages()})
        endpoints.insert(endpoints.end(), some.begin(), some.end());
    return {.name = "agreements",
            .endpoints = std::move(endpoints),
            .menu = menu(),
            .events = register_events,
            .rules = register_rules};
}

} // namespace vienreiz::agreements
