// The page "Who looked at my data".
#pragma once

#include "capabilities/person/look_ups.hpp"
#include "platform/page.hpp"

namespace vienreiz::person {

Result<platform::Found> own_page(platform::Ask& ask);

// One look-up: by whom, why, and what the agreement allowed then.
Result<platform::Found> look_up_page(platform::Ask& ask);

// The page's body, newest look-up first. `begins`: no newer ones are on pages before this one.
html::Markup look_ups_body(const platform::Ask& ask, const html::Words& t, const LookUps& look_ups,
                           bool begins);

} // namespace vienreiz::person
