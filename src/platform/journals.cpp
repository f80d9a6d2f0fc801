#include "platform/journals.hpp"

#include "http/answer.hpp"
#include "journal/tiles.hpp"
#include "platform/describe.hpp"
#include "platform/finality.hpp"
#include "platform/health.hpp"
#include "platform/journal_commands.hpp"
#include "platform/journal_proofs.hpp"
#include "platform/node.hpp"
#include "platform/retain_command.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
namespace {

using http::answer, http::immutable;

constexpr std::string_view plain = http::plain_text;
// What a role lets see: kept by whoever had it, and only as long as she may.
constexpr std::string_view restricted = "private, no-cache";

http::Response tile_answer(ByteView bytes, std::string_view cache) {
    auto response = answer(std::string(text(bytes)), http::octets, cache);
    tag_by_content(response);
    return response;
}

struct JournalSummary {
    std::string name, origin, vkey;
    std::vector<std::string> vkeys; // of all that sign; vkey is the first
    std::uint64_t size;
    std::uint64_t minimum_index; // of the entries that are given
};
BOOST_DESCRIBE_STRUCT(JournalSummary, (), (name, origin, vkey, vkeys, size, minimum_index))

Result<Found> list(Ask& ask) {
    std::vector<JournalSummary> all;
    for (auto* name : {"main", "access", "root"}) {
        const auto* journal = ask.node.journal(name);
        all.push_back({name, journal->origin(), journal->vkey(), journal->vkeys(), journal->size(),
                       journal->minimum_index()});
    }
    return answer(json::text(all), "application/json", "no-cache");
}

// What the witnesses have not cosigned yet must not pass for the journal's checkpoint.
Result<Found> checkpoint(Ask& ask) {
    const auto* journal = TRY(wanted_journal(ask));
    if (!ask.node.witnessed) return answer(journal->checkpoint(), plain, "no-cache");
    auto final_one = ask.node.witnessed->of(ask.parameter("journal")).checkpoint();
    return answer(TRY(std::move(final_one)), plain, "no-cache");
}
Result<Found> pending(Ask& ask) {
    return answer(TRY(wanted_journal(ask))->checkpoint(), plain, "no-cache");
}
Result<Found> vkey(Ask& ask) {
    return answer(TRY(wanted_journal(ask))->vkey() + "\n", plain, "no-cache");
}

Result<Found> minimum_index(Ask& ask) {
    auto note = TRY(wanted_journal(ask))->minimum_index_note();
    if (!note.empty()) return answer(std::move(note), plain, "no-cache");
    return Failure{Kind::missing, "This journal has no minimum index: it gives all its entries"};
}

Result<Found> rotations(Ask& ask) {
    auto statements = TRY(wanted_journal(ask))->rotations();
    if (!statements.empty()) return answer(std::move(statements), plain, "no-cache");
    return Failure{Kind::missing,
                   "This journal's keys were never rotated: it signs with its first ones"};
}

Result<Found> policy(Ask& ask) {
    const auto* journal = TRY(wanted_journal(ask));
    auto witnesses = ask.node.witnessed ? ask.node.witnessed->policy() : journal::Policy();
    auto whole = TRY(journal::policy_for(journal->vkeys(), witnesses));
    // The root's checkpoint stands for the others, whose own ones are its entries.
    if (journal == ask.node.root.get())
        for (const auto* other : {ask.node.main.get(), ask.node.access.get()})
            whole.logs.push_back({TRY(journal::verifier_key(std::string_view(other->vkey())))});
    return answer(to_text(whole), plain, "no-cache");
}

// tile/<level>/<number>[.p/<width>] or tile/entries/<number>[.p/<width>], the number in groups of three digits.
Result<Found> tile(Ask& ask) {
    const auto* journal = TRY(wanted_journal(ask));
    auto name = TRY(journal::parse_tile_path("tile/" + ask.parameter("tile")));
    auto width = name.width == journal::tile_width ? 0 : name.width;
    if (name.of == journal::TileName::Of::hashes)
        return tile_answer(TRY(journal->tile(name.level, name.number, width)), immutable);
    // Who asked whom for what is for those it concerns; every other entry is for everybody to check.
    const auto& caller = ask.caller();
    bool open = journal != ask.node.access.get();
    if (!open && !caller.roles.any_of({Role::auditor, Role::operator_}))
        return Failure{
            caller.sort == Caller::Sort::nobody ? Kind::unauthenticated : Kind::forbidden,
            "Entries of this journal are shown to auditors; each receipt to those it is for"};
    return tile_answer(TRY(journal->bundle(name.number, width)), open ? immutable : restricted);
}

Result<Found> receipt(Ask& ask) {
    auto wanted = TRY(wanted_entry(ask));
    const auto* witnessing = ask.node.witnessed ? &ask.node.witnessed->of(wanted.name) : nullptr;
    auto receipt = TRY(witness::newest_receipt(wanted.journal, witnessing, wanted.index));
    auto response = answer(std::move(receipt.text), plain, "no-cache");
    response.set("Finality", name(receipt.is_final ? Finality::final : Finality::pending));
    response.set("Content-Disposition", fmt::format("attachment; filename=\"{}-{}.tlog-proof\"",
                                                    wanted.name, wanted.index));
    return response;
}

// Whoever holds two checkpoints sees by it that the later tree begins with the earlier one.
Result<Found> consistency(Ask& ask) {
    const auto* journal = TRY(wanted_journal(ask));
    auto old_size = number<std::uint64_t>(ask.parameter("old")),
         size = number<std::uint64_t>(ask.parameter("new"));
    if (!old_size || !size)
        return Failure{Kind::invalid,
                       "A proof of consistency is named by two sizes, as two checkpoints say them"};
    auto proof = TRY(journal->consistency(*old_size, *size));
    auto response = answer(journal::to_text(proof), plain, immutable);
    tag_by_content(response);
    return response;
}

Result<Found> health(Ask& ask) {
    auto health = health_of(ask.node);
    auto response = answer(json::text(health), "application/json", "no-store");
    if (health.status != HealthStatus::ok) response.status = 503;
    return response;
}

} // namespace

