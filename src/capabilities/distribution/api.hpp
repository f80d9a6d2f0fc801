// What other capabilities may ask: which versions there are, how publications go, and what answers were given.
#pragma once

#include "capabilities/distribution/desk.hpp"
#include "capabilities/distribution/people_file.hpp"
#include "capabilities/distribution/versions.hpp"
#include "capabilities/distribution/view.hpp"
