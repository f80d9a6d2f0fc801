#include "journal/note.hpp"

#include "base/limits.hpp"

#include <algorithm>

namespace vienreiz::journal {
namespace note {

constexpr std::string_view dash = "\u2014 "; // em dash (U+2014), space
constexpr std::string_view spaces_of_unicode[] = {" ",      "\u0085", "\u00a0", "\u1680", "\u2000",
                                                  "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
                                                  "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
                                                  "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

Failure malformed(std::string what, std::string where = {}) {
    return {Kind::invalid, std::move(what), std::move(where)};
}

Bytes typed(SignatureType type, ByteView raw_key) {
    Bytes out{static_cast<std::uint8_t>(type)};
    out.insert(out.end(), raw_key.begin(), raw_key.end());
    return out;
}

// key ID = SHA-256(key name || 0x0A || signature type || public key)[:4]
KeyId key_id(std::string_view name, ByteView typed_key) {
    crypto::Hasher hasher;
    hasher.update(bytes(name));
    hasher.update(bytes("\n"));
    hasher.update(typed_key);
    auto hash = hasher.finish();
    KeyId id;
    std::copy_n(hash.begin(), id.size(), id.begin());
    return id;
}

Result<NoteSignature> parse_line(std::string_view line) {
    if (!line.starts_with(dash))
        return malformed("A signature line begins with an em dash and a space");
    line.remove_prefix(dash.size());
    auto space = line.find(' ');
    if (space == std::string_view::npos || !is_key_name(line.substr(0, space)))
        return malformed(
            "A signature line names its key: not empty, without spaces and plus signs");
    auto raw = from_base64(line.substr(space + 1));
    if (!raw || raw->size() <= sizeof(KeyId))
        return malformed("A signature is the base64 of a key id of 4 bytes and the signature");
    NoteSignature out{std::string(line.substr(0, space)), {}, {raw->begin() + 4, raw->end()}};
    std::copy_n(raw->begin(), out.id.size(), out.id.begin());
    return out;
}

} // namespace note

bool is_key_name(std::string_view name) {
    if (name.empty() || !is_utf8(name) || name.contains('+')) return false;
    if (std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
        return false;
    return std::ranges::none_of(note::spaces_of_unicode,
                                [&](std::string_view space) { return name.contains(space); });
}

namespace note {

template <class Key>
VerifierKey made_of(std::string name, SignatureType type, Key key, ByteView raw_key) {
    check(is_key_name(name), "a key name has no spaces and no plus sign");
    auto id = key_id(name, typed(type, raw_key));
    return {std::move(name), id, type, std::move(key)};
}

Result<VerifierKey> parse_typed(std::string name, ByteView typed) {
    auto type = static_cast<SignatureType>(typed[0]);
    auto raw = typed.subspan(1);
    switch (type) {
    case SignatureType::ed25519:
    case SignatureType::ed25519_cosignature:
        return verifier_key(std::move(name), TRY(crypto::PublicKey::from_ed25519(raw)), type);
    case SignatureType::ml_dsa_44:
        return verifier_key(std::move(name), TRY(crypto::ml_dsa::PublicKey::from_bytes(raw)));
    }
    return malformed("Verifier keys are taken for Ed25519 (types 1 and 4) and ML-DSA-44 (6) only");
}

} // namespace note

VerifierKey verifier_key(std::string name, const crypto::PublicKey& key, SignatureType type) {
    return note::made_of(std::move(name), type, key, key.ed25519());
}

VerifierKey verifier_key(std::string name, const crypto::ml_dsa::PublicKey& key) {
    return note::made_of(std::move(name), SignatureType::ml_dsa_44, key, key.bytes());
}

Bytes raw_key(const VerifierKey& key) {
    if (const auto* ml_dsa = std::get_if<crypto::ml_dsa::PublicKey>(&key.key))
        return ml_dsa->bytes();
    return std::get<crypto::PublicKey>(key.key).ed25519();
}

bool is_log_key(const VerifierKey& key) { return key.type != SignatureType::ed25519_cosignature; }
bool is_cosigner_key(const VerifierKey& key) { return key.type != SignatureType::ed25519; }

Result<VerifierKey> verifier_key(std::string_view vkey) {
    // The base64 may hold plus signs itself, so only the first two separate.
    auto first = vkey.find('+');
    auto second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
    if (second == std::string_view::npos || !is_key_name(vkey.substr(0, first)))
        return note::malformed("A verifier key is <name>+<key id>+<base64 key>");
    auto name = vkey.substr(0, first);
    auto hex_id = vkey.substr(first + 1, second - first - 1);
    auto typed = TRY(from_base64(vkey.substr(second + 1)));
    if (typed.empty()) return note::malformed("A verifier key begins with its signature type");
    auto out = TRY(note::parse_typed(std::string(name), typed));
    if (hex(out.id) != hex_id)
        return note::malformed("The verifier key's id does not belong to its name and key: it "
                               "should be " +
                               hex(out.id));
    return out;
}

std::string to_vkey(const VerifierKey& key) {
    return key.name + "+" + hex(key.id) + "+" + base64(note::typed(key.type, raw_key(key)));
}

Result<Note> parse_note(std::string_view whole) {
    if (whole.size() > limits::note_bytes)
        return Failure{Kind::too_large,
                       "A signed note holds at most " + grouped(limits::note_bytes) + " bytes"};
    if (!is_utf8(whole)) return note::malformed("A signed note is UTF-8");
    if (std::ranges::any_of(
            whole, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }))
        return note::malformed("A signed note has no control characters but newlines");
    // "The text is separated from the signatures by the last empty line in the note."
    auto gap = whole.rfind("\n\n");
    if (gap == std::string_view::npos)
        return note::malformed("A signed note has an empty line before its signatures");
    auto lines = whole.substr(gap + 2);
    if (lines.empty() || !lines.ends_with('\n'))
        return note::malformed("A signed note ends with at least one signature line");
    lines.remove_suffix(1);
    Note out{std::string(whole.substr(0, gap + 1)), {}};
    for (auto line : split(lines, '\n')) {
        if (out.signatures.size() == limits::note_signatures)
            return Failure{Kind::too_large, "A signed note has at most " +
                                                grouped(limits::note_signatures) + " signatures"};
        out.signatures.push_back(TRY(note::parse_line(line)));
    }
    return out;
}

std::string signature_line(std::string_view name, const KeyId& id, ByteView signature) {
    Bytes raw(id.begin(), id.end());
    raw.insert(raw.end(), signature.begin(), signature.end());
    std::string line(note::dash);
    line += name;
    line += ' ';
    line += base64(raw);
    line += '\n';
    return line;
}

std::string sign_note(std::string_view text, std::string_view name, const crypto::PrivateKey& key) {
    check(text.ends_with('\n'), "a note's text ends with a newline");
    auto id = verifier_key(std::string(name), key.public_key()).id;
    std::string out(text);
    out += '\n';
    out += signature_line(name, id, key.sign(bytes(text)));
    return out;
}

void add_counted(std::string& out, std::string_view note) {
    append(out, std::to_string(note.size()), "\n", note);
}

std::optional<std::string_view> take_counted(std::string_view& rest) {
    auto end = rest.find('\n');
    if (end == rest.npos) return {};
    auto line = rest.substr(0, end);
    auto length = number<std::size_t>(line);
    rest.remove_prefix(end + 1);
    if (!length || *length > rest.size() || std::to_string(*length) != line) return {};
    auto note = rest.substr(0, *length);
    rest.remove_prefix(*length);
    return note;
}

} // namespace vienreiz::journal
