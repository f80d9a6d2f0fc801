// `vienreiz witness`: a witness of other journals, by itself.
#pragma once

#include "platform/capability.hpp"

namespace vienreiz::app {

platform::CommandLine witness_command();

} // namespace vienreiz::app
