// What other capabilities may ask: which datasets there are and how they are described.
#pragma once

#include "capabilities/catalogue/drafting.hpp"
#include "capabilities/catalogue/rules.hpp"
#include "capabilities/catalogue/view.hpp"
