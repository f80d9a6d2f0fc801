// The views of distribution.
//
//   distribution/v/<dataset>/<number, 20 digits>   Version
//   distribution/current/<dataset>                 Version; none once the dataset is withdrawn
//   distribution/withdrawn/<dataset>               Version: the last one before the withdrawal
//
// A dataset that is described again under its old id is another one: no version from before answers
// under the new description, but numbers go on, so that no receipt or entity tag means two versions.
#pragma once

#include "capabilities/distribution/model.hpp"
#include "platform/sequencer.hpp"

namespace vienreiz::platform {
class Rules;
}

namespace vienreiz::distribution {

void register_events(platform::EventTypes& types);

std::optional<Version> current_version(const store::Snapshot& view, const DatasetId& dataset);
// Nothing where it is none of the dataset as it is described now.
std::optional<Version> version(const store::Snapshot& view, const DatasetId& dataset,
                               std::uint64_t number);
std::vector<Version> versions(const store::Snapshot& view,
                              const DatasetId& dataset); // since it was described; oldest first
std::vector<std::string> folders(const store::Snapshot& view); // of all versions of all datasets

Result<platform::Events> decide(const platform::Moment&, const platform::Caller&,
                                const store::Snapshot&, const PublishVersion&);

// How the entries come about, so that the rules can be run again over them.
void register_rules(platform::Rules& rules);

} // namespace vienreiz::distribution
