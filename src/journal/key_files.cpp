#include "journal/key_files.hpp"

#include "base/limits.hpp"
#include "journal/identity.hpp"
#include "journal/recovery.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::journal {

namespace key_files {

using Path = std::filesystem::path;

// "journals/main.pem" and "former.pem" make "journals/main.former.pem".
Path beside(const JournalPlaces& places, std::string_view ending) {
    auto out = places.key;
    out.replace_extension();
    out += fmt::format(".{}", ending);
    return out;
}

// Of one algorithm.
struct Kept {
    Path now, former, next;
};
std::array<Kept, 2> kept_at(const JournalPlaces& places) {
    return {Kept{places.key, beside(places, "former.pem"), beside(places, "next.pem")},
            Kept{places.post_quantum_key, beside(places, "former.ml-dsa.pem"),
                 beside(places, "next.ml-dsa.pem")}};
}
Path seal_at(const JournalPlaces& places) { return beside(places, "seal"); }

Failure unreadable(const Path& file) {
    return {Kind::corrupt, "This key file cannot be read; put its backup back", file.string()};
}

Result<std::optional<Bytes>> read_key(Disk& disk, const Path& file) {
    return read_if_there(disk, file, limits::key_file);
}

template <class Key>
Result<std::optional<Key>> key_if_there(Disk& disk, const Path& file) {
    auto pem = TRY(read_key(disk, file));
    if (!pem) return std::optional<Key>();
    auto key = Key::from_pem(text(*pem));
    if (!key) return unreadable(file);
    return std::optional<Key>(std::move(*key));
}

Result<std::optional<Hash>> seal_if_there(Disk& disk, const JournalPlaces& places) {
    auto found = TRY(read_key(disk, seal_at(places)));
    if (!found) return std::optional<Hash>();
    auto raw = from_hex(trim(text(*found)));
    Hash out;
    if (!raw || raw->size() != out.size()) return unreadable(seal_at(places));
    std::ranges::copy(*raw, out.begin());
    return std::optional(out);
}

// Nothing for a PEM of anything else.
std::string vkey_of(const std::string& origin, std::string_view pem) {
    if (auto key = crypto::PrivateKey::from_pem(pem);
        key && key->algorithm() == crypto::Algorithm::Ed25519)
        return to_vkey(verifier_key(origin, key->public_key()));
    if (auto key = crypto::ml_dsa::PrivateKey::from_pem(pem))
        return to_vkey(Cosigner(origin, std::move(*key)).verifier_key());
    return {};
}

bool names(const std::vector<std::string>& vkeys, const std::string& vkey) {
    return std::ranges::find(vkeys, vkey) != vkeys.end();
}

// Step 4, of one algorithm. Whether anything was left of it.
Result<bool> take_next(Disk& disk, const Kept& kept, const Rotation& rotation) {
    auto next = TRY(read_key(disk, kept.next));
    if (!next || !names(rotation.keys, vkey_of(rotation.origin, text(*next)))) return false;
    auto now = TRY(read_key(disk, kept.now));
    if (now == next) return true;
    if (now) TRY(replace_private(disk, kept.former, *now));
    TRY(replace_private(disk, kept.now, *next));
    return true;
}

// Whether the folder names other keys than it states, and the stated one is there: so it is in a copy that was taken
// while the rotation began.
Result<bool> is_named_wrongly(Disk& disk, const JournalPlaces& places, const Rotation& rotation) {
    auto identity = TRY(read_if_there(disk, places.folder / identity_file, limits::note_bytes));
    if (!identity || text(*identity) == to_note(rotation.keys)) return false;
    auto now = TRY(read_key(disk, places.key));
    return now && vkey_of(rotation.origin, text(*now)) == rotation.keys.front();
}

// Steps 4 to 6.
Result<bool> finish(Disk& disk, const JournalPlaces& places, const Rotation& rotation) {
    bool was_left = false;
    auto all = kept_at(places);
    for (const auto& kept : all) was_left |= TRY(take_next(disk, kept, rotation));
    if (!was_left && !TRY(is_named_wrongly(disk, places, rotation))) return false;
    TRY(disk.replace(places.folder / identity_file, bytes(to_note(rotation.keys))));
    for (const auto* kept : {&all[1], &all[0]})
        if (TRY(read_key(disk, kept->next))) TRY(disk.remove(kept->next));
    TRY(disk.sync_folder(places.key.parent_path()));
    return true;
}

Result<Identity> kept_identity(Disk& disk, const JournalPlaces& places, const std::string& origin) {
    auto key = TRY(key_if_there<crypto::PrivateKey>(disk, places.key));
    if (!key) return unreadable(places.key);
    Identity out{origin, std::move(*key)};
    out.post_quantum = TRY(key_if_there<crypto::ml_dsa::PrivateKey>(disk, places.post_quantum_key));
    TRY(take_rotated(disk, places, out));
    return out;
}

} // namespace key_files

