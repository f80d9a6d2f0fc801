// Every sentence the program speaks has a Latvian one, and po/lv.po holds no other.
//
// The sources are cut into tokens (comments and raw strings included, so that neither misleads),
// and these calls are looked for; adjacent literals are one string, as for the compiler:
//     t("...")   page.t("...")   t(language, "...")   words()("...")   words(language)("...")
//     t.rich("...")   t.plural(n, "...", "...")   t.plural_as(n, shown, "...", "...")
//     sentence("...")   pattern("...")
// So are the sentences of failures, which speak::retold() knows again when a page tells them:
//     Failure{Kind::invalid, "..."}   Failure{Kind::invalid, fmt::format("...", value)}
//     {Kind::invalid, short ? "..." : fmt::format("...", value)}   refuse("...")   at_line(..., "...")
// Those of capabilities, of platform and of the readers of files must have a Latvian one, unless
// only programs meet them; of others it will do.
#include "html/assets.hpp"
#include "html/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace vienreiz::sentences_test {

struct Token {
    enum class Kind { word, text, mark } kind;
    std::string text;
    std::size_t line;
};

class Scanner {
public:
    explicit Scanner(std::string source) : source_(std::move(source)) {}
    std::vector<Token> tokens() {
        while (at_ < source_.size()) step();
        return std::move(tokens_);
    }

private:
    void step() {
        char c = source_[at_];
        if (std::isspace(static_cast<unsigned char>(c))) return skip(1);
        if (looking_at("//")) return skip(source_.find('\n', at_) - at_);
        if (looking_at("/*")) return skip(source_.find("*/", at_) + 2 - at_);
        if (looking_at("R\"")) return raw_string();
        if (c == '"') return string();
        if (c == '\'') return character();
        if (std::isalpha(static_cast<unsigned char>(c)) || c == '_') return word();
        if (std::isdigit(static_cast<unsigned char>(c))) return number();
        add(Token::Kind::mark, std::string(1, c));
        skip(1);
    }
    void word() {
        auto end = at_;
        while (end < source_.size() &&
               (std::isalnum(static_cast<unsigned char>(source_[end])) || source_[end] == '_'))
            ++end;
        add(Token::Kind::word, source_.substr(at_, end - at_));
        skip(end - at_);
    }
    void number() { // with digit separators, which would otherwise look like characters
        auto end = at_;
        while (end < source_.size() && (std::isalnum(static_cast<unsigned char>(source_[end])) ||
                                        source_[end] == '\'' || source_[end] == '.'))
            ++end;
        add(Token::Kind::mark, "0");
        skip(end - at_);
    }
    void string() {
        std::string text;
        auto end = at_ + 1;
        for (; end < source_.size() && source_[end] != '"'; ++end) {
            if (source_[end] != '\\')
                text += source_[end];
            else if (source_[++end] == 'n')
                text += '\n';
            else
                text += source_[end];
        }
        if (!tokens_.empty() && tokens_.back().kind == Token::Kind::text)
            tokens_.back().text += text;
        else
            add(Token::Kind::text, text);
        skip(end + 1 - at_);
    }
    void raw_string() {
        auto open = source_.find('(', at_);
        auto close = ")" + source_.substr(at_ + 2, open - at_ - 2) + "\"";
        auto end = source_.find(close, open);
        add(Token::Kind::mark, "R");
        skip(end + close.size() - at_);
    }
    void character() {
        auto end = at_ + 1;
        while (end < source_.size() && source_[end] != '\'') end += source_[end] == '\\' ? 2U : 1U;
        add(Token::Kind::mark, "'");
        skip(end + 1 - at_);
    }
    bool looking_at(std::string_view text) const {
        return std::string_view(source_).substr(at_).starts_with(text);
    }
    void add(Token::Kind kind, std::string text) {
        tokens_.push_back({kind, std::move(text), line_});
    }
    void skip(std::size_t count) {
        for (; count > 0 && at_ < source_.size(); --count)
            line_ += source_[at_++] == '\n' ? 1U : 0U;
    }

    std::string source_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0, line_ = 1;
};

struct Spoken {
    std::string plural; // empty when it has none
    std::string where;
    bool must = true; // have a translation
};
using Sentences = std::map<std::string, Spoken>;

