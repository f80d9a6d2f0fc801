// Small files by name: in a folder of this node or, where the nodes of a cluster share them, on the shelf
// (postgres/shelf.hpp).
#pragma once

#include "journal/disk.hpp"

#include <functional>

namespace vienreiz::postgres {
class Shelf;
}

namespace vienreiz::platform {

struct Place {
    std::function<Outcome(std::string_view name, ByteView content)> put; // durable when it returns
    std::function<Result<Bytes>(std::string_view name)> get; // Kind::missing when it is not there
    std::function<Outcome(std::string_view name)> erase;
    std::function<Result<std::vector<std::string>>()> names;
};

// Makes the folder, for this program's user only.
Result<Place> place_in(std::shared_ptr<journal::Disk> disk, std::filesystem::path folder);
// Under names that begin with `shelf_name` and a slash.
Place place_on(postgres::Shelf& shelf, std::string shelf_name);

} // namespace vienreiz::platform
