// Where the final note of a journal is kept over a restart. Where several nodes have one journal, each finds there what
// any of them has had cosigned.
#pragma once

#include "journal/disk.hpp"

#include <functional>
#include <string>

namespace vienreiz::witness {

struct Keeping {
    std::function<Result<std::optional<std::string>>()> read; // nothing while there is none
    std::function<Outcome(std::string_view note)> write;      // durable when it returns
};

Keeping kept_in_file(std::shared_ptr<journal::Disk> disk, std::filesystem::path file);

} // namespace vienreiz::witness
