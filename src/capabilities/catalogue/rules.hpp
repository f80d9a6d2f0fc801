// What a description must hold, and what a revision must keep. Pure.
#pragma once

#include "capabilities/catalogue/model.hpp"
#include "platform/sequencer.hpp"

namespace vienreiz::platform {
class Rules;
}

namespace vienreiz::catalogue {

using platform::Caller;
using platform::Events;
using platform::Moment;

Outcome valid_id(const DatasetId& id);
// By itself, without the views; `before` is what it was until now, if it was.
Outcome valid(const Dataset& dataset, const Dataset* before = nullptr);
// The parameters of a query: a field of such a name could not be asked by.
std::span<const std::string_view> reserved_names();
// Each field referred to is there; `before`: what the description replaces, or null.
Outcome valid_references(const store::Snapshot& view, const Dataset& dataset,
                         const Dataset* before);

Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const DescribeDataset&);
Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const ReviseDataset&);
Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const WithdrawDataset&);

// How the entries come about, so that the rules can be run again over them.
void register_rules(platform::Rules& rules);

} // namespace vienreiz::catalogue
