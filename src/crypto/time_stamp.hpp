// Time-stamps (RFC 3161): a third party signs that some bytes, named by their SHA-256, existed at a moment. Who asks
// sends the query in an HTTP POST and is answered with a reply (§3.4); `openssl ts -verify` checks the same two files.
#pragma once

#include "base/time.hpp"
#include "crypto/hash.hpp"

namespace vienreiz::crypto {

struct TimeStampQuery {
    // TimeStampReq, §2.4.1: SHA-256, a fresh nonce, and the authority's certificate asked for.
    Bytes der;
    Bytes nonce; // big-endian
};
TimeStampQuery time_stamp_query(const Hash& of);

struct TimeStamp {
    Instant at;
    std::string authority; // the signer's name, as its certificate has it; may be empty
};
// The certificates a time-stamp must lead to, as PEM: the roots an operator trusts for this.
struct TimeStampTrust {
    std::string pem;
};
// Kind::invalid unless there is at least one certificate in it.
Outcome check_trust(const TimeStampTrust& trust);

// `reply`: TimeStampResp, §2.4.2. Kind::unavailable when the authority has refused; Kind::corrupt when it is of
// something else, of another question, or not signed by whom we trust. `nonce`: of the query, or empty for one that
// was kept.
Result<TimeStamp> verify_time_stamp(ByteView reply, const Hash& of, ByteView nonce,
                                    const TimeStampTrust& trust);

} // namespace vienreiz::crypto
