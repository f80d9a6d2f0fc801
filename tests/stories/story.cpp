#include "stories/story.hpp"

#include "base/text.hpp"

namespace vienreiz::stories {

constexpr std::string_view indentation = "    ";

Result<std::vector<Story>> read_stories(const std::filesystem::path& file,
                                        std::string_view content) {
    std::vector<Story> out;
    std::size_t number = 0;
    for (auto line : split(content, '\n')) {
        ++number;
        auto refuse = [&](std::string why) {
            return Failure{Kind::invalid, std::move(why),
                           file.string() + ":" + std::to_string(number)};
        };
        if (line.starts_with("# ")) {
            out.push_back({file, number, std::string(trim(line.substr(2))), {}});
        } else if (line.starts_with(indentation)) {
            if (out.empty() || out.back().steps.empty())
                return refuse("These lines belong to no step");
            out.back().steps.back().text.append(line.substr(indentation.size())).append("\n");
        } else if (!trim(line).empty() && !line.starts_with('>')) {
            if (out.empty()) return refuse("A story begins with its title: # Who does what");
            out.back().steps.push_back({number, std::string(trim(line)), {}});
        }
    }
    for (const auto& story : out)
        if (story.steps.empty())
            return Failure{Kind::invalid, "The story \"" + story.title + "\" has no steps",
                           file.string()};
    return out;
}

} // namespace vienreiz::stories
