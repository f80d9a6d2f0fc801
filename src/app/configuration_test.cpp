#include "app/configuration.hpp"
#include "app/serve_command.hpp"
#include "store/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace vienreiz::app {

const std::vector<Option> some_options{
    {"--data", "A folder", true},
    {"--port", "A port", false, false, "8080", Option::Takes::number},
    {"--empty", "A flag", false, true},
    {"--config", "This file"}};

Result<Arguments> configured(std::string_view text) {
    return read_configuration(text, "node.toml", some_options);
}

TEST(Configuration, TakesTextNumbersAndTruth) {
    auto read =
        configured("# where\ndata = \"/srv/a # b\" # not cut\n\nport=443\nempty = true\r\n");
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(*read, (Arguments{{"--data", "/srv/a # b"}, {"--port", "443"}, {"--empty", "yes"}}));
    EXPECT_EQ(configured("empty = false")->at("--empty"), "");
    EXPECT_EQ(configured(R"(data = "a\"\\b")")->at("--data"), R"(a"\b)");
    EXPECT_EQ(configured(R"(data = 'a\b')")->at("--data"), R"(a\b)");
}

TEST(Configuration, NamesTheFileTheLineAndTheKeyOfWhatIsWrong) {
    struct Wrong {
        std::string_view text, says;
    };
    for (const auto& [text, says] :
         {Wrong{"prot = 443", "There is no option prot; there are data, port, empty"},
          Wrong{"config = \"x\"", "There is no option config"},
          Wrong{"port = \"443\"", "port takes a whole number"},
          Wrong{"port = -1", "port takes a whole number"},
          Wrong{"port = 1.5", "port takes a whole number"}, Wrong{"data = 1", "data takes text"},
          Wrong{"data = [\"a\"]", "data takes text"}, Wrong{"data = /srv", "value"},
          Wrong{"empty = \"true\"", "empty takes true"}, Wrong{"empty", "key"},
          Wrong{"[serve]", "There is no option serve"}, Wrong{"[= 1", "key"},
          Wrong{"[[[serve]]]", "key"}, Wrong{"port\uFE7F = 1", "expected"},
          Wrong{"port = 1 \uFB26", "expected"}, Wrong{"\uFEFE", "expected"},
          Wrong{"data = \"a", "string"}, Wrong{"data = \"\\q\"", "escape"},
          Wrong{"port = 1 2", "whitespace"}}) {
        auto read = configured("# a comment\n" + std::string(text));
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().where, "node.toml, line 2");
        EXPECT_TRUE(read.error().what.contains(says)) << read.error().what;
    }
    auto twice = configured("port = 1\nport = 2");
    EXPECT_TRUE(twice.error().what.contains("'port'")) << twice.error().what;
    EXPECT_EQ(twice.error().where, "node.toml, line 2");
}

TEST(Configuration, ThatIsNotThereIsSaidByName) {
    auto read = read_configuration(std::filesystem::path("/nowhere/node.toml"), some_options);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, Kind::missing);
    EXPECT_EQ(read.error().where, "/nowhere/node.toml");
}

// The example of docs/operating.md is one that can be used, and shows every option.
TEST(Configuration, OfTheOperatorsManualIsRead) {
    std::ifstream in("docs/operating.md");
    std::ostringstream manual;
    manual << in.rdbuf();
    constexpr std::string_view opens = "```toml\n";
    auto begin = manual.view().find(opens);
    ASSERT_NE(begin, std::string_view::npos);
    auto example = manual.view().substr(begin + opens.size());
    example = example.substr(0, example.find("```"));
    auto read = read_configuration(example, "docs/operating.md", serve_options());
    ASSERT_TRUE(read) << read.error().where << ": " << read.error().what;
    for (const auto& option : serve_options())
        EXPECT_TRUE(option.name == "--config" || read->contains(option.name)) << option.name;
}

} // namespace vienreiz::app
