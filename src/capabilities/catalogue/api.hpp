// What other capabilities may ask: which datasets there are and how they are described; on pages, in which words.
#pragma once

#include "capabilities/catalogue/commands.hpp"
#include "capabilities/catalogue/drafting.hpp"
#include "capabilities/catalogue/history.hpp"
#include "capabilities/catalogue/pages_description.hpp"
#include "capabilities/catalogue/pages_words.hpp"
#include "capabilities/catalogue/rules.hpp"
#include "capabilities/catalogue/view.hpp"
