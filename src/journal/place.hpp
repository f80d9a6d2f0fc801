// Small files by name, wherever they are kept: in a folder, or where several nodes share them (postgres/shelf.hpp).
#pragma once

#include "journal/disk.hpp"

#include <functional>

namespace vienreiz::journal {

struct Place {
    std::function<Outcome(std::string_view name, ByteView content)> put; // durable when it returns
    std::function<Result<Bytes>(std::string_view name)> get; // Kind::missing when it is not there
    std::function<Outcome(std::string_view name)> erase;
    std::function<Result<std::vector<std::string>>()> names;
};

inline Failure not_in_place(std::string_view name) {
    return {Kind::missing, "This is not kept here", std::string(name)};
}

// Makes the folder, for this program's user only.
Result<Place> place_in(const std::shared_ptr<Disk>& disk, const std::filesystem::path& folder);

} // namespace vienreiz::journal
