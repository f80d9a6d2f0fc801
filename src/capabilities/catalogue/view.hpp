// The views of the catalogue.
//
//   catalogue/d/<dataset>   Dataset; gone when withdrawn
//   catalogue/names/…       what it was called (history.hpp)
#pragma once

#include "capabilities/catalogue/model.hpp"

namespace vienreiz::catalogue {

void register_events(platform::EventTypes& types);

std::optional<Dataset> dataset(const store::Snapshot& view, const DatasetId& id);
std::vector<Dataset> all_datasets(const store::Snapshot& view);
std::vector<InstitutionId> steward_of(const store::Snapshot& view,
                                      const http::Match& match); // by {dataset} of a path

} // namespace vienreiz::catalogue
