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

Result<Found> list(Ask& ask) {
    const auto& caller = ask.caller();
    bool sees_all = caller.roles.any_of({Role::auditor, Role::operator_});
    return platform::json_answer(sees_all ? all_agreements(ask.view())
                                          : agreements_of(ask.view(), caller.institution));
}

Result<Agreement> addressed(const Ask& ask) {
    if (auto found = agreement(ask.view(), {ask.parameter("agreement")})) return std::move(*found);
    return Failure{Kind::missing, "There is no such agreement"};
}

Result<Found> one(Ask& ask) { return platform::json_answer(TRY(addressed(ask))); }

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
        TRY(sign_with_pin(ask.node, ask.caller(), wanted.agreement, wanted.pin)));
}

std::vector<Endpoint> routes() {
    using enum http::Method;
    auto rule = [](const auto& moment, const auto& caller, const auto& view, const auto& wish) {
        return decide(moment, caller, view, wish);
    };
    auto signatories = Access::people({Role::signatory}, Tenant::own);
    auto any_signatory =
        Access::people({Role::signatory}, Tenant::any); // asks in the name of her own institution
    auto readers = Access::people(
        {Role::signatory, Role::steward, Role::developer, Role::auditor, Role::operator_},
        Tenant::own);
    auto listers = Access::people(
        {Role::signatory, Role::steward, Role::developer, Role::auditor, Role::operator_},
        Tenant::any);
    auto schema = json::schema<Agreement>();
    return {
        {get,
         "/api/agreements",
         "The agreements of the caller's institution; all of them for auditors and operators",
         listers,
         platform::Read(list),
         platform::Shows::data,
         {},
         {},
         json::schema<std::vector<Agreement>>()},
        {get,
         "/api/agreements/{agreement}",
         "One agreement",
         readers,
         platform::Read(one),
         platform::Shows::data,
         parties,
         {},
         schema},
        {get,
         "/api/agreements/{agreement}/text",
         "The text of an agreement: exactly the bytes that are signed",
         readers,
         platform::Read(text),
         platform::Shows::data,
         parties,
         {},
         json::schema<AgreementText>()},
        platform::command<RequestAgreement>(post, "/api/agreements",
                                            "Request an agreement for the caller's institution",
                                            any_signatory, {}, rule),
        platform::command<OfferTerms>(post, "/api/agreements/{agreement}/terms",
                                      "Offer other terms, or an amendment", signatories, parties,
                                      rule),
        platform::command<AcceptTerms>(post, "/api/agreements/{agreement}/acceptance",
                                       "Accept the terms the other side offered", signatories,
                                       parties, rule),
        platform::command<RefuseTerms>(post, "/api/agreements/{agreement}/refusal",
                                       "Refuse the open terms", signatories, parties, rule),
        platform::command<SignAgreement>(post, "/api/agreements/{agreement}/signatures",
                                         "Sign with a key of one's own (ES256 over the text)",
                                         signatories, parties, rule),
        {post, "/api/agreements/{agreement}/pin-signatures",
         "Sign with the key the node keeps sealed under the caller's PIN", signatories,
         platform::Slow{sign_slowly}, platform::Shows::data, parties, json::schema<SignWithPin>()},
        platform::command<EndAgreement>(post, "/api/agreements/{agreement}/end",
                                        "End an active agreement at once", signatories, parties,
                                        rule),
    };
}

} // namespace

platform::Capability agreements() {
    auto endpoints = routes();
    for (auto& page : pages()) endpoints.push_back(std::move(page));
    return {.name = "agreements",
            .endpoints = std::move(endpoints),
            .menu = menu(),
            .events = register_events};
}

} // namespace vienreiz::agreements
