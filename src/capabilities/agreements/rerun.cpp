// The wish that each entry comes of, read off it.
#include "capabilities/agreements/rules.hpp"
#include "platform/rules.hpp"

namespace vienreiz::agreements {
namespace {

using platform::Wished;
using store::Snapshot;
using enum http::Method;

// `wish_of(event)`: one about an agreement there is.
template <class E, class WishOf>
void about_one(platform::Rules& rules, std::string_view path, WishOf wish_of) {
    rules.on<E>({post, path}, [wish_of](const E& event, const Snapshot&) {
        return Wished{wish_of(event), {{"agreement", event.agreement.text}}};
    });
}

} // namespace

void register_rules(platform::Rules& rules) {
    rules.on<AgreementRequested>(
        {post, "/api/agreements"}, [](const AgreementRequested& event, const Snapshot&) {
            return Wished{RequestAgreement{event.dataset, event.terms}, {}, event.agreement.text};
        });
    about_one<TermsOffered>(rules, "/api/agreements/{agreement}/terms", [](const auto& event) {
        return OfferTerms{event.agreement, event.terms};
    });
    about_one<TermsAccepted>(
        rules, "/api/agreements/{agreement}/acceptance",
        [](const auto& event) { return AcceptTerms{event.agreement, event.revision}; });
    about_one<TermsRefused>(rules, "/api/agreements/{agreement}/refusal", [](const auto& event) {
        return RefuseTerms{event.agreement, event.reason};
    });
    // The second signature activates: that entry follows of the same wish.
    about_one<AgreementSigned>(
        rules, "/api/agreements/{agreement}/signatures",
        [](const auto& event) { return SignAgreement{event.agreement, event.signature.value}; });
    about_one<AgreementEnded>(rules, "/api/agreements/{agreement}/end", [](const auto& event) {
        return EndAgreement{event.agreement, event.reason};
    });
}

} // namespace vienreiz::agreements
