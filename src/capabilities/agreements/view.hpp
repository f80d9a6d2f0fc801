// The views of agreements.
//
//   agreements/a/<id>                              Agreement
//   agreements/party/<institution>/<id>            "" (either side)
//   agreements/steps/<id>/<entry, 20 digits>       Step
//   agreements/text/<id>/<revision, 10 digits>     AgreementText, as it was when accepted
//   agreements/on/<dataset>/<id>                   "" until the dataset is withdrawn
//   agreements/active/<receiver>/<dataset>/<id>    "" while active
#pragma once

#include "capabilities/agreements/model.hpp"

namespace vienreiz::agreements {

void register_events(platform::EventTypes& types);

std::optional<Agreement> agreement(const store::Snapshot& view, const AgreementId& id);
std::vector<Agreement> agreements_of(const store::Snapshot& view, const InstitutionId& institution);
std::vector<Agreement> all_agreements(const store::Snapshot& view);
// Signed and not ended; whether today lies within the terms is for the caller to see.
std::vector<Agreement> active_for(const store::Snapshot& view, const InstitutionId& receiver,
                                  const DatasetId& dataset);
std::vector<Step> history(const store::Snapshot& view, const AgreementId& id); // oldest first
std::vector<InstitutionId> parties(const store::Snapshot& view,
                                   const http::Match& match); // by {agreement} of a path

// With the names of the day the terms were accepted; of terms that are not, with the names of now.
AgreementText text_of(const store::Snapshot& view, const Agreement& agreement,
                      const Proposal& proposal);

} // namespace vienreiz::agreements
