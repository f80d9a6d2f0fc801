#include "capabilities/agreements/signing.hpp"

#include <cctype>

namespace vienreiz::agreements {
namespace {

constexpr std::size_t half = 32; // of an ES256 signature: r, then s

Failure no_signature() {
    return {Kind::invalid, "This is not a signature: paste what the command wrote", "/signature"};
}

// INTEGER of at most 32 bytes, unsigned; moves `der` behind it.
Result<Bytes> der_integer(ByteView& der) {
    if (der.size() < 2 || der[0] != 0x02 || der[1] == 0 || der.size() < 2U + der[1])
        return no_signature();
    auto value = der.subspan(2, der[1]);
    der = der.subspan(2U + der[1]);
    if (value.size() > 1 && value[0] == 0) value = value.subspan(1);
    if (value.size() > half) return no_signature();
    Bytes out(half - value.size(), 0);
    out.insert(out.end(), value.begin(), value.end());
    return out;
}

Result<Bytes> raw_from_der(ByteView der) {
    if (der.size() < 2 || der[0] != 0x30 || der[1] != der.size() - 2) return no_signature();
    der = der.subspan(2);
    auto raw = TRY(der_integer(der));
    auto s = TRY(der_integer(der));
    if (!der.empty()) return no_signature();
    raw.insert(raw.end(), s.begin(), s.end());
    return raw;
}

} // namespace

Result<std::string> pasted_signature(std::string_view pasted) {
    std::string text;
    for (char c : pasted)
        if (!std::isspace(static_cast<unsigned char>(c))) text += c;
    auto decoded = from_base64(text);
    if (!decoded) decoded = from_base64url(text);
    if (!decoded) return no_signature();
    if (decoded->size() == 2 * half) return base64url(*decoded);
    return base64url(TRY(raw_from_der(*decoded)));
}

Result<platform::Written> sign_with_pin(platform::Node& node, const Caller& caller,
                                        const AgreementId& id, std::string_view pin) {
    std::string text;
    {
        auto view = node.views->snapshot();
        auto found = agreement(*view, id);
        if (!found || !found->proposal)
            return Failure{Kind::conflict, "No terms of this agreement are waiting for a signature",
                           "/agreement"};
        text = json::text(text_of(*view, *found, *found->proposal));
    }
    auto signature = TRY(institutions::sign_with_pin(node, {caller.id}, pin, bytes(text)));
    SignAgreement wish{id, base64url(signature)};
    // The rule verifies against the text as it is then: terms that changed meanwhile are not signed unseen.
    return node.decide(caller, [&](const Moment& moment, const store::Snapshot& view) {
        return decide(moment, caller, view, wish);
    });
}

} // namespace vienreiz::agreements