// Where failures arise that no page tells: addresses for programs, the command line, what stops a node from starting.
constexpr std::array for_programs{
    "src/platform/event.cpp",
    "src/platform/given_file.cpp",
    "src/platform/journal_commands.cpp",
    "src/platform/journal_proofs.cpp",
    "src/platform/journals.cpp",
    "src/platform/node.cpp",
    "src/platform/remote.cpp",
    "src/platform/retain_command.cpp",
    "src/platform/root.cpp",
    "src/platform/rules.cpp",
    "src/platform/state_root.cpp",
    "src/platform/time_stamps.cpp",
    "src/platform/waiting.cpp",
    "src/platform/trusted.cpp",
    "src/platform/validation.cpp",
    "src/platform/views.cpp",
    "src/capabilities/catalogue/catalogue.cpp",
    "src/capabilities/catalogue/commands.cpp",
    "src/capabilities/distribution/batch.cpp", // but for what a publication is told by
    "src/capabilities/distribution/bulk.cpp",
    "src/capabilities/distribution/change_reader.cpp",
    "src/capabilities/distribution/change_routes.cpp",
    "src/capabilities/distribution/changes.cpp",
    "src/capabilities/distribution/commands.cpp",
    "src/capabilities/distribution/cursor.cpp",
    "src/capabilities/distribution/distribution.cpp",
    "src/capabilities/distribution/extract_writer.cpp",
    "src/capabilities/distribution/extracts.cpp",
    "src/capabilities/distribution/grants.cpp",
    "src/capabilities/distribution/people_file.cpp",
    "src/capabilities/distribution/query.cpp",
    "src/capabilities/distribution/questions.cpp",
    "src/capabilities/distribution/render.cpp",
    "src/capabilities/distribution/versions.cpp",
};
constexpr std::array sentences_for_programs{
    "This access token is unknown or has expired; get a new one at /oauth/token",
    "Authorization is by Bearer token; get one at /oauth/token",
    "Ask with an access token: see /oauth/token",
    "The body is JSON, so its Content-Type is application/json, not \"{}\"",
    "This contradicts the address of the request",
    "The upload stands at {}, not at {}; go on from there", // the script goes on by itself
    "There are no more records", // the end of a file, as its readers see it
};

bool pages_may_tell(const std::string& file, const std::string& sentence) {
    bool judged = file.starts_with("src/capabilities/") || file.starts_with("src/platform/") ||
                  file.starts_with("src/table/");
    return judged && std::ranges::find(for_programs, file) == for_programs.end() &&
           std::ranges::find(sentences_for_programs, sentence) == sentences_for_programs.end();
}

class Finder {
public:
    Finder(std::vector<Token> tokens, std::string file, Sentences& found)
        : tokens_(std::move(tokens)), file_(std::move(file)), found_(found) {}
    void find() {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            if (is(i, "t") && is(i + 1, "("))
                call(i + 1);
            else if (is(i, "t") && is(i + 1, ".") && is(i + 3, "("))
                method(i + 2);
            else if (is(i, "words") && is(i + 1, "("))
                spoken_at_once(i + 1);
            else if ((is(i, "sentence") || is(i, "pattern")) && is(i + 1, "(") && is_text(i + 2))
                add(i + 2);
            else if (is(i, "Kind") && is(i + 1, ":") && is(i + 2, ":") && is(i + 4, ","))
                refusal(i + 5);
            else if (is(i, "at_line") && is(i + 1, "("))
                refusal(next_argument(next_argument(i + 2)));
            else if ((is(i, "refuse") || is(i, "refuse_key")) && is(i + 1, "(") && !is(i - 1, "."))
                refusal(i + 2);
        }
    }

private:
    // t("...") or t(language, "...")
    void call(std::size_t open) {
        if (is_text(open + 1)) return add(open + 1);
        auto comma = next_argument(open + 1);
        if (comma < tokens_.size() && is_text(comma)) add(comma);
    }
    // t.rich("..."), t.plural(n, "...", "...")
    void method(std::size_t name) {
        auto open = name + 1;
        if (is(name, "rich") && is_text(open + 1)) return add(open + 1);
        if (!is(name, "plural") && !is(name, "plural_as")) return;
        auto one = next_argument(open + 1);
        if (is(name, "plural_as")) one = next_argument(one);
        auto many = next_argument(one);
        if (one < tokens_.size() && many < tokens_.size() && is_text(one) && is_text(many))
            add(one, tokens_[many].text);
        else
            ADD_FAILURE() << file_ << ":" << tokens_[name].line << ": a plural needs two literals";
    }
    // words()("..."), words(language)("...")
    void spoken_at_once(std::size_t open) {
        auto close = end_of(open + 1);
        if (is(close, ")") && is(close + 1, "(")) call(close + 1);
    }
    // "..." or fmt::format("...", value), or a choice between such.
    void refusal(std::size_t begin) {
        if (is(begin, ".")) return; // a member of another struct that has a kind
        auto end = std::min(end_of(begin), tokens_.size());
        for (auto at = begin; at < end; ++at) {
            bool formatted = at > 1 && is(at - 1, "(") && is(at - 2, "format");
            bool whole = at == begin || is(at - 1, "?") || is(at - 1, ":");
            if (!is_text(at) || !(formatted || whole)) continue;
            auto where = file_ + ":" + std::to_string(tokens_[at].line);
            bool must = pages_may_tell(file_, tokens_[at].text);
            auto [known, is_new] = found_.try_emplace(tokens_[at].text, Spoken{"", where, must});
            if (must && !known->second.must) known->second = {"", where, true};
        }
    }
    // Where the argument after this one begins; the number of tokens when this is the last.
    std::size_t next_argument(std::size_t at) const {
        auto end = end_of(at);
        return is(end, ",") ? end + 1 : tokens_.size();
    }
    // The comma, bracket or semicolon that ends the argument at `at`.
    std::size_t end_of(std::size_t at) const {
        for (int depth = 0; at < tokens_.size(); ++at) {
            const auto& text = tokens_[at].text;
            if (tokens_[at].kind != Token::Kind::mark) continue;
            if (depth == 0 && std::string_view(",)}];").contains(text)) break;
            if (text == "(" || text == "{" || text == "[") ++depth;
            if (text == ")" || text == "}" || text == "]") --depth;
        }
        return at;
    }
    bool is(std::size_t i, std::string_view text) const {
        return i < tokens_.size() && tokens_[i].kind != Token::Kind::text &&
               tokens_[i].text == text;
    }
    bool is_text(std::size_t i) const {
        return i < tokens_.size() && tokens_[i].kind == Token::Kind::text;
    }
    void add(std::size_t i, const std::string& plural = "") {
        auto where = file_ + ":" + std::to_string(tokens_[i].line);
        auto [at, is_new] = found_.try_emplace(tokens_[i].text, Spoken{plural, where});
        at->second.must = true;
        EXPECT_TRUE(is_new || at->second.plural == plural)
            << where << ": spoken with another plural elsewhere";
    }

    std::vector<Token> tokens_;
    std::string file_;
    Sentences& found_;
};

