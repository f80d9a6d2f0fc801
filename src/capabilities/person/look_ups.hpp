// The look-ups on one person.
//
// View of the access journal:   person/<tag>/<entry, 20 digits, counted down>   LookUpRecord
#pragma once

#include "capabilities/distribution/api.hpp"

namespace vienreiz::person {

struct LookUp {
    std::uint64_t entry = 0; // of the access journal
    Instant at;
    institutions::Title institution;
    std::string institution_number;
    std::optional<AgreementId> agreement; // none: the steward itself
    DatasetId dataset;
    institutions::Title title;
    std::string purpose, legal_basis;
    std::string receipt; // where it is
};
BOOST_DESCRIBE_STRUCT(LookUp, (),
                      (entry, at, institution, institution_number, agreement, dataset, title,
                       purpose, legal_basis, receipt))

void register_access_events(platform::EventTypes& types);

// Newest first, at most limits::look_ups_shown.
Result<std::vector<LookUp>> look_ups_on(platform::Node& node, const store::Snapshot& view,
                                        std::string_view person_tag);

} // namespace vienreiz::person
