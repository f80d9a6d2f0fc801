#include "platform/place.hpp"

#include "base/limits.hpp"
#include "postgres/shelf.hpp"

namespace vienreiz::platform {
namespace {
Failure not_there(std::string_view name) {
    return {Kind::missing, "This is not kept here", std::string(name)};
}
} // namespace

Result<Place> place_in(std::shared_ptr<journal::Disk> disk, std::filesystem::path folder) {
    TRY(disk->make_folder(folder));
    std::error_code ignored;
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
    return Place{[=](std::string_view name, ByteView content) {
                     return disk->replace(folder / name, content);
                 },
                 [=](std::string_view name) -> Result<Bytes> {
                     auto content =
                         TRY(journal::read_if_there(*disk, folder / name, limits::shelf_value));
                     if (!content) return not_there(name);
                     return std::move(*content);
                 },
                 [=](std::string_view name) { return disk->remove(folder / name); },
                 [=] { return disk->list(folder); }};
}

Place place_on(postgres::Shelf& shelf, std::string shelf_name) {
    auto on = [=](std::string_view name) { return shelf_name + "/" + std::string(name); };
    return {[=, &shelf](std::string_view name, ByteView content) {
                return shelf.put(on(name), content);
            },
            [=, &shelf](std::string_view name) -> Result<Bytes> {
                auto content = TRY(shelf.get(on(name)));
                if (!content) return not_there(name);
                return std::move(*content);
            },
            [=, &shelf](std::string_view name) { return shelf.erase(on(name)); },
            [=, &shelf]() -> Result<std::vector<std::string>> {
                auto names = TRY(shelf.names(on("")));
                for (auto& name : names) name.erase(0, shelf_name.size() + 1);
                return names;
            }};
}

} // namespace vienreiz::platform
