// An age file (c2sp.org/age)
//
//   age-encryption.org/v1
//   -> X25519 <ephemeral share, base64>      a stanza for each recipient: the file key, wrapped
//   <32 bytes, base64>
//   --- <HMAC-SHA-256 of the header up to here, base64>
//   <nonce, 16 bytes><chunks of 64 KiB, each with a tag of 16 bytes>
//
// The base64 is RFC 4648 §4 without padding, in its canonical form, 64 characters a line; a stanza's body ends with a
// line that is shorter, and may be empty.
//
// Reading, in steps: the header's form; stanzas that are meant for nobody we know are passed over; each identity tries
// each X25519 stanza; the file key that comes out must make the header's MAC; then the payload, chunk by chunk.
#include "crypto/age.hpp"

#include "base/limits.hpp"
#include "crypto/age_payload.hpp"
#include "crypto/age_x25519.hpp"
#include "crypto/random.hpp"

#include <openssl/crypto.h>

#include <algorithm>

namespace vienreiz::crypto::age {

namespace header {

constexpr std::string_view version_line = "age-encryption.org/v1\n", stanza_mark = "-> ",
                           mac_mark = "---", x25519_kind = "X25519",
                           wrap_info = "age-encryption.org/v1/X25519";
constexpr std::size_t columns = 64, wrapped_key_bytes = file_key_bytes + tag_bytes;

Failure malformed(std::string sentence) { return {Kind::invalid, std::move(sentence)}; }

std::string unpadded(ByteView data) {
    auto out = base64(data);
    out.resize(out.size() - static_cast<std::size_t>(std::ranges::count(out, '=')));
    return out;
}

Result<Bytes> from_unpadded(std::string_view text) {
    std::string padded(text);
    if (padded.contains('=')) return malformed("The base64 of an age file is not padded");
    padded.append((4 - padded.size() % 4) % 4, '=');
    return from_base64(padded);
}

struct Stanza {
    std::vector<std::string_view> arguments; // its kind first
    Bytes body;
};

struct Header {
    std::vector<Stanza> stanzas;
    std::string_view covered; // by the MAC: up to and with its mark
    Bytes mac;
    ByteView payload; // what stands behind
};

class Reader {
public:
    explicit Reader(ByteView file)
        : file_(file), rest_(text(file.first(std::min(file.size(), limits::age_header)))) {}

    Result<Header> read() {
        TRY(version());
        while (rest_.starts_with(stanza_mark)) {
            auto stanza = TRY(this->stanza());
            header_.stanzas.push_back(std::move(stanza));
        }
        if (header_.stanzas.empty()) return malformed("This age file is for nobody");
        TRY(mac());
        return std::move(header_);
    }

private:
    [[nodiscard]] std::size_t position() const {
        return std::min(file_.size(), limits::age_header) - rest_.size();
    }

    Result<std::string_view> line() {
        auto end = rest_.find('\n');
        if (end == std::string_view::npos && file_.size() > limits::age_header)
            return Failure{Kind::too_large, "The header of this age file is too long"};
        if (end == std::string_view::npos)
            return malformed("The header of this age file is cut short");
        auto out = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        return out;
    }

