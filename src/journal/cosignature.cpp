#include "journal/cosignature.hpp"

#include "base/machine_words.hpp"
#include "journal/checkpoint.hpp"

namespace vienreiz::journal {
namespace cosignature {

constexpr std::size_t time_bytes = 8;
constexpr std::string_view ml_dsa_label{"subtree/v1\n\0", 12};
constexpr std::size_t longest_name = 255;

void append_number(Bytes& out, std::uint64_t number) {
    out.resize(out.size() + sizeof number);
    machine_words::store_big_endian(out.data() + out.size() - sizeof number, number);
}

std::uint64_t seconds_of(CosignedAt time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

// opaque <1..2^8-1>
void append_short(Bytes& out, std::string_view text) {
    out.push_back(static_cast<std::uint8_t>(text.size()));
    out.insert(out.end(), text.begin(), text.end());
}

std::string ed25519_message(std::string_view checkpoint, std::uint64_t seconds) {
    std::string out;
    append(out, "cosignature/v1\ntime ", std::to_string(seconds), "\n", checkpoint);
    return out;
}

// "struct cosigned_message"; a checkpoint is the subtree from 0 to its size.
Result<Bytes> ml_dsa_message(std::string_view cosigner, std::string_view checkpoint,
                             std::uint64_t seconds) {
    auto head = TRY(parse_checkpoint(checkpoint));
    if (cosigner.size() > longest_name || head.origin.size() > longest_name)
        return Failure{Kind::invalid, "A name of more than 255 bytes cannot be cosigned"};
    Bytes out(ml_dsa_label.begin(), ml_dsa_label.end());
    append_short(out, cosigner);
    append_number(out, seconds);
    append_short(out, head.origin);
    append_number(out, 0);
    append_number(out, head.size);
    out.insert(out.end(), head.root.begin(), head.root.end());
    return out;
}

VerifierKey verifier_key_of(std::string name, const Cosigner::Key& key) {
    if (const auto* ml_dsa = std::get_if<crypto::ml_dsa::PrivateKey>(&key))
        return verifier_key(std::move(name), ml_dsa->public_key());
    return verifier_key(std::move(name), std::get<crypto::PrivateKey>(key).public_key(),
                        SignatureType::ed25519_cosignature);
}

} // namespace cosignature

Cosigner::Cosigner(std::string name, Key key)
    : key_(std::move(key)), verifier_key_(cosignature::verifier_key_of(std::move(name), key_)) {}

Result<std::string> Cosigner::cosign(std::string_view checkpoint, CosignedAt time) const {
    const auto& name = verifier_key_.name;
    auto seconds = cosignature::seconds_of(time);
    Bytes timed;
    cosignature::append_number(timed, seconds);
    auto sign = [&](const auto& key, ByteView message) {
        auto signature = key.sign(message);
        timed.insert(timed.end(), signature.begin(), signature.end());
        return signature_line(name, verifier_key_.id, timed);
    };
    // Made for both kinds: nothing is signed that is no checkpoint.
    auto structure = TRY(cosignature::ml_dsa_message(name, checkpoint, seconds));
    if (const auto* ml_dsa = std::get_if<crypto::ml_dsa::PrivateKey>(&key_))
        return sign(*ml_dsa, structure);
    return sign(std::get<crypto::PrivateKey>(key_),
                bytes(cosignature::ed25519_message(checkpoint, seconds)));
}

std::optional<CosignedAt> cosigned_at(ByteView signature) {
    if (signature.size() <= cosignature::time_bytes) return {};
    auto seconds = machine_words::load_big_endian<std::uint64_t>(signature.data());
    // "It MUST NOT exceed 2^63 - 1"
    if (seconds >> 63 != 0) return {};
    return CosignedAt(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

bool verifies_cosignature(const VerifierKey& key, std::string_view checkpoint, ByteView signature) {
    auto time = cosigned_at(signature);
    if (!time) return false;
    auto seconds = cosignature::seconds_of(*time);
    auto rest = signature.subspan(cosignature::time_bytes);
    if (const auto* ml_dsa = std::get_if<crypto::ml_dsa::PublicKey>(&key.key)) {
        auto message = cosignature::ml_dsa_message(key.name, checkpoint, seconds);
        return message && ml_dsa->verifies(*message, rest);
    }
    auto message = cosignature::ed25519_message(checkpoint, seconds);
    return std::get<crypto::PublicKey>(key.key).verifies(bytes(message), rest);
}

} // namespace vienreiz::journal
