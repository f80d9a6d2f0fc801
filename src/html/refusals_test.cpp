// What must not compile, does not, and the compiler's message says why in our words.
//
// One run of the compiler over all snippets, each under a file name of its own, so that a message
// can be told from the others. Neighbours break different rules: g++ quotes a line only once in a
// row.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace vienreiz::refusals_test {

struct Snippet {
    std::string name, code, why; // an empty why: it must compile
};

const std::vector<Snippet>& snippets() {
    static const std::vector<Snippet> all{
        {"good", R"x(markup<R"(<p class="{}">{}</p>)">(1, "a"))x", ""},
        {"good_sentence", R"x(Words{}("{} of {}", 1, 2))x", ""},
        {"open_tag", R"x(markup<"<p><b>{}</p>">(1))x", "a closing tag does not match"},
        {"never_closed", R"x(markup<"<p>{}">(1))x", "a tag is left open"},
        {"cut_off", R"x(markup<"<p class=">())x", "the text ends inside a tag"},
        {"unquoted", R"x(markup<"<p class={}></p>">(1))x", "an attribute has no double quotes"},
        {"too_few", R"x(markup<"<p>{}{}</p>">(1))x", "there are as many values as {}"},
        {"too_many", R"x(markup<"<p>{}</p>">(1, 2))x", "there are as many values as {}"},
        {"in_script", R"x(markup<"<script>{}</script>">(1))x", "no value inside script or style"},
        {"inline_script", R"x(markup<"<script>go()</script>">())x",
         "script and style stand in files of their own"},
        {"handler", R"x(markup<R"(<p onclick="go"></p>)">())x", "no script or style in attributes"},
        {"part_of_url", R"x(markup<R"(<a href="/a/{}">x</a>)">(1))x",
         "a URL is one value, made whole"},
        {"in_comment", R"x(markup<"<!-- {} -->">(1))x", "no value inside a comment"},
        {"in_style", R"x(markup<"<style>{}</style>">(1))x", "no value inside script or style"},
        {"twice", R"x(markup<R"(<p id="a" id="b"></p>)">())x", "an attribute stands twice"},
        {"inline_style", R"x(markup<R"(<p style="{}"></p>)">(1))x",
         "no script or style in attributes"},
        {"markup_in_attribute", R"x(markup<R"(<p id="{}"></p>)">(Markup{}))x",
         "markup stands only between tags"},
        {"boolean", R"x(markup<"<p>{}</p>">(true))x",
         "a value is text, a number, content or markup"},
        {"sentence_values", R"x(Words{}("{} of {}", 1))x", "a sentence has as many values as {}"},
        {"sentence_brace", R"x(Words{}("{0} rows", 1))x", "in a sentence a value is written {}"},
    };
    return all;
}

// Our headers say why by a throw or a static_assert, so the reason stands in the compiler's quote
// of that line.
std::string compiler_says() {
    auto folder =
        std::filesystem::temp_directory_path() / fmt::format("vienreiz-refusals-{}", std::rand());
    std::filesystem::create_directory(folder);
    std::ofstream source(folder / "all.cpp");
    source << "#include \"html/words.hpp\"\nusing namespace vienreiz::html;\n";
    for (const auto& snippet : snippets())
        source << fmt::format("#line 1 \"snippet_{0}\"\nauto {0}() {{ return {1}; }}\n",
                              snippet.name, snippet.code);
    source.close();
    auto compiler = std::getenv("CXX") ? std::getenv("CXX") : "c++";
    auto command =
        fmt::format("{} -std=c++23 -fsyntax-only -fno-diagnostics-color -Isrc {} > {} 2>&1",
                    compiler, (folder / "all.cpp").string(), (folder / "said").string());
    EXPECT_NE(std::system(command.c_str()), 0) << "the bad snippets compile";
    std::stringstream said;
    said << std::ifstream(folder / "said").rdbuf();
    std::filesystem::remove_all(folder);
    return said.str();
}

// The part of the messages that is about one snippet: from its first mention to the next one's.
std::string about(const std::string& said, const Snippet& snippet) {
    auto mention = [&](const std::string& name) { return said.find("snippet_" + name + ":"); };
    auto begin = mention(snippet.name);
    if (begin == said.npos) return "";
    auto end = said.size();
    for (const auto& other : snippets())
        if (auto at = mention(other.name); at != said.npos && at > begin) end = std::min(end, at);
    return said.substr(begin, end - begin);
}

TEST(Refusals, TheCompilerSaysWhyInOurWords) {
    auto said = compiler_says();
    for (const auto& snippet : snippets()) {
        auto message = about(said, snippet);
        if (snippet.why.empty())
            EXPECT_EQ(message, "") << snippet.code;
        else
            EXPECT_TRUE(message.contains(snippet.why)) << snippet.code << "\nsays: " << message;
    }
}

} // namespace vienreiz::refusals_test
