// Every story of tests/stories/*.story is a test case named by its title.
#include "stories/player.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

namespace vienreiz::stories {

class StoryTest : public testing::Test {
public:
    explicit StoryTest(Story story) : story_(std::move(story)) {}
    void TestBody() override {
        auto played = Player().play(story_);
        EXPECT_TRUE(played.has_value())
            << (played ? "" : played.error().where + ": " + played.error().what);
    }

private:
    Story story_;
};

std::vector<std::filesystem::path> files() {
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::directory_iterator(
             std::filesystem::path(VIENREIZ_SOURCE_DIR) / "tests" / "stories"))
        if (entry.path().extension() == ".story") out.push_back(entry.path());
    std::ranges::sort(out);
    return out;
}

Outcome register_all() {
    std::set<std::string> titles;
    for (const auto& file : files()) {
        std::ifstream in(file, std::ios::binary);
        std::string content{std::istreambuf_iterator<char>(in), {}};
        auto relative = std::filesystem::relative(file, VIENREIZ_SOURCE_DIR);
        for (auto& story : TRY(read_stories(relative, content))) {
            if (!titles.insert(story.title).second)
                return Failure{Kind::conflict, "Two stories have the title \"" + story.title + "\"",
                               relative.string()};
            auto title = story.title;
            auto line = static_cast<int>(story.line);
            testing::RegisterTest(
                "Story", title.c_str(), nullptr, nullptr, file.c_str(), line,
                [story = std::move(story)]() -> testing::Test* { return new StoryTest(story); });
        }
    }
    if (titles.empty()) return Failure{Kind::missing, "There are no stories in tests/stories"};
    return {};
}

} // namespace vienreiz::stories

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    auto registered = vienreiz::stories::register_all();
    if (!registered) {
        std::fprintf(stderr, "%s: %s\n", registered.error().where.c_str(),
                     registered.error().what.c_str());
        return 1;
    }
    return RUN_ALL_TESTS();
}