    Outcome version() {
        if (rest_.starts_with(version_line)) {
            rest_.remove_prefix(version_line.size());
            return {};
        }
        if (rest_.starts_with("age-encryption.org/"))
            return malformed("This age file is of a later version than 1");
        if (rest_.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"))
            return malformed("This age file is armoured: take its armour off with `age`");
        return malformed("This is no age file");
    }

    Result<Stanza> stanza() {
        Stanza out;
        auto first = TRY(line());
        out.arguments = split(first.substr(stanza_mark.size()), ' ');
        auto is_visible = [](char letter) { return letter > ' ' && letter < '\x7f'; };
        for (auto argument : out.arguments)
            if (argument.empty() || !std::ranges::all_of(argument, is_visible))
                return malformed("A stanza of this age file has no well-formed first line");
        std::string body;
        for (std::size_t width = columns; width == columns;) {
            auto next = TRY(line());
            width = next.size();
            if (width > columns) return malformed("A stanza of this age file has too long a line");
            body += next;
        }
        out.body = TRY(from_unpadded(body));
        return out;
    }

    Outcome mac() {
        auto begin = position();
        auto last = TRY(line());
        bool is_marked =
            last.starts_with(mac_mark) && last.substr(mac_mark.size()).starts_with(' ');
        if (!is_marked) return malformed("The header of this age file is not well formed");
        header_.mac = TRY(from_unpadded(last.substr(mac_mark.size() + 1)));
        if (header_.mac.size() != sizeof(Hash))
            return malformed("The header of this age file has no MAC of 32 bytes");
        header_.covered = text(file_.first(begin + mac_mark.size()));
        header_.payload = file_.subspan(position());
        return {};
    }

    ByteView file_;
    std::string_view rest_;
    Header header_;
};

Hash wrap_key(const Key& shared, const Key& share, const Recipient& recipient) {
    Bytes salt(share.begin(), share.end());
    salt.insert(salt.end(), recipient.key.begin(), recipient.key.end());
    return hkdf(shared, salt, wrap_info);
}

constexpr ChaChaPoly::Nonce wrap_nonce{}; // fixed: a wrapping key serves once

std::string wrapped(ByteView file_key, const Recipient& recipient) {
    auto secret = random_secret();
    auto share = x25519_share(secret);
    auto shared = x25519(secret, recipient.key);
    OPENSSL_cleanse(secret.data(), secret.size());
    check(shared.has_value(), "a recipient is no point of low order");
    Bytes body;
    ChaChaPoly(wrap_key(*shared, share, recipient)).seal(body, wrap_nonce, file_key);
    return std::string(stanza_mark) + std::string(x25519_kind) + " " + unpadded(share) + "\n" +
           unpadded(body) + "\n";
}

// What an X25519 stanza holds: of its form, whoever it is for.
struct Wrapped {
    Key share;
    ByteView body;
};
Result<std::vector<Wrapped>> wrapped_in(const Header& header) {
    std::vector<Wrapped> out;
    for (const auto& stanza : header.stanzas) {
        if (stanza.arguments.front() == "scrypt" && header.stanzas.size() > 1)
            return malformed("An age file with a passphrase is for nobody else");
        if (stanza.arguments.front() != x25519_kind) continue;
        if (stanza.arguments.size() != 2)
            return malformed("An X25519 stanza of this age file is not well formed");
        auto share = TRY(from_unpadded(stanza.arguments[1]));
        if (share.size() != key_bytes || stanza.body.size() != wrapped_key_bytes)
            return malformed("An X25519 stanza of this age file is not well formed");
        Wrapped one{{}, stanza.body};
        std::ranges::copy(share, one.share.begin());
        out.push_back(one);
    }
    return out;
}

Result<Bytes> file_key(const Header& header, std::span<const Identity> identities) {
    auto stanzas = TRY(wrapped_in(header));
    for (const auto& identity : identities) {
        for (const auto& stanza : stanzas) {
            auto shared = x25519(identity.key(), stanza.share);
            if (!shared) return malformed("An X25519 stanza of this age file has a weak key");
            Bytes out;
            ChaChaPoly cipher(wrap_key(*shared, stanza.share, identity.recipient()));
            if (cipher.open(out, wrap_nonce, stanza.body)) return out;
        }
    }
    return Failure{Kind::forbidden, "None of these identities opens this age file: it was "
                                    "encrypted to another recipient"};
}

} // namespace header

Bytes encrypt(ByteView plain, std::span<const Recipient> recipients) {
    check(!recipients.empty(), "a file is encrypted to somebody");
    auto file_key = random_bytes(file_key_bytes);
    std::string head(header::version_line);
    for (const auto& recipient : recipients) head += header::wrapped(file_key, recipient);
    head += header::mac_mark;
    head +=
        " " +
        header::unpadded(hmac_sha256(hkdf(file_key, {}, "header"), bytes(std::string_view(head)))) +
        "\n";
    Bytes out;
    auto chunks = plain.size() / chunk_bytes + 1;
    out.reserve(head.size() + payload_nonce_bytes + plain.size() + chunks * tag_bytes);
    out.assign(head.begin(), head.end());
    append_payload(out, file_key, plain);
    OPENSSL_cleanse(file_key.data(), file_key.size());
    return out;
}

Result<Bytes> decrypt(ByteView file, std::span<const Identity> identities) {
    auto head = TRY(header::Reader(file).read());
    auto file_key = TRY(header::file_key(head, identities));
    auto mac = hmac_sha256(hkdf(file_key, {}, "header"), bytes(head.covered));
    auto plain = equal_in_constant_time(mac, head.mac)
                     ? open_payload(head.payload, file_key)
                     : Failure{Kind::corrupt, "The header of this age file was changed"};
    OPENSSL_cleanse(file_key.data(), file_key.size());
    return plain;
}

} // namespace vienreiz::crypto::age
