// All components: functions that take an option struct and give Markup. Those that speak take the
// words first.
#pragma once

#include "html/components/button.hpp"
#include "html/components/choices.hpp"
#include "html/components/date_input.hpp"
#include "html/components/lists.hpp"
#include "html/components/messages.hpp"
#include "html/components/navigation.hpp"
#include "html/components/parts.hpp"
#include "html/components/table.hpp"
#include "html/components/text_fields.hpp"
