// Failures that people meet on these pages: said in English where they arise, and here for the translators.
#include "html/sentence.hpp"

#include <array>

namespace vienreiz::institutions {
using html::sentence;

[[maybe_unused]] constexpr std::array failures_of_institutions{
    sentence("Paste a public key"),
    sentence("This JWK is not valid JSON"),
    sentence("There is no such system, or it is revoked"),
    sentence("There is no such person"),
    sentence("The system has this key already"),
    sentence("A system signs with ES256, RS256 or PS256"),
    sentence("An institution with this registration number is registered already"),
    sentence("This sign-in name is taken"),
    sentence("A person with this personal code is registered already"),
    sentence("An operator cannot take her own role away; another operator can"),
    sentence("There is no such institution"),
};

} // namespace vienreiz::institutions