Capability journals() {
    auto open = Access::open_to_anyone();
    auto endpoints = description_endpoints();
    auto reading = [](std::string path, std::string summary, const Access& access, Read work,
                      http::Content gives, std::vector<http::Header> sends = {}) {
        return Endpoint{.method = http::Method::get,
                        .path = std::move(path),
                        .summary = std::move(summary),
                        .access = access,
                        .work = std::move(work),
                        .gives = std::move(gives),
                        .sends = std::move(sends)};
    };
    auto text = http::Content::text();
    auto readers = Access::open_with_more_for({Role::auditor, Role::operator_});
    readers.systems = false; // a token tells no more here
    auto concerned = Access::open_with_more_for({Role::auditor, Role::operator_, Role::person});
    std::vector<Endpoint> of_journals = {
        reading("/journals", "The journals of this node and their verifier keys", open, list,
                json::schema<std::vector<JournalSummary>>()),
        reading("/journals/{journal}/checkpoint",
                "The newest signed checkpoint (C2SP tlog-checkpoint)", open, checkpoint, text),
        reading("/journals/{journal}/pending",
                "The newest checkpoint of the journal alone, which witnesses may not have cosigned",
                open, pending, text),
        reading("/journals/{journal}/vkey", "The verifier key (C2SP signed-note)", open, vkey,
                text),
        reading("/journals/{journal}/policy",
                "Whose signatures a checkpoint needs (C2SP tlog-policy)", open, policy, text),
        reading("/journals/{journal}/minimum-index",
                "The signed statement below which entry nothing is given any more", open,
                minimum_index, text),
        reading("/journals/{journal}/rotations",
                "The signed statements of how the journal came from its first keys to these", open,
                rotations, text),
        reading("/journals/{journal}/tile/{tile*}",
                "A tile of the tree, or a bundle of entries (C2SP tlog-tiles)", readers, tile,
                http::Content::bytes(), headers_by_content()),
        reading("/journals/{journal}/receipts/{index}",
                "The receipt of one entry (C2SP tlog-proof)", concerned, receipt, text,
                {file_name_header(), finality_header()}),
        reading("/journals/{journal}/consistency/{old}/{new}",
                "The proof that nothing was changed between two sizes (RFC 6962 §2.1.2): a line of "
                "base64 for each hash",
                open, consistency, text, headers_by_content()),
        reading("/healthz", "Whether the node can do its work", open, health,
                json::schema<Health>()),
    };
    endpoints.insert(endpoints.end(), of_journals.begin(), of_journals.end());
    auto proofs = journal_proofs();
    endpoints.insert(endpoints.end(), proofs.begin(), proofs.end());
    auto commands = journal_commands();
    commands.push_back(retain_command());
    return {.name = "journals", .endpoints = std::move(endpoints), .commands = std::move(commands)};
}

} // namespace vienreiz::platform
