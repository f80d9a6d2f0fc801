// The look-ups on one person.
//
// View of the access journal:   person/<tag>/<entry, 20 digits, counted down>   LookUpRecord
#pragma once

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
};
BOOST_DESCRIBE_STRUCT(LookUp, (),
                      (entry, at, institution, institution_number, agreement, terms, dataset, title,
                       now, withdrawn, purpose, legal_basis, receipt))

void register_access_events(platform::EventTypes& types);

// Newest first, at most limits::look_ups_shown.
Result<std::vector<LookUp>> look_ups_on(platform::Node& node, const store::Snapshot& view,
                                        std::string_view person_tag);
// One of them, by its entry; Kind::missing also when it is not on her.
Result<LookUp> look_up_on(platform::Node& node, const store::Snapshot& view,
                          std::string_view person_tag, std::uint64_t entry);

} // namespace vienreiz::person
