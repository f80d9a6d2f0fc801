// A description nothing stands on yet: its names, types and key may still be corrected.
#pragma once

#include "capabilities/distribution/view.hpp"

namespace vienreiz::distribution {

// Kind::conflict once a version is published or an agreement is under way: both were made on the
// description as it is.
Outcome may_be_corrected(const store::Snapshot& view, const DatasetId& dataset);

Result<platform::Events> decide(const platform::Moment&, const platform::Caller&,
                                const store::Snapshot&, const CorrectDescription&);

} // namespace vienreiz::distribution
