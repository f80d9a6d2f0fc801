#include "journal/succession.hpp"

#include "base/limits.hpp"
#include "journal/verification.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::journal {

namespace succession {

constexpr std::string_view ended_words = "ended as entry ", successor_words = "successor ",
                           succeeds_words = "succeeds ";

Failure no_ending() { return {Kind::invalid, "This entry does not end a journal"}; }
Failure no_beginning() {
    return {Kind::invalid, "This entry is not the first one of a journal that succeeds another"};
}

// The note's text, if this key has signed it.
Result<std::string> text_signed_by(std::string_view entry, const VerifierKey& key) {
    auto note = TRY(parse_note(entry));
    TRY(verified_by(note, {&key, 1}));
    return std::move(note.text);
}

Result<std::string> entry_of(const std::string& text, const Identity& identity) {
    auto entry = sign_note(text, identity.origin, identity.key);
    if (entry.size() <= limits::journal_entry) return entry;
    return Failure{Kind::too_large,
                   "The predecessor's checkpoint has too many cosignatures to fit an entry"};
}

// Whose key a log's is, in a policy.
Result<VerifierKey> log_key(const Policy& policy, std::string_view origin) {
    for (const auto& log : policy.logs)
        if (log.key.name == origin) return log.key;
    return Failure{Kind::forbidden, fmt::format("The policy does not trust {}", origin)};
}

// The journal's own cosigner (ML-DSA) bears its name.
Result<Policy> policy_of_successor(Policy policy, const Ending& ending) {
    auto key = [&](std::size_t at) -> Result<VerifierKey> {
        if (at < ending.successor.size()) return verifier_key(ending.successor[at]);
        return Failure{Kind::forbidden, "The policy asks for an ML-DSA key of the journal's own, "
                                        "and its successor has none"};
    };
    for (auto& log : policy.logs)
        if (log.key.name == ending.origin) log = {TRY(key(0)), {}};
    for (auto& witness : policy.witnesses)
        if (witness.key.name == ending.origin) witness.key = TRY(key(1));
    return policy;
}

} // namespace succession

std::string to_text(const Ending& ending) {
    auto out = fmt::format("{}\n{}{}\n", ending.origin, succession::ended_words, ending.index);
    for (const auto& vkey : ending.successor) append(out, succession::successor_words, vkey, "\n");
    return out + rfc3339(ending.at) + "\n";
}

Result<Ending> parse_ending(std::string_view text) {
    auto lines = split(text, '\n');
    bool is_long_enough = lines.size() == 5 || lines.size() == 6; // one successor's key, or two
    if (!is_long_enough || !lines[1].starts_with(succession::ended_words))
        return succession::no_ending();
    auto index = number<Index>(lines[1].substr(succession::ended_words.size()));
    auto at = instant_from(lines[lines.size() - 2]);
    if (!index || !at) return succession::no_ending();
    Ending out{std::string(lines[0]), *index, {}, *at};
    for (auto line : std::span(lines).subspan(2, lines.size() - 4)) {
        if (!line.starts_with(succession::successor_words)) return succession::no_ending();
        auto key = TRY(verifier_key(line.substr(succession::successor_words.size())));
        out.successor.push_back(to_vkey(key));
    }
    if (to_text(out) != text) return succession::no_ending(); // it has one spelling
    return out;
}

Result<Ending> verified_ending(std::string_view entry, const VerifierKey& key) {
    auto note = parse_note(entry);
    if (!note || !parse_ending(note->text)) return succession::no_ending();
    auto text = TRY(succession::text_signed_by(entry, key));
    auto out = TRY(parse_ending(text));
    if (out.origin == key.name) return out;
    return Failure{Kind::forbidden, "This ends the journal " + out.origin + ", not " + key.name};
}

std::string to_text(const Beginning& beginning) {
    return fmt::format("{}\n{}{}\n{}\n\n{}", beginning.origin, succession::succeeds_words,
                       beginning.predecessor, rfc3339(beginning.at), beginning.checkpoint);
}

Result<Beginning> parse_beginning(std::string_view text) {
    auto end = text.find("\n\n");
    if (end == std::string_view::npos) return succession::no_beginning();
    auto lines = split(text.substr(0, end), '\n');
    if (lines.size() != 3 || !lines[1].starts_with(succession::succeeds_words))
        return succession::no_beginning();
    auto at = instant_from(lines[2]);
    if (!at) return succession::no_beginning();
    Beginning out{std::string(lines[0]),
                  std::string(lines[1].substr(succession::succeeds_words.size())), *at,
                  std::string(text.substr(end + 2))};
    auto last = TRY(checkpoint_in(out.checkpoint));
    if (last.origin != out.predecessor || to_text(out) != text) return succession::no_beginning();
    return out;
}

Result<Beginning> verified_beginning(std::string_view entry, const VerifierKey& key) {
    auto text = TRY(succession::text_signed_by(entry, key));
    auto out = TRY(parse_beginning(text));
    if (out.origin == key.name) return out;
    return Failure{Kind::forbidden, "This begins the journal " + out.origin + ", not " + key.name};
}

Result<std::string> ending_entry(const Ending& ending, const Identity& identity) {
    return succession::entry_of(to_text(ending), identity);
}

Result<std::string> beginning_entry(const Beginning& beginning, const Identity& identity) {
    return succession::entry_of(to_text(beginning), identity);
}

Result<EndedJournal> verify_ending(std::string_view receipt, const Policy& policy) {
    auto verified = TRY(verify_receipt(receipt, policy));
    auto key = TRY(succession::log_key(policy, verified.origin));
    auto ending = TRY(verified_ending(verified.entry, key));
    if (ending.index != verified.index || verified.index + 1 != verified.size)
        return Failure{Kind::conflict,
                       fmt::format("The journal {} says that it ended as entry {}, and has {} "
                                   "entries: ask its operator in public",
                                   verified.origin, grouped(ending.index), grouped(verified.size))};
    auto note = TRY(parse_receipt(receipt)).checkpoint;
    auto last = TRY(checkpoint_in(note));
    auto successor = TRY(succession::policy_of_successor(policy, ending));
    return EndedJournal{std::move(ending), std::move(last), std::move(note), std::move(successor)};
}

Result<Succession> verify_beginning(std::string_view receipt, const Policy& successor,
                                    const Policy& predecessor, const EndedJournal* ended) {
    auto verified = TRY(verify_receipt(receipt, successor));
    if (verified.index != 0)
        return Failure{Kind::conflict, "This receipt is not of the journal's first entry"};
    auto key = TRY(succession::log_key(successor, verified.origin));
    auto beginning = TRY(verified_beginning(verified.entry, key));
    auto last = TRY(verified_checkpoint(beginning.checkpoint, predecessor)).checkpoint;
    if (ended != nullptr && last != ended->last)
        return Failure{Kind::conflict,
                       fmt::format("The successor begins with a checkpoint of {} entries of {}, "
                                   "and that journal ended with {}",
                                   grouped(last.size), last.origin, grouped(ended->last.size))};
    return Succession{std::move(beginning), std::move(last), verified.size};
}

} // namespace vienreiz::journal
