// Signed notes (c2sp.org/signed-note): a text, an empty line, and one line for each signature.
// A note may be signed by keys nobody here knows; those lines are kept and ignored.
#pragma once

#include "base/result.hpp"
#include "base/text.hpp"
#include "crypto/keys.hpp"
#include "crypto/ml_dsa.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vienreiz::journal {

using KeyId = std::array<std::uint8_t, 4>;

// The signature types of c2sp.org/signed-note that this program verifies: a log's, a witness's, and the one of
// c2sp.org/tlog-cosignature that both use.
enum class SignatureType : std::uint8_t {
    ed25519 = 0x01,
    ed25519_cosignature = 0x04,
    ml_dsa_44 = 0x06
};

// Whose signature counts: "<name>+<hex key id>+<base64 type and key>", a vkey.
struct VerifierKey {
    std::string name;
    KeyId id;
    SignatureType type;
    std::variant<crypto::PublicKey, crypto::ml_dsa::PublicKey>
        key; // the latter where the type says ML-DSA
};
Result<VerifierKey> verifier_key(std::string_view vkey);
VerifierKey verifier_key(std::string name, const crypto::PublicKey& key,
                         SignatureType type = SignatureType::ed25519);
VerifierKey verifier_key(std::string name, const crypto::ml_dsa::PublicKey& key);
std::string to_vkey(const VerifierKey& key);
// The key without its type and its name: 32 bytes, or 1312.
Bytes raw_key(const VerifierKey& key);
// Whether keys of this type sign a log's checkpoints; whether they cosign those of others.
bool is_log_key(const VerifierKey& key);
bool is_cosigner_key(const VerifierKey& key);
// Not empty, without Unicode spaces, control characters and '+'.
bool is_key_name(std::string_view name);

struct NoteSignature {
    std::string name;
    KeyId id;
    Bytes signature;
};
struct Note {
    std::string text; // ends with a newline
    std::vector<NoteSignature> signatures;
};
// The form only; whose signatures these are is for verification.hpp. Kind::invalid, too_large.
Result<Note> parse_note(std::string_view note);

// Several notes in one file: each behind a line with its length in bytes. Taken off the front;
// nothing when none is there.
void add_counted(std::string& out, std::string_view note);
std::optional<std::string_view> take_counted(std::string_view& rest);

// One signature line, and the whole note with one signature.
std::string signature_line(std::string_view name, const KeyId& id, ByteView signature);
std::string sign_note(std::string_view text, std::string_view name, const crypto::PrivateKey& key);

} // namespace vienreiz::journal
