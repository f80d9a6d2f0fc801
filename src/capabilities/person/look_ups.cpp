#include "capabilities/person/look_ups.hpp"

#include "platform/records.hpp"

#include <fmt/format.h>

#include <limits>

namespace vienreiz::person {
namespace {

struct LookUpRecord {
    std::uint64_t entry = 0;
    Instant at;
    std::optional<AgreementId> agreement;
    std::uint32_t revision = 0;
    InstitutionId institution;
    DatasetId dataset;
};
BOOST_DESCRIBE_STRUCT(LookUpRecord, (), (entry, at, agreement, revision, institution, dataset))

std::string prefix(std::string_view tag) { return fmt::format("person/{}/", tag); }

// Counted down, so that the newest comes first.
std::string key(std::string_view tag, std::uint64_t entry) {
    return fmt::format("{}{:020}", prefix(tag), std::numeric_limits<std::uint64_t>::max() - entry);
}

// "0" is the byte behind the "/" that ends the prefix.
std::string behind_all(std::string_view tag) { return fmt::format("person/{}0", tag); }

LookUp told(const platform::Node& node, const store::Snapshot& view, const LookUpRecord& record) {
    LookUp out;
    out.entry = record.entry;
    out.at = record.at;
    out.agreement = record.agreement;
    out.dataset = record.dataset;
    out.receipt = fmt::format("/journals/access/receipts/{}", record.entry);
    out.finality = platform::finality_of(node, "access", record.entry);
    if (auto institution = institutions::institution(view, record.institution)) {
        out.institution = institution->name;
        out.institution_number = institution->registration_number;
    }
    out.title = {record.dataset.text, record.dataset.text};
    if (auto then = catalogue::name_at(view, record.dataset, record.at)) {
        out.title = then->title;
        out.now = then->now;
        out.withdrawn = then->withdrawn;
        out.legal_basis = then->legal_basis; // the steward's own, unless an agreement has another
    } else if (auto present = catalogue::dataset(view, record.dataset)) {
        out.title = present->title; // views of an earlier version remember no names
        out.legal_basis = present->legal_basis;
    }
    if (!record.agreement) return out;
    auto agreement = agreements::agreement(view, *record.agreement);
    if (const auto* terms =
            agreement ? agreements::terms_of(*agreement, record.revision) : nullptr) {
        out.purpose = terms->purpose;
        out.legal_basis = terms->legal_basis;
        out.terms = {record.revision, terms->fields, terms->starts, terms->ends};
    }
    return out;
}

} // namespace

void register_access_events(platform::EventTypes& types) {
    types.only_with("\"people\":");
    types.on<distribution::AnswerGiven>([](store::Batch& batch, const platform::Happened& happened,
                                           const distribution::AnswerGiven& event) {
        if (!event.people) return;
        LookUpRecord record{happened.index,    happened.at,
                            event.agreement,   event.revision.value_or(0),
                            event.institution, event.dataset};
        for (const auto& tag : *event.people)
            platform::save(batch, key(tag, happened.index), record);
    });
}

Result<LookUps> look_ups_on(platform::Node& node, const store::Snapshot& view, std::string_view tag,
                            const Stretch& wanted) {
    TRY(node.follow_access());
    LookUps out;
    if (wanted.before == 0) return out;
    auto from = wanted.before ? key(tag, *wanted.before - 1) : prefix(tag);
    node.access_views->snapshot()->scan(
        from, behind_all(tag), [&](std::string_view, std::string_view value) {
            if (out.newest_first.size() == wanted.most) {
                out.older = out.newest_first.back().entry;
                return store::Scan::stop;
            }
            out.newest_first.push_back(told(node, view, platform::loaded<LookUpRecord>(value)));
            return store::Scan::next;
        });
    return out;
}

Result<std::optional<std::uint64_t>> before_of(const http::Request& request) {
    auto text = request.parameter("before");
    if (!text) return std::nullopt;
    auto entry = number<std::uint64_t>(*text);
    if (!entry)
        return Failure{Kind::invalid, "before is the number of an entry in the access journal",
                       "before"};
    return entry;
}

Result<LookUp> look_up_on(platform::Node& node, const store::Snapshot& view, std::string_view tag,
                          std::uint64_t entry) {
    TRY(node.follow_access());
    auto found = platform::load<LookUpRecord>(*node.access_views->snapshot(), key(tag, entry));
    if (!found) return Failure{Kind::missing, "There is no such look-up on you"};
    return told(node, view, *found);
}

} // namespace vienreiz::person
