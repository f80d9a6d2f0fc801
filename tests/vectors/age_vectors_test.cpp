// CCTV's vectors for age (c2sp.org/CCTV/age): files of which each is wrong, or unusual, in one way. They come through the
// Go module proxy (tests/interop/run); VIENREIZ_AGE_VECTORS names their folder.
#include "crypto/age.hpp"
#include "shared_data.hpp"

#include <zlib.h>

#include <algorithm>

namespace vienreiz::crypto::age {

namespace age_vectors {

std::filesystem::path folder() {
    const char* named = std::getenv("VIENREIZ_AGE_VECTORS");
    return named != nullptr ? std::filesystem::path(named) : shared_data::path("age/testdata");
}

struct Vector {
    std::string expect, payload, comment; // payload: SHA-256, hex
    std::vector<Identity> identities;
    bool is_ours = true; // no passphrase, no armour, no post-quantum identity
    Bytes file;
};

Bytes inflated(ByteView compressed) {
    Bytes out(32 << 20);
    uLongf length = out.size();
    EXPECT_EQ(uncompress(out.data(), &length, compressed.data(), compressed.size()), Z_OK);
    out.resize(length);
    return out;
}

Vector read(const std::filesystem::path& path) {
    auto content = shared_data::file(path);
    auto end = content.find("\n\n");
    Vector out;
    bool is_compressed = false;
    for (auto line : split(std::string_view(content).substr(0, end), '\n')) {
        auto colon = line.find(": ");
        auto key = line.substr(0, colon), value = line.substr(colon + 2);
        if (key == "expect") out.expect = value;
        if (key == "payload") out.payload = value;
        if (key == "comment") out.comment = value;
        if (key == "compressed") is_compressed = value == "zlib";
        if (key == "armored" || key == "passphrase") out.is_ours = false;
        if (key != "identity") continue;
        auto identity = Identity::from_text(value);
        if (identity) out.identities.push_back(*identity);
        out.is_ours &= identity.has_value();
    }
    auto file = bytes(content).subspan(end + 2);
    out.file = is_compressed ? inflated(file) : Bytes(file.begin(), file.end());
    // A passphrase beside an identity: the header is wrong for either.
    if (out.expect == "header failure" && !out.identities.empty()) out.is_ours = true;
    return out;
}

// A file that ends behind its header is one that was cut short here, and has a wrong header there.
std::optional<Kind> expected(const std::string& name, const std::string& word) {
    if (word == "success") return {};
    if (name == "stream_no_nonce" || name == "stream_short_nonce") return Kind::corrupt;
    if (word == "no match") return Kind::forbidden;
    if (word == "header failure" || word == "armor failure") return Kind::invalid;
    return Kind::corrupt; // "HMAC failure", "payload failure"
}

} // namespace age_vectors

TEST(AgeVectors, OfCctvAllDoAsTheyShould) {
    if (!std::filesystem::exists(age_vectors::folder()))
        GTEST_SKIP() << "There are no vectors at " << age_vectors::folder()
                     << ": VIENREIZ_AGE_VECTORS may name their folder";
    std::size_t played = 0;
    for (const auto& file : std::filesystem::directory_iterator(age_vectors::folder())) {
        auto name = file.path().filename().string();
        auto vector = age_vectors::read(file.path());
        if (!vector.is_ours) continue;
        ++played;
        auto plain = decrypt(vector.file, vector.identities);
        auto kind = plain ? std::optional<Kind>() : plain.error().kind;
        EXPECT_EQ(kind, age_vectors::expected(name, vector.expect))
            << name << ": " << vector.expect << ", " << vector.comment << ": "
            << (plain ? "opened" : plain.error().what);
        auto payload = plain ? hex(sha256(*plain)) : "";
        EXPECT_TRUE(!plain || payload == vector.payload) << name;
    }
    EXPECT_GE(played, 70U);
}

} // namespace vienreiz::crypto::age
