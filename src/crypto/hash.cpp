#include "crypto/hash.hpp"

#include "crypto/openssl.hpp"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>

namespace vienreiz::crypto {

namespace hash {

using Context = SHA256_CTX;

// SHA-256 is the one algorithm here that does not go through EVP: docs/decisions/0009-sha256-below-evp.md.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

void begin(Context& context) { openssl::must(SHA256_Init(&context) == 1, "SHA-256 did not start"); }

void add(Context& context, ByteView data) {
    openssl::must(SHA256_Update(&context, data.data(), data.size()) == 1, "SHA-256 failed");
}

Hash end(Context& context) {
    Hash out;
    openssl::must(SHA256_Final(out.data(), &context) == 1, "SHA-256 failed");
    return out;
}
#pragma GCC diagnostic pop

Hash of(std::initializer_list<ByteView> parts) {
    Context context;
    begin(context);
    for (auto part : parts) add(context, part);
    return end(context);
}

constexpr std::size_t block = 64; // bytes that SHA-256 takes at a time

} // namespace hash

Hash sha256(ByteView data) { return hash::of({data}); }

Hash sha256(std::uint8_t prefix, ByteView data) { return hash::of({{&prefix, 1}, data}); }

// The 65 bytes are gathered on the stack: one update costs less than three.
Hash sha256(std::uint8_t prefix, const Hash& left, const Hash& right) {
    std::array<std::uint8_t, 1 + 2 * std::tuple_size_v<Hash>> node;
    node[0] = prefix;
    std::ranges::copy(left, node.begin() + 1);
    std::ranges::copy(right, node.begin() + 1 + left.size());
    return sha256(node);
}

// RFC 2104 §2: H(K xor opad, H(K xor ipad, text)). By hand, because EVP_MAC fetches and allocates
// on every call and so costs several times the two hashes of a short text.
Hash hmac_sha256(ByteView key, ByteView data) {
    std::array<std::uint8_t, hash::block> padded{};
    if (key.size() > padded.size())
        std::ranges::copy(sha256(key), padded.begin());
    else
        std::ranges::copy(key, padded.begin());

    for (auto& byte : padded) byte ^= 0x36;
    auto inner = hash::of({padded, data});
    for (auto& byte : padded) byte ^= 0x36 ^ 0x5c;
    auto outer = hash::of({padded, inner});
    OPENSSL_cleanse(padded.data(), padded.size());
    return outer;
}

struct Hasher::State {
    hash::Context context;
};

Hasher::Hasher() : state_(std::make_unique<State>()) { hash::begin(state_->context); }
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::update(ByteView data) { hash::add(state_->context, data); }

Hash Hasher::finish() {
    auto out = hash::end(state_->context);
    hash::begin(state_->context);
    return out;
}

bool equal_in_constant_time(ByteView a, ByteView b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace vienreiz::crypto
