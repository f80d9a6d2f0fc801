// What other capabilities may ask: who is who, how a personal code is written, and a signature under a PIN.
#pragma once

#include "capabilities/institutions/accounts.hpp"
#include "capabilities/institutions/registration_number.hpp"
#include "capabilities/institutions/rules.hpp"
#include "capabilities/institutions/view.hpp"
