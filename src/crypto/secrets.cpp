// A password is kept as  scrypt$<log2 N>$<r>$<p>$<salt>$<hash>  with the salt (16 bytes) and the
// hash (32) in base64url, so that old hashes stay good when the cost is raised.
//
// A sealed text is the base64 of
//   salt   16 bytes, of scrypt (N = 2^15, r = 8, p = 1), which makes the key of the secret
//   nonce  12 bytes, of AES-256-GCM
//   ciphertext, as long as the plain text
//   tag    16 bytes
// Salt and nonce are drawn anew each time, so no key ever meets a nonce twice.
#include "crypto/secrets.hpp"

#include "base/limits.hpp"
#include "crypto/hash.hpp"
#include "crypto/openssl.hpp"
#include "crypto/random.hpp"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

namespace vienreiz::crypto {

namespace secrets {

struct Cost {
    unsigned log_n = 15;
    std::uint32_t r = 8;
    std::uint32_t p = 1;
};

constexpr std::size_t salt_bytes = 16, nonce_bytes = 12, tag_bytes = 16;

// A hash that is wiped when it is no longer needed.
struct Key {
    Hash bytes{};
    Key() = default;
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    ~Key() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

void stretch(Key& out, std::string_view secret, ByteView salt, const Cost& cost) {
    static const openssl::Handle<EVP_KDF, EVP_KDF_free> scrypt(
        EVP_KDF_fetch(nullptr, "SCRYPT", nullptr));
    openssl::Handle<EVP_KDF_CTX, EVP_KDF_CTX_free> context(EVP_KDF_CTX_new(scrypt.get()));
    std::uint64_t n = std::uint64_t{1} << cost.log_n;
    std::uint64_t memory = 2 * limits::scrypt_memory; // OpenSSL counts its small buffers in
    auto r = cost.r, p = cost.p;
    auto octets = [](const char* name, ByteView data) { // only read, though the type says otherwise
        return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(data.data()),
                                                 data.size());
    };
    std::array parameters{octets(OSSL_KDF_PARAM_PASSWORD, bytes(secret)),
                          octets(OSSL_KDF_PARAM_SALT, salt),
                          OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
                          OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
                          OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
                          OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory),
                          OSSL_PARAM_construct_end()};
    openssl::must(context && EVP_KDF_derive(context.get(), out.bytes.data(), out.bytes.size(),
                                            parameters.data()) == 1,
                  "A secret cannot be stretched");
}

struct Kept {
    Cost cost;
    Bytes salt, hash;
};

std::optional<Kept> kept(std::string_view text) {
    auto parts = split(text, '$');
    if (parts.size() != 6 || parts[0] != "scrypt") return {};
    auto log_n = number<unsigned>(parts[1]);
    auto r = number<std::uint32_t>(parts[2]);
    auto p = number<std::uint32_t>(parts[3]);
    auto salt = from_base64url(parts[4]), hash = from_base64url(parts[5]);
    if (!log_n || !r || !p || !salt || !hash) return {};
    bool bounded = *log_n >= 1 && *log_n <= 20 && *r >= 1 && *r <= 32 && *p >= 1 && *p <= 4 &&
                   (std::size_t{128} * *r << *log_n) <= limits::scrypt_memory;
    if (!bounded || hash->size() != std::tuple_size_v<Hash>) return {};
    return Kept{{*log_n, *r, *p}, std::move(*salt), std::move(*hash)};
}

using Context = openssl::Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
enum class Direction { decrypt = 0, encrypt = 1 };

Context cipher(const Key& key, ByteView nonce, Direction direction) {
    static const openssl::Handle<EVP_CIPHER, EVP_CIPHER_free> aes(
        EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
    Context context(EVP_CIPHER_CTX_new());
    openssl::must(context &&
                      EVP_CipherInit_ex2(context.get(), aes.get(), key.bytes.data(), nonce.data(),
                                         static_cast<int>(direction), nullptr) == 1,
                  "AES-256-GCM did not start");
    return context;
}

// GCM keeps the length: `out` is as long as `in`.
void crypt(EVP_CIPHER_CTX* context, ByteView in, std::uint8_t* out) {
    int length = 0;
    openssl::must(EVP_CipherUpdate(context, out, &length, in.data(), static_cast<int>(in.size())) ==
                      1,
                  "AES-256-GCM failed");
}

} // namespace secrets

std::string password_hash(std::string_view password) {
    secrets::Cost cost;
    auto salt = random_bytes(secrets::salt_bytes);
    secrets::Key key;
    secrets::stretch(key, password, salt, cost);
    return fmt::format("scrypt${}${}${}${}${}", cost.log_n, cost.r, cost.p, base64url(salt),
                       base64url(key.bytes));
}

bool password_matches(std::string_view password, std::string_view hash) {
    auto kept = secrets::kept(hash);
    if (!kept) return false;
    secrets::Key key;
    secrets::stretch(key, password, kept->salt, kept->cost);
    return equal_in_constant_time(key.bytes, kept->hash);
}

std::string seal(std::string_view plain, std::string_view secret) {
    check(plain.size() <= limits::sealed, "what is sealed is small");
    auto out = random_bytes(secrets::salt_bytes + secrets::nonce_bytes);
    auto body = out.size();
    secrets::Key key;
    secrets::stretch(key, secret, ByteView(out).first(secrets::salt_bytes), {});
    auto context = secrets::cipher(key, ByteView(out).subspan(secrets::salt_bytes),
                                   secrets::Direction::encrypt);
    out.resize(body + plain.size() + secrets::tag_bytes);
    secrets::crypt(context.get(), bytes(plain), out.data() + body);
    auto* tag = out.data() + body + plain.size();
    int none = 0;
    openssl::must(
        EVP_CipherFinal_ex(context.get(), tag, &none) == 1 &&
            EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, secrets::tag_bytes, tag) == 1,
        "AES-256-GCM failed");
    return base64(out);
}

Result<std::string> open_sealed(std::string_view sealed, std::string_view secret) {
    constexpr auto around = secrets::salt_bytes + secrets::nonce_bytes + secrets::tag_bytes;
    Failure damaged{Kind::corrupt, "This sealed text is damaged: take it from a backup"};
    if (sealed.size() > (limits::sealed + around + 2) / 3 * 4) return damaged;
    auto raw = from_base64(sealed);
    if (!raw || raw->size() < around) return damaged;
    auto rest = ByteView(*raw);
    auto take = [&](std::size_t count) {
        auto front = rest.first(count);
        rest = rest.subspan(count);
        return front;
    };
    auto salt = take(secrets::salt_bytes), nonce = take(secrets::nonce_bytes);
    auto body = take(rest.size() - secrets::tag_bytes);

    secrets::Key key;
    secrets::stretch(key, secret, salt, {});
    auto context = secrets::cipher(key, nonce, secrets::Direction::decrypt);
    std::string plain(body.size(), '\0');
    secrets::crypt(context.get(), body, reinterpret_cast<std::uint8_t*>(plain.data()));
    Bytes tag(rest.begin(), rest.end());
    int none = 0;
    bool whole = EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, secrets::tag_bytes,
                                     tag.data()) == 1 &&
                 EVP_CipherFinal_ex(context.get(), tag.data(), &none) == 1;
    if (whole) return plain;
    OPENSSL_cleanse(plain.data(), plain.size());
    ERR_clear_error();
    return Failure{Kind::forbidden, "This secret does not open what is sealed"};
}

} // namespace vienreiz::crypto
