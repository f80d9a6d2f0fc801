// What may be wished of institutions, systems and people. Pure: no clock, no randomness, no I/O.
#pragma once

#include "capabilities/institutions/model.hpp"
#include "platform/sequencer.hpp"

namespace vienreiz::platform {
class Rules;
}

namespace vienreiz::institutions {

using platform::Caller;
using platform::Events;
using platform::Moment;

Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&,
                      const RegisterInstitution&);
Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const RegisterSystem&);
Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const AddKey&);
Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const RevokeKey&);
Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const RevokeSystem&);
Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const ChangeRoles&);
// The person has been prepared (accounts.hpp): her secrets are hashed and lie in the private store.
Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const Person& prepared);

Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const PreparedSecrets&);

// She has chosen her password and PIN herself, so that nobody else could sign in her name.
Outcome may_sign(const Person& person);

// The parts of a person's registration that need no view.
Outcome valid(const RegisterPerson& wish);
Outcome valid_password(std::string_view password, std::string_view where);
Outcome valid_pin(std::string_view pin, std::string_view where);

// How the entries come about, so that the rules can be run again over them.
void register_rules(platform::Rules& rules);

} // namespace vienreiz::institutions
