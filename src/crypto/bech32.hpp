// Bech32 (BIP 173): bytes as text that says what it is and notices a typing mistake. Without BIP 173's limit of 90
// characters, as c2sp.org/age has it.
#pragma once

#include "base/text.hpp"

namespace vienreiz::crypto {

struct Bech32 {
    std::string prefix; // lower case: "age"
    Bytes data;
};
std::string to_bech32(std::string_view prefix, ByteView data); // lower case
// All of one case. Kind::invalid for any other text.
Result<Bech32> from_bech32(std::string_view text);

} // namespace vienreiz::crypto
