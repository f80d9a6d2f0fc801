#include "journal/cose.hpp"

#include "base/cbor.hpp"
#include "base/limits.hpp"

#include <algorithm>

namespace vienreiz::journal {
namespace cose {

// RFC 9052 §2, §3.1; RFC 9597; RFC 9942 §2
constexpr int alg = 1, crit = 2, kid = 4, cwt_claims = 15, vds = 395, vdp = 396;
constexpr int issuer = 1;                  // of the CWT claims, RFC 8392 §3.1.1
constexpr int rfc9162_sha256 = 1;          // RFC 9942 §4.1
constexpr int inclusion_proofs = -1;       // RFC 9942 §4.2
constexpr std::uint64_t sign1_tag = 18;    // RFC 9052 §4.2
constexpr int eddsa = -8, ml_dsa_44 = -48; // IANA COSE Algorithms
constexpr std::string_view entry_label = "entry";
constexpr std::size_t longest_path = 64;

Failure malformed(std::string what) {
    return {Kind::invalid, "This COSE receipt " + std::move(what)};
}

int algorithm_of(const VerifierKey& key) {
    return key.type == SignatureType::ml_dsa_44 ? ml_dsa_44 : eddsa;
}

Bytes bytes_of(const Hash& hash) { return {hash.begin(), hash.end()}; }

// RFC 9052 §4.4: Sig_structure
Bytes to_be_signed(const Bytes& protected_header, const Hash& root) {
    return cbor::encode(cbor::Array{"Signature1", protected_header, Bytes{}, bytes_of(root)});
}

bool verifies(const VerifierKey& key, ByteView message, ByteView signature) {
    return std::visit([&](const auto& one) { return one.verifies(message, signature); }, key.key);
}

template <class T>
Result<const T*> member(const cbor::Map& map, const cbor::Value& label, std::string_view what) {
    const auto* value = map.find(label);
    const auto* typed = value ? value->as<T>() : nullptr;
    if (!typed) return malformed("has no " + std::string(what));
    return typed;
}

Result<std::uint64_t> count(const cbor::Value& value) {
    const auto* number = value.as<std::uint64_t>();
    if (!number) return malformed("has a proof without size and index");
    return *number;
}

struct Signed {
    Bytes protected_header, signature;
    cbor::Map header, beside; // protected, and not
};

Result<Signed> parse(ByteView receipt) {
    if (receipt.size() > limits::receipt_bytes)
        return Failure{Kind::too_large,
                       "A receipt holds at most " + grouped(limits::receipt_bytes) + " bytes"};
    auto whole = TRY(cbor::decode(receipt, cbor::Form::any));
    const auto* tagged = whole.as<cbor::Tagged>();
    if (!tagged || tagged->number != sign1_tag) return malformed("is not a tagged COSE_Sign1");
    const auto* parts = tagged->content->as<cbor::Array>();
    if (!parts || parts->size() != 4) return malformed("has not the four parts of a COSE_Sign1");
    const auto *protected_header = (*parts)[0].as<Bytes>(), *signature = (*parts)[3].as<Bytes>();
    const auto* beside = (*parts)[1].as<cbor::Map>();
    if (!protected_header || !beside || !signature)
        return malformed("has not the four parts of a COSE_Sign1");
    if ((*parts)[2] != cbor::Value(cbor::null))
        return malformed("brings its own root; it must be computed from the entry");
    auto header = TRY(cbor::decode(*protected_header, cbor::Form::any));
    const auto* members = header.as<cbor::Map>();
    if (!members) return malformed("has no protected header");
    return Signed{*protected_header, *signature, *members, *beside};
}

// What must be understood and is not, RFC 9052 §3.1; and which tree it is.
Outcome check_header(const cbor::Map& header) {
    if (header.find(crit)) return malformed("asks for what this program does not know (crit)");
    const auto* tree = header.find(vds);
    if (!tree || tree->integer() != rfc9162_sha256)
        return malformed("is not of a tree as RFC 9162 has it, over SHA-256");
    return {};
}

Result<CoseProof> proof_in(const cbor::Map& beside) {
    const auto* proofs = TRY(member<cbor::Map>(beside, vdp, "proofs"));
    const auto* all = TRY(member<cbor::Array>(*proofs, inclusion_proofs, "proof of inclusion"));
    const auto* one = all->size() == 1 ? all->front().as<Bytes>() : nullptr;
    if (!one) return malformed("has not one proof of inclusion");
    auto decoded = TRY(cbor::decode(*one, cbor::Form::any));
    const auto* parts = decoded.as<cbor::Array>();
    if (!parts || parts->size() != 3) return malformed("has a proof without size, index and path");
    const auto* path = (*parts)[2].as<cbor::Array>();
    if (!path || path->size() > longest_path) return malformed("has a proof without a path");
    CoseProof out;
    out.size = TRY(count((*parts)[0]));
    out.index = TRY(count((*parts)[1]));
    for (const auto& step : *path) {
        const auto* hash = step.as<Bytes>();
        if (!hash || hash->size() != sizeof(Hash)) return malformed("has a path not of hashes");
        std::ranges::copy(*hash, out.proof.emplace_back().begin());
    }
    const auto* entry =
        TRY(member<Bytes>(beside, entry_label, "entry with it: ask for a whole one"));
    out.entry = std::string(text(*entry));
    return out;
}

// Of the keys that are known, the one it names: by id, origin and algorithm.
Result<const VerifierKey*> key_named(const cbor::Map& header, std::span<const VerifierKey> known) {
    const auto* id = TRY(member<Bytes>(header, kid, "key id"));
    const auto* claims = TRY(member<cbor::Map>(header, cwt_claims, "claims"));
    const auto* origin = TRY(member<std::string>(*claims, issuer, "origin"));
    const auto* algorithm = header.find(alg);
    for (const auto& key : known)
        if (std::ranges::equal(key.id, *id) && key.name == *origin && algorithm &&
            algorithm->integer() == algorithm_of(key))
            return &key;
    return Failure{Kind::forbidden, "None of the keys you trust has signed this receipt", *origin};
}

} // namespace cose

Bytes cose_receipt(const CoseProof& proof, const Hash& root, const VerifierKey& key,
                   const SignBytes& sign) {
    cbor::Array path;
    for (const auto& hash : proof.proof) path.emplace_back(cose::bytes_of(hash));
    auto header = cbor::encode(cbor::Map{{cose::alg, cose::algorithm_of(key)},
                                         {cose::kid, Bytes(key.id.begin(), key.id.end())},
                                         {cose::cwt_claims, cbor::Map{{cose::issuer, key.name}}},
                                         {cose::vds, cose::rfc9162_sha256}});
    auto inclusion = cbor::encode(cbor::Array{proof.size, proof.index, std::move(path)});
    auto entry = bytes(proof.entry);
    cbor::Map beside{
        {cose::vdp, cbor::Map{{cose::inclusion_proofs, cbor::Array{std::move(inclusion)}}}},
        {cose::entry_label, Bytes(entry.begin(), entry.end())}};
    auto signature = sign(cose::to_be_signed(header, root));
    return cbor::encode(
        cbor::tagged(cose::sign1_tag, cbor::Array{std::move(header), std::move(beside), cbor::null,
                                                  std::move(signature)}));
}

bool looks_like_cose(std::string_view file) {
    constexpr std::string_view tagged_array_of_four = "\xd2\x84";
    return file.starts_with(tagged_array_of_four);
}

Result<VerifiedReceipt> verify_cose_receipt(ByteView receipt, std::span<const VerifierKey> known) {
    auto parts = TRY(cose::parse(receipt));
    TRY(cose::check_header(parts.header));
    const auto* key = TRY(cose::key_named(parts.header, known));
    auto proof = TRY(cose::proof_in(parts.beside));
    // "First the verifiers applies the inclusion proof to a possible entry ... the result is a Merkle root"
    auto root = TRY(root_over(proof.index, proof.size, leaf_hash(bytes(proof.entry)), proof.proof));
    // "Second the verifier checks the signature of the COSE Sign1."
    if (!cose::verifies(*key, cose::to_be_signed(parts.protected_header, root), parts.signature))
        return Failure{Kind::invalid,
                       "The signature does not hold for the root to which this receipt leads",
                       key->name};
    return VerifiedReceipt{key->name,    proof.index, proof.size, std::move(proof.entry),
                           base64(root), {}};
}

} // namespace vienreiz::journal
