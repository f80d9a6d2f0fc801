// COSE Receipts (RFC 9942): the same proof in the same tree as a C2SP tlog-proof, signed with the same keys, in the
// form that programs which speak CBOR take.
//
//   18([ << {1: algorithm, 4: key id, 15: {1: origin}, 395: 1} >>,       signed, with the root
//        {396: {-1: [ << [size, index, [hashes from the leaf up]] >> ]},
//         "entry": its bytes},                                           ours, so that one file is enough
//        null,                                                           the root: the verifier computes it
//        signature ])
//
// The key id is that of the signed note's verifier key, the origin its name. 395: 1 is the tree of RFC 9162 over
// SHA-256. A witness's cosignatures have no place in it: where a quorum is asked for, a tlog-proof is.
#pragma once

#include "journal/journal.hpp"
#include "journal/note.hpp"
#include "journal/receipt.hpp"

namespace vienreiz::journal {

struct CoseProof {
    Index index = 0;
    std::uint64_t size = 0;
    Proof proof{};
    std::string entry{};
};
using SignBytes = std::function<Bytes(ByteView)>;
// `key` names who signs; `sign` does it.
Bytes cose_receipt(const CoseProof& proof, const Hash& root, const VerifierKey& key,
                   const SignBytes& sign);

// A file that may be one: it begins as a tagged COSE_Sign1 does.
bool looks_like_cose(std::string_view file);
// `known`: keys of logs, or ML-DSA keys. Kind::forbidden when none of them has signed, Kind::invalid says what is
// wrong.
Result<VerifiedReceipt> verify_cose_receipt(ByteView receipt, std::span<const VerifierKey> known);

} // namespace vienreiz::journal
