#include "crypto/hash.hpp"

#include "crypto/openssl.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>

namespace vienreiz::crypto {

namespace hash {

using Context = openssl::Handle<EVP_MD_CTX, EVP_MD_CTX_free>;

// A context that has hashed once begins anew without looking its digest up again.
Context new_context() {
    static const openssl::Handle<EVP_MD, EVP_MD_free> sha256(
        EVP_MD_fetch(nullptr, "SHA256", nullptr));
    openssl::must(sha256 != nullptr, "OpenSSL has no SHA-256");
    Context context(EVP_MD_CTX_new());
    openssl::must(context && EVP_DigestInit_ex2(context.get(), sha256.get(), nullptr) == 1,
                  "SHA-256 did not start");
    return context;
}

void begin(EVP_MD_CTX* context) {
    openssl::must(EVP_DigestInit_ex2(context, nullptr, nullptr) == 1, "SHA-256 did not start");
}

void add(EVP_MD_CTX* context, ByteView data) {
    openssl::must(EVP_DigestUpdate(context, data.data(), data.size()) == 1, "SHA-256 failed");
}

Hash end(EVP_MD_CTX* context) {
    Hash out;
    openssl::must(EVP_DigestFinal_ex(context, out.data(), nullptr) == 1, "SHA-256 failed");
    return out;
}

EVP_MD_CTX* of_this_thread() {
    thread_local const Context context = new_context();
    return context.get();
}

constexpr std::size_t block = 64; // bytes that SHA-256 takes at a time

} // namespace hash

Hash sha256(ByteView data) {
    auto* context = hash::of_this_thread();
    hash::begin(context);
    hash::add(context, data);
    return hash::end(context);
}

Hash sha256(std::uint8_t prefix, ByteView data) {
    auto* context = hash::of_this_thread();
    hash::begin(context);
    hash::add(context, {&prefix, 1});
    hash::add(context, data);
    return hash::end(context);
}

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

    auto* context = hash::of_this_thread();
    for (auto& byte : padded) byte ^= 0x36;
    hash::begin(context);
    hash::add(context, padded);
    hash::add(context, data);
    auto inner = hash::end(context);

    for (auto& byte : padded) byte ^= 0x36 ^ 0x5c;
    hash::begin(context);
    hash::add(context, padded);
    hash::add(context, inner);
    OPENSSL_cleanse(padded.data(), padded.size());
    return hash::end(context);
}

struct Hasher::State {
    hash::Context context = hash::new_context();
};

Hasher::Hasher() : state_(std::make_unique<State>()) {}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::update(ByteView data) { hash::add(state_->context.get(), data); }

Hash Hasher::finish() {
    auto out = hash::end(state_->context.get());
    hash::begin(state_->context.get());
    return out;
}

bool equal_in_constant_time(ByteView a, ByteView b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace vienreiz::crypto
