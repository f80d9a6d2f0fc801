// The views of distribution.
//
//   distribution/v/<dataset>/<number, 20 digits>   Version
//   distribution/current/<dataset>                 Version
#pragma once

#include "capabilities/distribution/model.hpp"
#include "platform/sequencer.hpp"

namespace vienreiz::distribution {

void register_events(platform::EventTypes& types);

std::optional<Version> current_version(const store::Snapshot& view, const DatasetId& dataset);
std::vector<Version> versions(const store::Snapshot& view,
                              const DatasetId& dataset);       // oldest first
std::vector<std::string> folders(const store::Snapshot& view); // of all versions of all datasets

Result<platform::Events> decide(const platform::Moment&, const platform::Caller&,
                                const store::Snapshot&, const PublishVersion&);

} // namespace vienreiz::distribution
