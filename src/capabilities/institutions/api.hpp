// What other capabilities may ask: who is who, and a signature under a PIN.
#pragma once

#include "capabilities/institutions/accounts.hpp"
#include "capabilities/institutions/rules.hpp"
#include "capabilities/institutions/view.hpp"
