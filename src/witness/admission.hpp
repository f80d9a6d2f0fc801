// Which journals a witness cosigns, and how often each may ask. The witness network's list of logs:
//
//   logs/v0
//
//   vkey <verifier key>
//   origin none|<origin>     none: it is the key's name
//   bastion none|<URL>       may be left out; not used here
//   qpd <requests a day>
//   contact <whom to write to>
//
// Empty lines and those that begin with # say nothing. A journal with two keys is listed twice,
// and one that rotates its keys once for each old and each new one.
#pragma once

#include "journal/note.hpp"

#include <map>

namespace vienreiz::witness {

struct Admitted {
    std::vector<journal::VerifierKey> keys; // one must have signed, and none of them wrongly
    std::uint64_t requests_a_day = 0;
    std::string contact;
};
using Admission = std::map<std::string, Admitted, std::less<>>; // by origin

// Kind::invalid with the line; too_large over limits::admission_bytes or limits::witnessed_journals.
Result<Admission> parse_admission(std::string_view text);

} // namespace vienreiz::witness
