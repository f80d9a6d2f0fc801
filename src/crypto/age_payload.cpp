#include "crypto/age_payload.hpp"

#include "base/text.hpp"
#include "crypto/random.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <algorithm>

namespace vienreiz::crypto::age {

Hash hkdf(ByteView input, ByteView salt, std::string_view info) {
    auto extracted = hmac_sha256(salt, input); // RFC 5869 §2.2
    Bytes first(info.begin(), info.end());     // §2.3: T(1) = HMAC-Hash(PRK, info | 0x01)
    first.push_back(1);
    auto out = hmac_sha256(extracted, first);
    OPENSSL_cleanse(extracted.data(), extracted.size());
    return out;
}

namespace stream {

// §Payload: "the first 11 bytes are a big endian chunk counter starting at zero …; the last byte is 0x01 for the final
// chunk and 0x00 for all preceding ones."
ChaChaPoly::Nonce nonce(std::uint64_t chunk, bool is_last) {
    ChaChaPoly::Nonce out{};
    for (std::size_t at = 0; at < sizeof chunk; ++at)
        out[10 - at] = static_cast<std::uint8_t>(chunk >> (8 * at));
    out[11] = is_last ? 1 : 0;
    return out;
}

int length_of(ByteView data) { return static_cast<int>(data.size()); }

} // namespace stream

ChaChaPoly::ChaChaPoly(const Hash& key) : context_(EVP_CIPHER_CTX_new()), key_(key) {
    static const openssl::Handle<EVP_CIPHER, EVP_CIPHER_free> cipher(
        EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr));
    openssl::must(context_ && EVP_CipherInit_ex2(context_.get(), cipher.get(), key_.data(), nullptr,
                                                 1, nullptr) == 1,
                  "ChaCha20-Poly1305 did not start");
    OPENSSL_cleanse(key_.data(), key_.size());
}

void ChaChaPoly::seal(Bytes& out, const Nonce& nonce, ByteView plain) {
    auto at = out.size();
    out.resize(at + plain.size() + tag_bytes);
    auto* to = out.data() + at;
    auto* tag = to + plain.size();
    int length = 0;
    bool sealed =
        EVP_CipherInit_ex2(context_.get(), nullptr, nullptr, nonce.data(), 1, nullptr) == 1 &&
        EVP_CipherUpdate(context_.get(), to, &length, plain.data(), stream::length_of(plain)) ==
            1 &&
        EVP_CipherFinal_ex(context_.get(), tag, &length) == 1 &&
        EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, tag_bytes, tag) == 1;
    openssl::must(sealed, "ChaCha20-Poly1305 failed");
}

bool ChaChaPoly::open(Bytes& out, const Nonce& nonce, ByteView sealed) {
    if (sealed.size() < tag_bytes) return false;
    auto body = sealed.first(sealed.size() - tag_bytes);
    Bytes tag(sealed.end() - tag_bytes, sealed.end());
    auto at = out.size();
    out.resize(at + body.size());
    int length = 0;
    auto* to = out.data() + at;
    bool whole =
        EVP_CipherInit_ex2(context_.get(), nullptr, nullptr, nonce.data(), 0, nullptr) == 1 &&
        EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, tag_bytes, tag.data()) == 1 &&
        EVP_CipherUpdate(context_.get(), to, &length, body.data(), stream::length_of(body)) == 1 &&
        EVP_CipherFinal_ex(context_.get(), tag.data(), &length) == 1;
    if (whole) return true;
    OPENSSL_cleanse(to, body.size());
    out.resize(at);
    ERR_clear_error();
    return false;
}

void append_payload(Bytes& out, ByteView file_key, ByteView plain) {
    auto nonce = random_bytes(payload_nonce_bytes);
    out.insert(out.end(), nonce.begin(), nonce.end());
    ChaChaPoly cipher(hkdf(file_key, nonce, "payload"));
    for (std::uint64_t chunk = 0;; ++chunk) {
        auto piece = plain.first(std::min(plain.size(), chunk_bytes));
        plain = plain.subspan(piece.size());
        cipher.seal(out, stream::nonce(chunk, plain.empty()), piece);
        if (plain.empty()) return;
    }
}

Result<Bytes> open_payload(ByteView payload, ByteView file_key) {
    if (payload.size() < payload_nonce_bytes + tag_bytes)
        return Failure{Kind::corrupt, "This age file is cut short behind its header"};
    ChaChaPoly cipher(hkdf(file_key, payload.first(payload_nonce_bytes), "payload"));
    auto rest = payload.subspan(payload_nonce_bytes);
    Bytes out;
    out.reserve(rest.size());
    for (std::uint64_t chunk = 0;; ++chunk) {
        auto piece = rest.first(std::min(rest.size(), chunk_bytes + tag_bytes));
        rest = rest.subspan(piece.size());
        // "The final chunk … MUST NOT be empty unless the whole payload is empty."
        bool is_allowed = piece.size() > tag_bytes || chunk == 0;
        if (!is_allowed || !cipher.open(out, stream::nonce(chunk, rest.empty()), piece)) {
            OPENSSL_cleanse(out.data(), out.size());
            return Failure{Kind::corrupt, "This age file is cut short, or was changed",
                           fmt::format("chunk {}", chunk)};
        }
        if (rest.empty()) return out;
    }
}

} // namespace vienreiz::crypto::age
