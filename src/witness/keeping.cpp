#include "witness/keeping.hpp"

#include "base/limits.hpp"

namespace vienreiz::witness {

Keeping kept_in_file(std::shared_ptr<journal::Disk> disk, std::filesystem::path file) {
    return {[=]() -> Result<std::optional<std::string>> {
                auto kept = TRY(journal::read_if_there(*disk, file, limits::note_bytes));
                if (!kept) return std::optional<std::string>();
                return std::optional(std::string(text(*kept)));
            },
            [=](std::string_view note) { return disk->replace(file, bytes(note)); }};
}

} // namespace vienreiz::witness
