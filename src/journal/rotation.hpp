// Rotation of a journal's keys in place: tree, origin, entries and all receipts of before stay, and from some size on
// other keys sign. Each rotation is stated in a note that the old Ed25519 key signs, which so names whom to trust next,
// and the new one, which so shows that it is there:
//
//   vienreiz.example.lv/journals/main
//   keys from size 4711
//   former vienreiz.example.lv/journals/main+5a8e2c11+AQ…
//   former vienreiz.example.lv/journals/main+90c1e7d4+Bg…
//   key vienreiz.example.lv/journals/main+1f0b77a2+AQ…
//   key vienreiz.example.lv/journals/main+c3d2a94e+Bg…
//   2026-11-22T03:15:00.123456Z
//
//   — vienreiz.example.lv/journals/main …
//   — vienreiz.example.lv/journals/main …
//
// Of keys the Ed25519 one comes first, then that of ML-DSA-44, if there is one. The former ones are named, so that a
// folder with no key in it still tells which notes were its own. It can be no checkpoint, whose second line is a
// number.
//
// The statements of a journal stand one behind another in its file `rotations`, each beginning with the keys that the
// one before it ended with. Whoever trusts any of these keys can walk from there to the newest.
//
// When the keys are their files are changed, and in which order, stands at the top of key_files.hpp.
#pragma once

#include "base/time.hpp"
#include "journal/journal.hpp"
#include "journal/policy.hpp"

namespace vienreiz::journal {

inline constexpr std::string_view rotations_file = "rotations"; // in a journal's folder

struct Rotation {
    std::string origin;
    std::uint64_t size = 0;                // entries that the journal had
    std::vector<std::string> former, keys; // verifier keys, Ed25519 first
    Instant at{};
    bool operator==(const Rotation&) const = default;
};
std::string to_text(const Rotation& rotation);
// The note's text. Kind::invalid for any other.
Result<Rotation> parse_rotation(std::string_view text);
// Kind::invalid when it is no such note; Kind::forbidden when this key, or the new one, has not signed it.
Result<Rotation> verified_rotation(std::string_view note, const VerifierKey& former);
// The note, signed with both Ed25519 keys. `rotation` names both.
std::string rotation_note(const Rotation& rotation, const crypto::PrivateKey& former,
                          const crypto::PrivateKey& next);

// All that a journal has stated.
struct Rotations {
    std::vector<Rotation> all; // the oldest first
    std::string statements;    // as they stand in the file
    // Every Ed25519 key that the journal has had, in their order; `own` alone where it never had another.
    [[nodiscard]] std::vector<VerifierKey> keys(const VerifierKey& own) const;
    // The one that signed for the journal when this entry was appended.
    [[nodiscard]] VerifierKey key_at(Index index, const VerifierKey& own) const;
};
// Each verified by the key that it names as the former one. Kind::invalid, forbidden with the statement's number; also
// when one does not begin where the one before it ended. They may be none.
Result<Rotations> parse_rotations(std::string_view statements);
// Of the journal in a folder; none when it never stated any. Kind::corrupt when they are damaged.
Result<Rotations> rotations_in(Disk& disk, const std::filesystem::path& folder);
// The Ed25519 keys of the journal in a folder, now that of `own`. Kind::corrupt when its rotations lead elsewhere.
Result<std::vector<VerifierKey>> keys_in(Disk& disk, const std::filesystem::path& folder,
                                         const VerifierKey& own);
// The verifier keys it has ever had, those that the folder names now first.
Result<std::vector<std::string>> all_vkeys_in(const std::filesystem::path& folder);

// Of a journal whose keys were rotated, and what its batches are sealed with is not at hand: only the first of its keys
// could tell, and that is gone.
Failure no_seal(const std::filesystem::path& folder);

struct Rotated {
    Policy policy;         // whose signatures count from now on
    std::size_t taken = 0; // statements; 0: this policy names the newest keys already
};
// The journal's keys in a policy give way to the newest ones, as far as the statements lead; the witnesses stay, and so
// do other logs. Kind::forbidden when the policy trusts no key that they begin with.
Result<Rotated> rotated(const Policy& policy, std::string_view statements);

} // namespace vienreiz::journal
