// Folders of files that never change, from one node to the others by way of the shelf: cut into pieces, and whole once
// their list stands there, which names every file with its length and hash.
#pragma once

#include "postgres/shelf.hpp"

#include <filesystem>

namespace vienreiz::postgres {

// Where the lists stand: Shelf::changes() of this tells of folders that came.
inline constexpr std::string_view folders_shelf = "folder/";

// `folder` holds files only. The same folder put twice is put once.
Outcome put_folder(Shelf& shelf, const std::string& name, const std::filesystem::path& folder);
// Makes `to`, which is whole and durable as soon as it is there. Kind::missing when no such folder was put,
// Kind::corrupt when it is not what was put.
Outcome get_folder(Shelf& shelf, const std::string& name, const std::filesystem::path& to);
Outcome erase_folder(Shelf& shelf, const std::string& name);

} // namespace vienreiz::postgres
