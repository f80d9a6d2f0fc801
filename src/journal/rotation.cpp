#include "journal/rotation.hpp"

#include "base/limits.hpp"
#include "journal/check.hpp"
#include "journal/verification.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::journal {

namespace rotation {

constexpr std::string_view size_words = "keys from size ", former_words = "former ",
                           key_words = "key ";

Failure no_rotation() { return {Kind::invalid, "This states no rotation of a journal's keys"}; }

// One key or two, the first of Ed25519: as many lines as begin so are taken.
Result<std::vector<std::string>> take_keys(std::span<const std::string_view>& lines,
                                           std::string_view words, std::string_view origin) {
    std::vector<std::string> out;
    for (; !lines.empty() && lines.front().starts_with(words); lines = lines.subspan(1)) {
        auto key = TRY(verifier_key(lines.front().substr(words.size())));
        auto type = out.empty() ? SignatureType::ed25519 : SignatureType::ml_dsa_44;
        if (key.name != origin || key.type != type) return no_rotation();
        out.push_back(to_vkey(key));
    }
    if (out.empty() || out.size() > 2) return no_rotation();
    return out;
}

// Each is what stands before the first empty line, and the signature lines behind that.
std::vector<std::string_view> notes_in(std::string_view statements) {
    constexpr std::string_view signature = "— ";
    std::vector<std::string_view> out;
    while (!statements.empty()) {
        auto gap = statements.find("\n\n");
        auto end = gap == statements.npos ? statements.size() : gap + 2;
        while (statements.substr(end).starts_with(signature))
            end = std::min(statements.find('\n', end), statements.size() - 1) + 1;
        out.push_back(statements.substr(0, end));
        statements.remove_prefix(end);
    }
    return out;
}

Outcome follows(const Rotation& next, const std::vector<Rotation>& before) {
    if (before.empty()) return {};
    const auto& last = before.back();
    if (next.origin == last.origin && next.former == last.keys && next.size >= last.size) return {};
    return Failure{Kind::invalid, "This rotation does not begin where the one before it ended"};
}

Failure not_trusted(const std::string& origin) {
    return {Kind::forbidden, "The policy trusts no key of " + origin +
                                 " that these statements begin with: take the policy by which you "
                                 "have verified that journal, and all its statements"};
}

// The one that takes the place of this one.
Outcome change_key(VerifierKey& key, const Rotation& rotation) {
    auto found = std::ranges::find(rotation.former, to_vkey(key));
    if (found == rotation.former.end()) return not_trusted(rotation.origin);
    auto place = static_cast<std::size_t>(found - rotation.former.begin());
    if (place >= rotation.keys.size())
        return Failure{Kind::forbidden, "The policy asks for an ML-DSA key of the journal's own, "
                                        "and after this rotation it has none"};
    key = TRY(verifier_key(std::string_view(rotation.keys[place])));
    return {};
}

// The log's and, of ML-DSA, that of the journal's own cosigner, which bears its name.
Outcome change_keys(Policy& policy, const Rotation& rotation) {
    for (auto& log : policy.logs)
        if (std::ranges::find(rotation.former, to_vkey(log.key)) != rotation.former.end())
            TRY(change_key(log.key, rotation));
    for (auto& witness : policy.witnesses)
        if (witness.key.name == rotation.origin) TRY(change_key(witness.key, rotation));
    return {};
}

bool names(const Policy& policy, const std::string& vkey) {
    return std::ranges::any_of(policy.logs,
                               [&](const auto& log) { return to_vkey(log.key) == vkey; });
}

// Where old and new ones were trusted side by side, the new ones now stand there twice.
void name_once(Policy& policy) {
    std::vector<Policy::Log> once;
    for (auto& log : policy.logs)
        if (std::ranges::none_of(
                once, [&](const auto& other) { return to_vkey(other.key) == to_vkey(log.key); }))
            once.push_back(std::move(log));
    policy.logs = std::move(once);
}

} // namespace rotation

std::string to_text(const Rotation& rotation) {
    auto out = fmt::format("{}\n{}{}\n", rotation.origin, rotation::size_words, rotation.size);
    for (const auto& vkey : rotation.former) append(out, rotation::former_words, vkey, "\n");
    for (const auto& vkey : rotation.keys) append(out, rotation::key_words, vkey, "\n");
    return out + rfc3339(rotation.at) + "\n";
}

Result<Rotation> parse_rotation(std::string_view text) {
    auto lines = split(text, '\n');
    if (lines.size() < 6 || !lines[1].starts_with(rotation::size_words))
        return rotation::no_rotation();
    auto size = number<std::uint64_t>(lines[1].substr(rotation::size_words.size()));
    std::span<const std::string_view> rest(lines);
    rest = rest.subspan(2);
    Rotation out{
        .origin = std::string(lines[0]), .size = size.value_or(0), .former = {}, .keys = {}};
    out.former = TRY(rotation::take_keys(rest, rotation::former_words, out.origin));
    out.keys = TRY(rotation::take_keys(rest, rotation::key_words, out.origin));
    if (rest.size() != 2) return rotation::no_rotation(); // the instant, and nothing behind it
    auto at = instant_from(rest[0]);
    if (!size || !at || out.former.front() == out.keys.front()) return rotation::no_rotation();
    out.at = *at;
    if (to_text(out) != text) return rotation::no_rotation(); // it has one spelling
    return out;
}

