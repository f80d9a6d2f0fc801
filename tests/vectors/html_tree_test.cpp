#include "../tests/vectors/html_tree.hpp"
#include "base/text.hpp"
#include "html/markup_check.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace vienreiz::html_tree {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// White space becomes one space, and none at the ends.
std::string collapsed(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (!is_space(c))
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

std::string without_entities(std::string_view text) {
    std::string out(text);
    constexpr std::pair<std::string_view, std::string_view> entities[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
    for (auto [entity, character] : entities) out = replace_all(out, entity, character);
    return out;
}

std::string sorted_words(std::string_view text) {
    std::vector<std::string> words;
    auto one_spaced = collapsed(text);
    for (auto word : split(one_spaced, ' ')) words.emplace_back(word);
    std::ranges::sort(words);
    return join(words, " ");
}

class Parser {
public:
    explicit Parser(std::string_view html) : html_(html) {}
    Result<std::string> canonical() {
        while (at_ < html_.size()) TRY(step());
        flush();
        if (!open_.empty()) return fault("<" + open_.back() + "> is left open");
        return std::move(out_);
    }

private:
    Failure fault(std::string what) const {
        return {Kind::invalid, std::move(what), fmt::format("byte {}", at_)};
    }
    Outcome step() {
        if (looking_at("<!--")) {
            at_ = html_.find("-->", at_) + 3;
            return {};
        }
        if (looking_at("<!")) {
            at_ = html_.find('>', at_) + 1;
            return {};
        }
        if (html_[at_] == '<') {
            flush();
            return looking_at("</") ? close() : open();
        }
        text_ += html_[at_++];
        return {};
    }
    Outcome open() {
        ++at_;
        auto tag = word(" \n\t\r/>");
        std::map<std::string, std::string> attributes;
        while (true) {
            while (at_ < html_.size() && is_space(html_[at_])) ++at_;
            if (at_ >= html_.size()) return fault("a tag is cut off");
            if (html_[at_] == '>' || html_[at_] == '/') break;
            auto name = word(" \n\t\r=/>");
            std::string value;
            if (at_ < html_.size() && html_[at_] == '=') {
                if (++at_ >= html_.size() || html_[at_] != '"') return fault("no quotes");
                ++at_;
                value = word("\"");
                ++at_;
            }
            if (!attributes.emplace(name, value).second) return fault(name + " stands twice");
        }
        bool closed = html_[at_] == '/';
        at_ += closed ? 2 : 1;
        write_tag(tag, attributes);
        if (!closed && !html::checked::is_void(tag)) open_.push_back(tag);
        return {};
    }
    Outcome close() {
        at_ += 2;
        auto tag = word(">");
        ++at_;
        if (open_.empty() || open_.back() != tag) return fault("</" + tag + "> does not match");
        open_.pop_back();
        return {};
    }
    std::string word(std::string_view ends) {
        auto end = std::min(html_.find_first_of(ends, at_), html_.size());
        auto out = std::string(html_.substr(at_, end - at_));
        at_ = end;
        return out;
    }
    void write_tag(const std::string& tag, const std::map<std::string, std::string>& attributes) {
        line("<" + tag);
        for (const auto& [name, value] : attributes) {
            auto shown = without_entities(name == "class" ? sorted_words(value) : value);
            out_ += fmt::format(" {}=\"{}\"", name, shown);
        }
        out_ += ">\n";
    }
    void flush() {
        auto text = collapsed(without_entities(text_));
        text_.clear();
        if (text.empty()) return;
        line("\"" + text + "\"\n");
    }
    void line(const std::string& text) { out_ += std::string(2 * open_.size(), ' ') + text; }
    bool looking_at(std::string_view text) const { return html_.substr(at_).starts_with(text); }

    std::string_view html_;
    std::size_t at_ = 0;
    std::string out_, text_;
    std::vector<std::string> open_;
};

} // namespace

Result<std::string> canonical(std::string_view html) { return Parser(html).canonical(); }

TEST(HtmlTree, IgnoresWhatDoesNotMatter) {
    EXPECT_EQ(canonical("<p  class=\"b  a\" id=\"x\">\n one\n two </p>").value(),
              canonical("<p id=\"x\" class=\"a b\">one two</p>").value());
    EXPECT_EQ(canonical("<br><svg><path d=\"1\"/></svg>").value(),
              canonical("<br/><svg><path d=\"1\"></path></svg>").value());
    EXPECT_EQ(canonical("&quot;").value(), canonical("\"").value());
}

TEST(HtmlTree, SeesWhatDoes) {
    EXPECT_NE(canonical("<p>a</p>").value(), canonical("<p>b</p>").value());
    EXPECT_NE(canonical("<p id=\"a\"></p>").value(), canonical("<p></p>").value());
    EXPECT_NE(canonical("<b><i></i></b>").value(), canonical("<b></b><i></i>").value());
    EXPECT_FALSE(canonical("<p>"));
    EXPECT_FALSE(canonical("<p></b>"));
    EXPECT_FALSE(canonical("<p id=a></p>"));
}

} // namespace vienreiz::html_tree
