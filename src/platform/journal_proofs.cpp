#include "platform/journal_proofs.hpp"

#include "http/answer.hpp"
#include "platform/node.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
namespace {

using journal::Journal;

http::Response proof_answer(std::string body, std::string_view type, std::string_view file) {
    auto response = http::answer(std::move(body), type, "no-cache");
    response.set("Content-Disposition", fmt::format("attachment; filename=\"{}\"", file));
    return response;
}

bool concerns(const Caller& caller, std::string_view entry) {
    if (caller.roles.any_of({Role::auditor, Role::operator_})) return true;
    if (caller.sort == Caller::Sort::nobody) return false;
    if (entry.contains(fmt::format(R"("by":"{}")", by(caller)))) return true;
    return !caller.person_tag.empty() && entry.contains('"' + caller.person_tag + '"');
}

Result<Found> anchored(Ask& ask) {
    auto wanted = TRY(wanted_entry(ask));
    if (&wanted.journal == ask.node.root.get())
        return Failure{Kind::invalid, "The root is anchored in no other journal; its receipts are "
                                      "its own"};
    auto receipt =
        TRY(ask.node.anchors->receipt(wanted.journal, wanted.index, ask.node.final_root()));
    return proof_answer(std::move(receipt), http::plain_text,
                        fmt::format("{}-{}.anchored.tlog-proof", wanted.name, wanted.index));
}

Result<Journal::CoseSignature> signature_wanted(const Ask& ask) {
    auto wanted = ask.request.parameter("signature");
    if (!wanted || *wanted == "Ed25519") return Journal::CoseSignature::ed25519;
    if (*wanted == "ML-DSA-44") return Journal::CoseSignature::ml_dsa_44;
    return Failure{Kind::invalid, "The signature is Ed25519 or ML-DSA-44", "signature"};
}

// In the tree that is final, where there is one that holds the entry.
Result<Found> cose(Ask& ask) {
    auto wanted = TRY(wanted_entry(ask));
    auto signature = TRY(signature_wanted(ask));
    auto finality = finality_of(ask.node, wanted.name, wanted.index);
    auto size = ask.node.witnessed && finality == Finality::final
                    ? ask.node.witnessed->of(wanted.name).final_size()
                    : wanted.journal.size();
    auto receipt = TRY(wanted.journal.cose_receipt(wanted.index, size, signature));
    auto response =
        proof_answer(std::string(text(receipt)), "application/cose; cose-type=\"cose-sign1\"",
                     fmt::format("{}-{}.cose", wanted.name, wanted.index));
    response.set("Finality", name(finality));
    return response;
}

struct TimeStampPlaces {
    Day day;
    std::string checkpoint, reply; // where they are
};
BOOST_DESCRIBE_STRUCT(TimeStampPlaces, (), (day, checkpoint, reply))

Result<const TimeStamps*> time_stamps_of(const Ask& ask) {
    const auto* journal = TRY(wanted_journal(ask));
    if (journal == ask.node.root.get() && ask.node.time_stamps) return ask.node.time_stamps.get();
    return Failure{Kind::missing, journal == ask.node.root.get()
                                      ? "The operator of this node has named no authority that "
                                        "time-stamps the root"
                                      : "Only the root is time-stamped: it stands for the others"};
}

Result<Found> list_time_stamps(Ask& ask) {
    const auto* stamps = TRY(time_stamps_of(ask));
    std::vector<TimeStampPlaces> all;
    for (auto day : stamps->days()) {
        auto place = fmt::format("{}/{}/", ask.request.path, iso(day));
        all.push_back({day, place + "checkpoint", place + "reply"});
    }
    return json_answer(all);
}

Result<TimeStamps::Kept> kept_time_stamp(const Ask& ask) {
    const auto* stamps = TRY(time_stamps_of(ask));
    return stamps->of(TRY(day_from(ask.parameter("day"))));
}

Result<Found> stamped_checkpoint(Ask& ask) {
    auto kept = TRY(kept_time_stamp(ask));
    return proof_answer(std::move(kept.checkpoint), http::plain_text,
                        iso(kept.day) + ".checkpoint");
}

Result<Found> time_stamp_reply(Ask& ask) {
    auto kept = TRY(kept_time_stamp(ask));
    return proof_answer(std::move(kept.reply), "application/timestamp-reply",
                        iso(kept.day) + ".tsr");
}

} // namespace

Result<const Journal*> wanted_journal(const Ask& ask) {
    if (const auto* found = ask.node.journal(ask.parameter("journal"))) return found;
    return Failure{Kind::missing, "There is no journal of this name; /journals lists them"};
}

Result<WantedEntry> wanted_entry(const Ask& ask) {
    const auto* journal = TRY(wanted_journal(ask));
    auto index = number<journal::Index>(ask.parameter("index"));
    if (!index) return Failure{Kind::invalid, "A receipt is named by the number of its entry"};
    auto entry = TRY(journal->entry(*index));
    if (journal == ask.node.access.get() && !concerns(ask.caller(), entry))
        return Failure{ask.caller().sort == Caller::Sort::nobody ? Kind::unauthenticated
                                                                 : Kind::forbidden,
                       "This receipt is for the system that asked and the person concerned"};
    return WantedEntry{*journal, ask.parameter("journal"), *index, std::move(entry)};
}

std::vector<Endpoint> journal_proofs() {
    using enum http::Method;
    auto open = Access::open_to_anyone();
    auto concerned = Access::open_with_more_for({Role::auditor, Role::operator_, Role::person});
    auto text = http::Content::text();
    const std::string entry = "/journals/{journal}/receipts/{index}",
                      stamps = "/journals/{journal}/time-stamps";
    return {
        {.method = get,
         .path = entry + "/anchored",
         .summary = "An entry proved by the root's checkpoint: a tlog-proof of its journal's "
                    "checkpoint, with the entry's own inside",
         .access = concerned,
         .work = Read(anchored),
         .gives = text,
         .sends = {file_name_header()}},
        {.method = get,
         .path = entry + "/cose",
         .summary = "The receipt of one entry as a COSE receipt (RFC 9942), with the entry",
         .access = concerned,
         .work = Read(cose),
         .gives = http::Content::bytes("application/cose"),
         .parameters = {{.name = "signature",
                         .description = "Ed25519, unless it says ML-DSA-44",
                         .schema = json::Object{{"type", "string"},
                                                {"enum", json::Array{"Ed25519", "ML-DSA-44"}}}}},
         .sends = {file_name_header(), finality_header()}},
        {.method = get,
         .path = stamps,
         .summary = "The days of which the root has a time-stamp (RFC 3161), newest first",
         .access = open,
         .work = Read(list_time_stamps),
         .gives = json::schema<std::vector<TimeStampPlaces>>()},
        {.method = get,
         .path = stamps + "/{day}/checkpoint",
         .summary = "The root's checkpoint that was time-stamped on a day",
         .access = open,
         .work = Read(stamped_checkpoint),
         .gives = text,
         .sends = {file_name_header()}},
        {.method = get,
         .path = stamps + "/{day}/reply",
         .summary = "The authority's reply of that day (RFC 3161 TimeStampResp)",
         .access = open,
         .work = Read(time_stamp_reply),
         .gives = http::Content::bytes("application/timestamp-reply"),
         .sends = {file_name_header()}},
    };
}

} // namespace vienreiz::platform
