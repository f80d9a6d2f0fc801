// `vienreiz witness`: a witness of other journals, by itself. `vienreiz validate`: one that runs the rules again.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::app {

platform::CommandLine witness_command();
platform::CommandLine validate_command();

} // namespace vienreiz::app
