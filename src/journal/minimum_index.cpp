#include "journal/minimum_index.hpp"

#include "base/limits.hpp"
#include "journal/check.hpp"
#include "journal/identity.hpp"
#include "journal/recovery.hpp"
#include "journal/rotation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::journal {

namespace retention {

constexpr std::string_view words = "minimum index ";

Failure malformed() { return {Kind::invalid, "This states no minimum index of a journal"}; }

Failure damaged(const std::filesystem::path& file) {
    return {Kind::corrupt,
            "The statement of the journal's minimum index is damaged: put its backup back",
            file.string()};
}

bool has_signed(const Note& note, const VerifierKey& key) {
    const auto* ed25519 = std::get_if<crypto::PublicKey>(&key.key);
    return ed25519 != nullptr && std::ranges::any_of(note.signatures, [&](const auto& signature) {
               return signature.name == key.name && signature.id == key.id &&
                      ed25519->verifies(bytes(note.text), signature.signature);
           });
}

} // namespace retention

std::string to_text(const MinimumIndex& minimum) {
    return fmt::format("{}\n{}{}\n{}\n", minimum.origin, retention::words, minimum.index,
                       rfc3339(minimum.since));
}

Result<MinimumIndex> parse_minimum_index(std::string_view text) {
    auto lines = split(text, '\n');
    if (lines.size() != 4 || !lines[1].starts_with(retention::words)) return retention::malformed();
    auto index = number<Index>(lines[1].substr(retention::words.size()));
    auto since = instant_from(lines[2]);
    if (!index || !since) return retention::malformed();
    MinimumIndex out{std::string(lines[0]), *index, *since};
    if (to_text(out) != text) return retention::malformed(); // it has one spelling
    return out;
}

Result<StatedMinimum> verified_minimum_index(std::string_view note,
                                             std::span<const VerifierKey> keys) {
    auto parsed = TRY(parse_note(note));
    auto minimum = TRY(parse_minimum_index(parsed.text));
    for (const auto& key : keys)
        if (minimum.origin == key.name && retention::has_signed(parsed, key))
            return StatedMinimum{std::move(minimum), std::string(note)};
    return Failure{Kind::forbidden,
                   "This minimum index is not signed by the journal " + keys.front().name};
}

Result<std::optional<StatedMinimum>> minimum_index_in(Disk& disk,
                                                      const std::filesystem::path& folder) {
    auto file = folder / minimum_index_file;
    auto note = TRY(read_if_there(disk, file, limits::note_bytes));
    if (!note) return std::optional<StatedMinimum>{};
    auto vkeys = TRY(vkeys_in(disk, folder));
    auto key = TRY(verifier_key(std::string_view(vkeys.front())));
    auto keys =
        TRY(keys_in(disk, folder, key)); // it stays as it was signed, whatever key came since
    auto stated = verified_minimum_index(text(*note), keys);
    if (!stated) return retention::damaged(file);
    return std::optional(std::move(*stated));
}

Result<StatedMinimum> stated_minimum_index(const Identity& identity, Index index, Instant since,
                                           std::uint64_t size,
                                           const std::optional<StatedMinimum>& before) {
    if (index > size)
        return Failure{Kind::invalid,
                       fmt::format("The journal has {} entries: its minimum index is no higher",
                                   grouped(size))};
    if (index == 0 || (before && index <= before->minimum.index))
        return Failure{Kind::conflict, fmt::format("The minimum index is {} and is never lowered",
                                                   grouped(before ? before->minimum.index : 0))};
    MinimumIndex minimum{identity.origin, index, since};
    auto note = sign_note(to_text(minimum), identity.origin, identity.key);
    return StatedMinimum{std::move(minimum), std::move(note)};
}

Result<StatedMinimum> raise_minimum_index(Disk& disk, const std::filesystem::path& folder,
                                          const Identity& identity, Index index, Instant since) {
    auto lock = TRY(disk.lock(folder / "lock"));
    Signer signer(identity);
    TRY(has_identity(disk, folder / identity_file, signer.vkeys()));
    auto keys = TRY(keys_in(disk, folder, signer.key()));
    auto newest = TRY(newest_noted(disk, folder, keys));
    auto before = TRY(minimum_index_in(disk, folder));
    auto stated =
        TRY(stated_minimum_index(identity, index, since, newest ? newest->size : 0, before));
    TRY(disk.replace(folder / minimum_index_file, bytes(stated.note)));
    return stated;
}

} // namespace vienreiz::journal
