// Files encrypted to public keys in the age v1 format (c2sp.org/age), so that whoever holds only the recipient can
// write them and not read them back, and any other program of that format (`age` in Debian) reads what is written here.
//
//   auto file = age::encrypt(plain, recipients);             // a header with a stanza for each, and the payload
//   auto plain = TRY(age::decrypt(file, identities));        // all of it or nothing
//
// Limits       a file is held in memory. X25519 recipients; stanzas of other kinds are passed over. No ASCII armour.
#pragma once

#include "crypto/hash.hpp"

#include <span>
#include <vector>

namespace vienreiz::crypto::age {

inline constexpr std::size_t key_bytes = 32;

// Whom a file is for: an X25519 public key (RFC 7748), with which a secret can be shared.
struct Recipient {
    std::array<std::uint8_t, key_bytes> key;
    bool operator==(const Recipient&) const = default;
};
std::string to_text(const Recipient& recipient); // "age1…", Bech32
// Kind::invalid, in a sentence that says what an age recipient looks like.
Result<Recipient> recipient_from(std::string_view text);

// The private key that opens what was encrypted to its recipient. Wiped when it is no longer needed.
class Identity {
public:
    static Identity generate();
    static Result<Identity> from_text(std::string_view text); // "AGE-SECRET-KEY-1…"
    explicit Identity(const std::array<std::uint8_t, key_bytes>& key) : key_(key) {}
    Identity(const Identity&) = default;
    Identity& operator=(const Identity&) = default;
    ~Identity();
    [[nodiscard]] std::string text() const;
    [[nodiscard]] Recipient recipient() const;
    [[nodiscard]] const std::array<std::uint8_t, key_bytes>& key() const { return key_; }

private:
    std::array<std::uint8_t, key_bytes> key_;
};
// A file as `age-keygen` writes it: an identity a line, comments behind #. Kind::invalid names the line; at least one.
Result<std::vector<Identity>> identities_in(std::string_view file);

// At least one recipient.
Bytes encrypt(ByteView plain, std::span<const Recipient> recipients);
// Kind::invalid: this is no age file. Kind::forbidden: it was encrypted to somebody else. Kind::corrupt: it was cut
// short or changed. Gives nothing of a file that is not whole.
Result<Bytes> decrypt(ByteView file, std::span<const Identity> identities);

} // namespace vienreiz::crypto::age
