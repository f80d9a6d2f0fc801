#include "journal/place.hpp"

#include "base/limits.hpp"

namespace vienreiz::journal {

Result<Place> place_in(const std::shared_ptr<Disk>& disk, const std::filesystem::path& folder) {
    TRY(disk->make_folder(folder));
    std::error_code ignored;
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
    return Place{[=](std::string_view name, ByteView content) {
                     return disk->replace(folder / name, content);
                 },
                 [=](std::string_view name) -> Result<Bytes> {
                     auto content = TRY(read_if_there(*disk, folder / name, limits::shelf_value));
                     if (!content) return not_in_place(name);
                     return std::move(*content);
                 },
                 [=](std::string_view name) { return disk->remove(folder / name); },
                 [=] { return disk->list(folder); }};
}

} // namespace vienreiz::journal
