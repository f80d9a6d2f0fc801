#include "capabilities/person/look_ups.hpp"

#include "platform/records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

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

struct DownloadRecord {
    LookUpRecord look_up;
    distribution::PeopleFile people;
};
BOOST_DESCRIBE_STRUCT(DownloadRecord, (), (look_up, people))

constexpr std::string_view downloads = "downloads/", behind_downloads = "downloads0";

std::string prefix(std::string_view tag) { return fmt::format("person/{}/", tag); }

// Counted down, so that the newest comes first.
std::string key_of(std::string_view beginning, std::uint64_t entry) {
    return fmt::format("{}{:020}", beginning, std::numeric_limits<std::uint64_t>::max() - entry);
}
std::string key(std::string_view tag, std::uint64_t entry) { return key_of(prefix(tag), entry); }

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
        if (!event.people && !event.people_file) return;
        LookUpRecord record{happened.index,    happened.at,
                            event.agreement,   event.revision.value_or(0),
                            event.institution, event.dataset};
        if (event.people_file)
            platform::save(batch, key_of(downloads, happened.index),
                           DownloadRecord{record, *event.people_file});
        for (const auto& tag : event.people.value_or(std::vector<std::string>()))
            platform::save(batch, key(tag, happened.index), record);
    });
}

namespace {

// Which downloads hold her. One file serves many records, so it is looked into once.
class HerDownloads {
public:
    HerDownloads(const platform::Node& node, std::string_view tag)
        : files_(node.folder("people")), tag_(tag) {}
    enum class Holds { no, yes, unknown };
    Result<Holds> holds(const std::string& file) {
        auto known = known_.find(file);
        if (known != known_.end()) return known->second;
        auto found = files_.names(file, tag_);
        if (!found && found.error().kind != Kind::missing) return std::move(found).error();
        auto out = !found ? Holds::unknown : *found ? Holds::yes : Holds::no;
        known_.emplace(file, out);
        return out;
    }

private:
    distribution::PeopleFiles files_;
    std::string_view tag_;
    std::map<std::string, Holds> known_;
};

// A look-up of her alone, or a download.
struct Entry {
    LookUpRecord record;
    std::optional<std::uint64_t> people;
};

LookUp told(const platform::Node& node, const store::Snapshot& view, const Entry& entry) {
    auto out = told(node, view, entry.record);
    out.people = entry.people;
    return out;
}

// Up to one more than are wanted: it begins the next stretch.
std::vector<Entry> own_entries(const store::Snapshot& records, std::string_view tag,
                               const Stretch& wanted) {
    std::vector<Entry> out;
    auto from = wanted.before ? key(tag, *wanted.before - 1) : prefix(tag);
    records.scan(from, behind_all(tag), [&](std::string_view, std::string_view value) {
        out.push_back({platform::loaded<LookUpRecord>(value), {}});
        return out.size() > wanted.most ? store::Scan::stop : store::Scan::next;
    });
    return out;
}

// Adds the downloads that hold her, as far back as her own entries reach, and at most as many as are wanted and one.
Outcome add_downloads(std::vector<Entry>& entries, std::uint64_t& unknown, HerDownloads& hers,
                      const store::Snapshot& records, const Stretch& wanted) {
    auto from = wanted.before ? key_of(downloads, *wanted.before - 1) : std::string(downloads);
    auto last = entries.size() > wanted.most ? entries.back().record.entry : 0;
    std::size_t found = 0;
    Outcome out;
    records.scan(from, behind_downloads, [&](std::string_view, std::string_view value) {
        auto record = platform::loaded<DownloadRecord>(value);
        if (record.look_up.entry < last) return store::Scan::stop;
        auto holds = hers.holds(record.people.people);
        if (!holds) {
            out = std::move(holds).error();
            return store::Scan::stop;
        }
        unknown += *holds == HerDownloads::Holds::unknown;
        if (*holds != HerDownloads::Holds::yes) return store::Scan::next;
        entries.push_back({record.look_up, record.people.count});
        return ++found > wanted.most ? store::Scan::stop : store::Scan::next;
    });
    return out;
}

} // namespace

Result<LookUps> look_ups_on(platform::Node& node, const store::Snapshot& view, std::string_view tag,
                            const Stretch& wanted) {
    TRY(node.follow_access());
    LookUps out;
    if (wanted.before == 0) return out;
    auto records = node.access_views->snapshot();
    auto entries = own_entries(*records, tag, wanted);
    HerDownloads hers(node, tag);
    TRY(add_downloads(entries, out.unknown, hers, *records, wanted));
    std::ranges::sort(entries, std::greater(), [](const Entry& one) { return one.record.entry; });
    for (const auto& entry : entries) {
        if (out.newest_first.size() == wanted.most) {
            out.older = out.newest_first.back().entry;
            break;
        }
        out.newest_first.push_back(told(node, view, entry));
    }
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
    auto records = node.access_views->snapshot();
    if (auto found = platform::load<LookUpRecord>(*records, key(tag, entry)))
        return told(node, view, *found);
    if (auto found = platform::load<DownloadRecord>(*records, key_of(downloads, entry))) {
        HerDownloads hers(node, tag);
        if (TRY(hers.holds(found->people.people)) == HerDownloads::Holds::yes)
            return told(node, view, Entry{found->look_up, found->people.count});
    }
    return Failure{Kind::missing, "There is no such look-up on you"};
}

Outcome remove_unnamed_people_files(platform::Node& node) {
    auto a_day_ago = now() - std::chrono::hours(24);
    TRY(node.follow_access());
    std::set<std::string, std::less<>> named;
    node.access_views->snapshot()->scan(
        std::string(downloads), behind_downloads, [&](std::string_view, std::string_view value) {
            named.insert(platform::loaded<DownloadRecord>(value).people.people);
            return store::Scan::next;
        });
    return distribution::PeopleFiles(node.folder("people")).remove_all_but(named, a_day_ago);
}

} // namespace vienreiz::person