Result<Rotation> verified_rotation(std::string_view whole, const VerifierKey& former) {
    auto note = TRY(parse_note(whole));
    auto out = TRY(parse_rotation(note.text));
    if (out.former.front() != to_vkey(former))
        return Failure{Kind::forbidden, "This rotates other keys than that of " + former.name};
    auto next = TRY(verifier_key(std::string_view(out.keys.front())));
    if (verified_by(note, {&former, 1}) && verified_by(note, {&next, 1})) return out;
    return Failure{Kind::forbidden,
                   "This rotation is not signed by both the old key and the new one of " +
                       former.name};
}

std::string rotation_note(const Rotation& rotation, const crypto::PrivateKey& former,
                          const crypto::PrivateKey& next) {
    auto text = to_text(rotation);
    auto id = verifier_key(rotation.origin, next.public_key()).id;
    return sign_note(text, rotation.origin, former) +
           signature_line(rotation.origin, id, next.sign(bytes(text)));
}

std::vector<VerifierKey> Rotations::keys(const VerifierKey& own) const {
    std::vector<VerifierKey> out;
    if (all.empty()) return {own};
    out.reserve(all.size() + 1);
    for (const auto& one : all) out.push_back(*verifier_key(std::string_view(one.former.front())));
    out.push_back(*verifier_key(std::string_view(all.back().keys.front())));
    return out;
}

VerifierKey Rotations::key_at(Index index, const VerifierKey& own) const {
    for (const auto& one : all)
        if (index < one.size) return *verifier_key(std::string_view(one.former.front()));
    return own;
}

Result<Rotations> parse_rotations(std::string_view statements) {
    if (statements.size() > limits::note_bytes)
        return Failure{Kind::too_large, "The statements of a journal's rotations hold at most " +
                                            grouped(limits::note_bytes) + " bytes"};
    Rotations out{{}, std::string(statements)};
    for (auto note : rotation::notes_in(statements)) {
        auto one = [&]() -> Result<Rotation> {
            auto unverified = TRY(parse_rotation(TRY(parse_note(note)).text));
            auto former = TRY(verifier_key(std::string_view(unverified.former.front())));
            return verified_rotation(note, former);
        }();
        if (one)
            if (auto fits = rotation::follows(*one, out.all); !fits) one = fits.error();
        if (!one)
            return within(std::move(one).error(), fmt::format("statement {}", out.all.size() + 1));
        out.all.push_back(std::move(*one));
    }
    return out;
}

Result<Rotations> rotations_in(Disk& disk, const std::filesystem::path& folder) {
    auto file = folder / rotations_file;
    auto found = TRY(read_if_there(disk, file, limits::note_bytes));
    auto parsed = parse_rotations(found ? text(*found) : "");
    if (parsed) return parsed;
    return Failure{Kind::corrupt,
                   "The statements of the journal's rotations are damaged (" +
                       parsed.error().where + ": " + parsed.error().what +
                       "): put their backup back",
                   file.string()};
}

Result<std::vector<VerifierKey>> keys_in(Disk& disk, const std::filesystem::path& folder,
                                         const VerifierKey& own) {
    auto out = TRY(rotations_in(disk, folder)).keys(own);
    auto is_own = [&](const VerifierKey& key) { return to_vkey(key) == to_vkey(own); };
    if (std::ranges::any_of(out, is_own)) return out;
    return Failure{Kind::corrupt,
                   "The journal's rotations do not lead to the key it is opened with: put back the "
                   "backup of its keys, or that of this file",
                   (folder / rotations_file).string()};
}

Result<std::vector<std::string>> all_vkeys_in(const std::filesystem::path& folder) {
    auto disk = real_disk();
    auto out = TRY(vkeys_in(*disk, folder));
    for (const auto& one : TRY(rotations_in(*disk, folder)).all)
        for (const auto* vkeys : {&one.former, &one.keys})
            for (const auto& vkey : *vkeys)
                if (std::ranges::find(out, vkey) == out.end()) out.push_back(vkey);
    return out;
}

Failure no_seal(const std::filesystem::path& folder) {
    return {Kind::missing,
            "The keys of this journal were rotated, and the file beside them that ends in .seal is "
            "not there: put its backup back",
            folder.string()};
}

Result<Rotated> rotated(const Policy& policy, std::string_view statements) {
    auto known = TRY(parse_rotations(statements)).all;
    if (known.empty()) return Failure{Kind::invalid, "There is no statement of a rotation here"};
    Rotated out{policy};
    for (const auto& one : known) {
        if (!rotation::names(out.policy, one.former.front())) continue; // of before it was trusted
        TRY(rotation::change_keys(out.policy, one));
        ++out.taken;
    }
    rotation::name_once(out.policy);
    if (!rotation::names(out.policy, known.back().keys.front()))
        return rotation::not_trusted(known.back().origin);
    out.policy = TRY(parse_policy(to_text(out.policy))); // whoever reads it must be able to
    return out;
}

} // namespace vienreiz::journal