Sentences sentences_in(const std::string& source) {
    Sentences found;
    Finder(Scanner(source).tokens(), "source", found).find();
    return found;
}

Sentences sentences_of_the_program() {
    Sentences found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("src")) {
        auto path = entry.path().string();
        if (!path.ends_with(".cpp") && !path.ends_with(".hpp")) continue;
        if (path.ends_with("_test.cpp") || path.ends_with("_fuzz.cpp")) continue;
        std::stringstream source;
        source << std::ifstream(path).rdbuf();
        Finder(Scanner(source.str()).tokens(), path, found).find();
    }
    return found;
}

TEST(Sentences, AreFoundHoweverTheyAreWritten) {
    auto found = sentences_in(R"x(
        t("one"); page.t( "two" ); t(language, "th" "ree"); t(page.language(1, 2),
        "four" // t("not this")
        " more", n);
        t.rich("five {}", link("a")); t.plural(f(1, 2), "{} six", "{} sixes"); sentence("seven");
        page.words()("eight"); words(l)("nine"); t.plural_as(1, "%", "{} ten", "{} tens");
        at("not"); start("not"); R"(t("not"))"; 'a'; t(draft); 1'000;
        t("\"eleven\"\n"); /* t("not") */
        return Failure{Kind::invalid, "twelve", "/not"}; {Kind::missing, fmt::format("{} 13", n)};
        {Kind::invalid, few ? "14" : fmt::format("{} 15", n), "/not"}; pattern("16 {}");
        refuse("17", "not"); at_line(Kind::invalid, line(1, 2), fmt::format("18 {}", 1));
        {Kind::invalid, told(failure, "not"), "not"};
    )x");
    std::string keys;
    for (const auto& [key, spoken] : found) keys += key + "|";
    EXPECT_EQ(keys, "\"eleven\"\n|14|16 {}|17|18 {}|eight|five {}|four more|nine|one|seven|three|"
                    "twelve|two|{} 13|{} 15|{} six|{} ten|");
    EXPECT_EQ(found["{} six"].plural, "{} sixes");
    EXPECT_EQ(found["four more"].where, "source:3");
}

TEST(Sentences, OfFailuresNeedALatvianOneWherePagesTellThem) {
    auto needs = [](const std::string& file, const std::string& sentence) {
        Sentences found;
        auto source = "Failure{Kind::invalid, \"" + sentence + "\"}";
        Finder(Scanner(source).tokens(), file, found).find();
        return found.at(sentence).must;
    };
    EXPECT_TRUE(needs("src/capabilities/agreements/rules.cpp", "The last day is past"));
    EXPECT_TRUE(needs("src/table/types.cpp", "not a date"));
    EXPECT_FALSE(needs("src/capabilities/distribution/query.cpp", "One request has 3 filters"));
    EXPECT_FALSE(needs("src/platform/serve.cpp", "This contradicts the address of the request"));
    EXPECT_FALSE(needs("src/journal/files.cpp", "There is no entry"));
}

TEST(Sentences, AllHaveALatvianOneAndNoOtherIsKept) {
    auto catalogue = html::Catalogue::parse(html::embedded("lv.po"));
    ASSERT_TRUE(catalogue);
    auto spoken = sentences_of_the_program();
    EXPECT_GT(spoken.size(), 30U);
    for (const auto& [english, where] : spoken) {
        const auto* found = catalogue->find(english);
        if (found == nullptr && !where.must) continue;
        if (found == nullptr)
            ADD_FAILURE() << where.where << ": po/lv.po lacks “" << english << "”";
        else
            EXPECT_EQ(found->plural, where.plural) << where.where << ": another plural in po/lv.po";
    }
    for (const auto& [english, translation] : catalogue->entries())
        EXPECT_TRUE(spoken.contains(english))
            << "po/lv.po translates “" << english << "”, which nobody says";
}

} // namespace vienreiz::sentences_test
