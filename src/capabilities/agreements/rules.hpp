// How an agreement comes about, changes and ends. Pure.
#pragma once

#include "capabilities/agreements/view.hpp"
#include "platform/sequencer.hpp"

namespace vienreiz::platform {
class Rules;
}

namespace vienreiz::agreements {

using platform::Caller;
using platform::Events;
using platform::Moment;

Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&,
                      const RequestAgreement&);
Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const OfferTerms&);
Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const AcceptTerms&);
Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const RefuseTerms&);
Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const SignAgreement&);
Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const EndAgreement&);

// How the entries come about, so that the rules can be run again over them.
void register_rules(platform::Rules& rules);

} // namespace vienreiz::agreements
