// The look-ups on one person.
//
// Views of the access journal:
//
//   person/<tag>/<entry, 20 digits, counted down>   LookUpRecord
//   downloads/<entry, likewise>                     DownloadRecord: whom it concerns is in a file of distribution's
#pragma once

#include "base/limits.hpp"
#include "capabilities/distribution/api.hpp"

namespace vienreiz::person {

// What the agreement allowed in the revision the look-up was made under, whatever was agreed on since.
struct TermsThen {
    std::uint32_t revision = 1;
    std::vector<std::string> fields; // that could be given out
    Day starts, ends;
};
BOOST_DESCRIBE_STRUCT(TermsThen, (), (revision, fields, starts, ends))

struct LookUp {
    std::uint64_t entry = 0; // of the access journal
    Instant at;
    institutions::Title institution;
    std::string institution_number;
    std::optional<AgreementId> agreement; // none: the steward itself
    std::optional<TermsThen> terms;       // of that agreement
    DatasetId dataset;
    institutions::Title title;              // as it was called then
    std::optional<institutions::Title> now; // when it is called otherwise
    std::optional<Instant> withdrawn;       // when the dataset is gone since
    std::string purpose, legal_basis;
    std::string receipt; // where it is
    platform::Finality finality = platform::Finality::pending;
    std::optional<std::uint64_t> people; // of a download that holds many: how many
};
BOOST_DESCRIBE_STRUCT(LookUp, (),
                      (entry, at, institution, institution_number, agreement, terms, dataset, title,
                       now, withdrawn, purpose, legal_basis, receipt, finality, people))

void register_access_events(platform::EventTypes& types);

// A stretch of them, and where the next one begins. Whatever is recorded meanwhile has a higher number than every entry
// before it, so stretches that go on from each other neither repeat a look-up nor leave one out.
struct Stretch {
    std::optional<std::uint64_t> before; // an entry of the access journal; none: from the newest on
    std::size_t most = limits::look_ups_in_answer;
};
struct LookUps {
    std::vector<LookUp> newest_first;
    std::optional<std::uint64_t>
        older; // Stretch::before of those that are left, when there are any
    // Downloads of which this node cannot tell whether she is in them: it has not got the file of their people.
    std::uint64_t unknown = 0;
};
Result<LookUps> look_ups_on(platform::Node& node, const store::Snapshot& view,
                            std::string_view person_tag, const Stretch& wanted);
// Stretch::before as the address says it in `before=`; Kind::invalid unless it is a number.
Result<std::optional<std::uint64_t>> before_of(const http::Request& request);
// One of them, by its entry; Kind::missing also when it is not on her.
Result<LookUp> look_up_on(platform::Node& node, const store::Snapshot& view,
                          std::string_view person_tag, std::uint64_t entry);

// Files of people that no record names are left by downloads that were refused once they had been made.
Outcome remove_unnamed_people_files(platform::Node& node);

} // namespace vienreiz::person
