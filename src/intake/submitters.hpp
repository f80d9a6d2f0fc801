// Who may add entries: public keys (RFC 7517), each named by its `kid` or, where it has none, by its thumbprint
// (RFC 7638).
#pragma once

#include "crypto/keys.hpp"

#include <map>

namespace vienreiz::intake {

class Submitters {
public:
    // {"keys": [...]}. Kind::invalid with the place; conflict when two keys have one name.
    static Result<Submitters> parse(std::string_view jwks);

    // The name of the key that signed this entry, a compact JWT. Kind::unauthenticated when no key of ours did,
    // Kind::invalid when it is no JWT.
    [[nodiscard]] Result<std::string> verify(std::string_view entry) const;
    [[nodiscard]] std::size_t size() const { return keys_.size(); }

private:
    std::map<std::string, crypto::PublicKey, std::less<>> keys_;
};

} // namespace vienreiz::intake
