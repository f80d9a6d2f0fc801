#include "capabilities/agreements/signing.hpp"

namespace vienreiz::agreements {

Result<platform::Written> sign_with_pin(platform::Node& node, const Caller& caller, const AgreementId& id, std::string_view pin) {
    std::string text;
    {
        auto view = node.views->snapshot();
        auto found = agreement(*view, id);
        if (!found || !found->proposal) return Failure{Kind::conflict, "No terms of this agreement are waiting for a signature", "/agreement"};
        text = json::text(text_of(*view, *found, *found->proposal));
    }
    auto signature = TRY(institutions::sign_with_pin(node, {caller.id}, pin, bytes(text)));
    SignAgreement wish{id, base64url(signature)};
    // The rule verifies against the text as it is then: terms that changed meanwhile are not signed unseen.
    return node.decide(caller, [&](const Moment& moment, const store::Snapshot& view) { return decide(moment, caller, view, wish); });
}

} // namespace vienreiz::agreements
