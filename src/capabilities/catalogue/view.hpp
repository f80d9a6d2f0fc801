// The views of the catalogue.
//
//   catalogue/d/<dataset>         Dataset; gone when withdrawn
//   catalogue/names/…             what it was called (history.hpp)
//   catalogue/no-rows/<dataset>   its id, from its description to its first version
#pragma once

#include "capabilities/catalogue/model.hpp"

namespace vienreiz::catalogue {

void register_events(platform::EventTypes& types);

std::optional<Dataset> dataset(const store::Snapshot& view, const DatasetId& id);
std::vector<Dataset> all_datasets(const store::Snapshot& view);
// Nothing was published since the dataset was described, so another key breaks nobody's look-ups.
bool key_may_change(const store::Snapshot& view, const DatasetId& id);
// To be called by whoever publishes, with the event of a version.
void key_stays(store::Batch& batch, const DatasetId& id);
std::vector<InstitutionId> steward_of(const store::Snapshot& view,
                                      const http::Match& match); // by {dataset} of a path

} // namespace vienreiz::catalogue