Outcome take_rotated(Disk& disk, const JournalPlaces& places, Identity& into) {
    auto [first, second] = key_files::kept_at(places);
    into.former = TRY(key_files::key_if_there<crypto::PrivateKey>(disk, first.former));
    into.former_post_quantum =
        TRY(key_files::key_if_there<crypto::ml_dsa::PrivateKey>(disk, second.former));
    into.seal = TRY(key_files::seal_if_there(disk, places));
    return {};
}

Result<OwnKey> own_key(Disk& disk, const JournalPlaces& places, crypto::PrivateKey key) {
    auto seal = TRY(key_files::seal_if_there(disk, places));
    return OwnKey{std::move(key), seal};
}

Result<bool> has_former_keys(Disk& disk, const JournalPlaces& places) {
    for (const auto& kept : key_files::kept_at(places))
        if (TRY(key_files::read_key(disk, kept.former))) return true;
    return false;
}

Result<bool> finish_rotation(Disk& disk, const JournalPlaces& places) {
    auto stated = TRY(rotations_in(disk, places.folder)).all;
    if (stated.empty()) return false;
    bool may_be_left = TRY(key_files::is_named_wrongly(disk, places, stated.back()));
    for (const auto& kept : key_files::kept_at(places))
        may_be_left |= TRY(key_files::read_key(disk, kept.next)).has_value();
    if (!may_be_left) return false;
    auto lock = TRY(disk.lock(places.folder / "lock"));
    stated = TRY(rotations_in(disk, places.folder)).all; // another one may have done it meanwhile
    return key_files::finish(disk, places, stated.back());
}

Result<Rotation> begin_rotation(Disk& disk, const JournalPlaces& places, const Identity& next,
                                std::uint64_t at_size, Instant at) {
    check(next.post_quantum.has_value(), "new keys are of both algorithms");
    auto own = TRY(key_files::kept_identity(disk, places, next.origin));
    check(!own.former, "one rotation ends before the next begins");
    Rotation rotation{next.origin, at_size, Signer(own).vkeys(), Signer(next).vkeys(), at};
    auto before = TRY(rotations_in(disk, places.folder));
    auto statements = before.statements + rotation_note(rotation, own.key, next.key);
    TRY(parse_rotations(statements)); // nothing is stated that cannot be read
    auto all = key_files::kept_at(places);
    if (!own.seal) {
        auto seal = hex(seal_key(own.key)) + "\n";
        TRY(replace_private(disk, key_files::seal_at(places), bytes(seal)));
    }
    TRY(replace_private(disk, all[0].next, bytes(next.key.pem())));
    TRY(replace_private(disk, all[1].next, bytes(next.post_quantum->pem())));
    TRY(disk.replace(places.folder / rotations_file, bytes(statements)));
    TRY(key_files::finish(disk, places, rotation));
    return rotation;
}

Outcome end_rotation(Disk& disk, const JournalPlaces& places) {
    auto lock = TRY(disk.lock(places.folder / "lock"));
    if (!TRY(has_former_keys(disk, places)))
        return Failure{Kind::missing,
                       "No rotation of this journal's keys is under way: it has no former keys",
                       places.key.string()};
    auto [first, second] = key_files::kept_at(places);
    for (const auto* kept : {&second, &first})
        if (TRY(key_files::read_key(disk, kept->former))) TRY(disk.remove(kept->former));
    return disk.sync_folder(places.key.parent_path());
}

} // namespace vienreiz::journal
