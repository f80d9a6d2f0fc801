// The main job, played on a running node over HTTP without a person: publish, describe, agree, sign, ask, verify,
// see, end. It names every step and stops at the first that fails.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace vienreiz::app {

// `data` is the node's folder: the demonstration's passwords and keys lie there.
Outcome play_main_job(const std::string& url, const std::filesystem::path& data);

} // namespace vienreiz::app
