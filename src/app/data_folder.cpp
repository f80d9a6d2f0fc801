#include "app/data_folder.hpp"

namespace vienreiz::app {

Outcome has_journals(const std::filesystem::path& data) {
    std::error_code error;
    if (std::filesystem::is_directory(data / "journals", error)) return {};
    if (std::filesystem::is_directory(data / "keys", error))
        return Failure{Kind::missing,
                       "The node of this folder keeps its journals in its cluster's database: "
                       "back up and check that (\"A cluster\" in docs/operating.md)",
                       data.string()};
    return Failure{Kind::missing, "There is no node in this folder", data.string()};
}

} // namespace vienreiz::app
