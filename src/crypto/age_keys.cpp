// Recipients and identities: X25519 keys (RFC 7748) written in Bech32.
#include "base/limits.hpp"
#include "crypto/age.hpp"
#include "crypto/age_x25519.hpp"
#include "crypto/bech32.hpp"
#include "crypto/openssl.hpp"
#include "crypto/random.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>

namespace vienreiz::crypto::age {

namespace keys {

using Handle = openssl::Handle<EVP_PKEY, EVP_PKEY_free>;
using Context = openssl::Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

constexpr std::string_view recipient_prefix = "age", identity_prefix = "age-secret-key-";

std::optional<Key> key_of(std::string_view text, std::string_view prefix) {
    auto read = from_bech32(text);
    if (!read || read->prefix != prefix || read->data.size() != key_bytes) return {};
    Key out;
    std::ranges::copy(read->data, out.begin());
    OPENSSL_cleanse(read->data.data(), read->data.size());
    return out;
}

} // namespace keys

std::optional<Key> x25519(const Key& secret, const Key& share) {
    keys::Handle own(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, secret.data(), secret.size()));
    keys::Handle other(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, share.data(), share.size()));
    openssl::must(own && other, "An X25519 key cannot be made");
    keys::Context context(EVP_PKEY_CTX_new(own.get(), nullptr));
    openssl::must(context && EVP_PKEY_derive_init(context.get()) == 1 &&
                      EVP_PKEY_derive_set_peer(context.get(), other.get()) == 1,
                  "X25519 did not start");
    Key out;
    auto length = out.size();
    if (EVP_PKEY_derive(context.get(), out.data(), &length) == 1 && length == out.size())
        return out;
    ERR_clear_error(); // RFC 7748 §6.1: all zero, of a point of low order
    return {};
}

Key x25519_share(const Key& secret) {
    keys::Handle own(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, secret.data(), secret.size()));
    Key out;
    auto length = out.size();
    openssl::must(own && EVP_PKEY_get_raw_public_key(own.get(), out.data(), &length) == 1 &&
                      length == out.size(),
                  "An X25519 key cannot be made");
    return out;
}

Key random_secret() {
    Key out;
    auto drawn = random_bytes(out.size());
    std::ranges::copy(drawn, out.begin());
    OPENSSL_cleanse(drawn.data(), drawn.size());
    return out;
}

std::string to_text(const Recipient& recipient) {
    return to_bech32(keys::recipient_prefix, recipient.key);
}

Result<Recipient> recipient_from(std::string_view text) {
    auto key = keys::key_of(text, keys::recipient_prefix);
    // With a key of low order every secret would be the same, and encrypting fails.
    if (key && lower(text) == text && x25519(random_secret(), *key)) return Recipient{*key};
    return Failure{Kind::invalid,
                   "This is no age recipient: it begins with age1 and has 62 characters, as "
                   "`age-keygen -y` prints it"};
}

Identity Identity::generate() { return Identity(random_secret()); }

Identity::~Identity() { OPENSSL_cleanse(key_.data(), key_.size()); }

Result<Identity> Identity::from_text(std::string_view text) {
    auto key = keys::key_of(text, keys::identity_prefix);
    if (key && lower(text) != text) return Identity(*key);
    return Failure{Kind::invalid,
                   "This is no age identity: it begins with AGE-SECRET-KEY-1, as `age-keygen` "
                   "writes it"};
}

std::string Identity::text() const {
    auto out = to_bech32(keys::identity_prefix, key_);
    for (auto& letter : out)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    return out;
}

Recipient Identity::recipient() const { return Recipient{x25519_share(key_)}; }

Result<std::vector<Identity>> identities_in(std::string_view file) {
    std::vector<Identity> out;
    std::size_t number = 0;
    for (auto line : split(file, '\n')) {
        ++number;
        line = trim(line);
        if (line.empty() || line.starts_with('#')) continue;
        auto identity = Identity::from_text(line);
        if (!identity) return within(std::move(identity).error(), fmt::format("line {}", number));
        out.push_back(*identity);
    }
    if (out.empty()) return Failure{Kind::invalid, "There is no age identity in this file"};
    return out;
}

} // namespace vienreiz::crypto::age
