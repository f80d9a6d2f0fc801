// A journal's keys are its identity, and cannot be changed. When they are to be (their time is over, an algorithm is,
// or they are lost), the journal ends and another one, of another origin and other keys, succeeds it:
//
//   1  The old journal's last entry says that it has ended and names the keys of its successor. It is a note that the
//      old key signs; an engine that finds it at the journal's end when it opens it appends nothing behind it.
//
//        log.example/receipts
//        ended as entry 4711
//        successor log.example/receipts-2+5a8e2c11+AQ…
//        successor log.example/receipts-2+90c1e7d4+Bg…
//        2026-11-22T03:15:00.123456Z
//
//   2  The witnesses cosign the checkpoint over it. They do not read entries: that nothing stands behind it is for
//      whoever knows a later checkpoint to say.
//   3  The successor's first entry holds that checkpoint. It is a note that the new key signs; what stands behind its
//      first empty line is the checkpoint as it is, with its cosignatures.
//
//        log.example/receipts-2
//        succeeds log.example/receipts
//        2026-11-22T03:30:00.123456Z
//
//        log.example/receipts
//        4712
//        <root>
//
//        — log.example/receipts …
//        — witness.example/w1 …
//
// Neither can be a checkpoint, whose second line is a number. Whoever trusted the old keys, and holds a receipt of each
// of the two entries, knows which keys to trust next, without asking anybody.
//
// Where the old key is lost there is no last entry: the successor begins with the newest checkpoint that a quorum has
// cosigned, and that it is the successor has to be learnt from whom one believes.
#pragma once

#include "base/time.hpp"
#include "journal/receipt.hpp"

namespace vienreiz::journal {

struct Ending {
    std::string origin;
    Index index = 0;                    // its own: of the journal's last entry
    std::vector<std::string> successor; // verifier keys, Ed25519 first
    Instant at{};
    bool operator==(const Ending&) const = default;
};
std::string to_text(const Ending& ending);
Result<Ending> parse_ending(std::string_view text); // Kind::invalid for any other text
// Kind::invalid when this entry is no ending; Kind::forbidden when this key has not signed it, or it is of another
// journal.
Result<Ending> verified_ending(std::string_view entry, const VerifierKey& key);

struct Beginning {
    std::string origin, predecessor;
    Instant at{};
    std::string checkpoint; // of the predecessor, a whole note
    bool operator==(const Beginning&) const = default;
};
std::string to_text(const Beginning& beginning);
Result<Beginning> parse_beginning(std::string_view text);
Result<Beginning> verified_beginning(std::string_view entry, const VerifierKey& key);

// The entry, signed with the journal's Ed25519 key. Kind::too_large for a checkpoint that does not fit one.
Result<std::string> ending_entry(const Ending& ending, const Identity& identity);
Result<std::string> beginning_entry(const Beginning& beginning, const Identity& identity);

struct EndedJournal {
    Ending ending;
    Checkpoint last;  // over all of it
    std::string note; // that checkpoint, with its cosignatures
    Policy successor; // whose signatures count from now on
};
// From the receipt of a journal's last entry. The successor is trusted on the same terms: its keys take the place of
// the journal's own in the policy, and the witnesses stay. Kind::conflict when other entries stand behind it; else as
// verify_receipt.
Result<EndedJournal> verify_ending(std::string_view receipt, const Policy& policy);

struct Succession {
    Beginning beginning;
    Checkpoint last;           // of the predecessor, as the successor holds it
    std::uint64_t entries = 0; // of the successor, under the receipt's checkpoint
};
// From the receipt of the successor's first entry, under the policy by which it is trusted; `predecessor`: that by
// which the old journal was. Kind::conflict when the checkpoint it holds is not the one over `ended`, where that is
// known.
Result<Succession> verify_beginning(std::string_view receipt, const Policy& successor,
                                    const Policy& predecessor, const EndedJournal* ended = nullptr);

} // namespace vienreiz::journal
