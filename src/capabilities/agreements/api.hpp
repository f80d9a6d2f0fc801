// What other capabilities may ask: which agreements there are, and what they allow.
#pragma once

#include "capabilities/agreements/compiled.hpp"
#include "capabilities/agreements/rules.hpp"
#include "capabilities/agreements/view.hpp"
