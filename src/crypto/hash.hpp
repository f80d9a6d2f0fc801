// SHA-256 and what is built on it.
#pragma once

#include "base/text.hpp"

#include <array>
#include <memory>

namespace vienreiz::crypto {

using Hash = std::array<std::uint8_t, 32>;

Hash sha256(ByteView data);
// SHA-256(prefix || data): the two domain-separated hashes of RFC 6962 without a copy.
Hash sha256(std::uint8_t prefix, ByteView data);
Hash sha256(std::uint8_t prefix, const Hash& left, const Hash& right);
Hash hmac_sha256(ByteView key, ByteView data);

// A hash over bytes that come in pieces.
class Hasher {
public:
    Hasher();
    ~Hasher();
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;
    void update(ByteView data);
    Hash finish(); // and begins anew

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Keyed tags: the same person gives the same tag under one key, and nobody without the key can tell
// whose it is.
class Tagger {
public:
    explicit Tagger(const Hash& key) : key_(key) {}
    [[nodiscard]] Hash tag(std::string_view text) const { return hmac_sha256(key_, bytes(text)); }

private:
    Hash key_;
};

// Comparison whose time tells nothing about where the difference lies.
bool equal_in_constant_time(ByteView a, ByteView b);

} // namespace vienreiz::crypto
