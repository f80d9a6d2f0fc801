// The compiler's side of html::markup: one walk over the text of a template, at compile time.
//
// The template is HTML, and {} stands for a value. The walk refuses what would be wrong at run
// time: a tag left open or closed out of order, an attribute without double quotes, a value where
// none can be made safe. It gives back where each value stands, which decides how it is escaped.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace vienreiz::html {

enum class Place {
    text,       // between tags
    attribute,  // inside a double-quoted attribute
    url,        // the whole of href, src, action or formaction
    attributes, // inside a tag, after its name or an attribute: <input{}>
};

struct Hole {
    Place place = Place::text;
    std::size_t at = 0; // offset of "{}"
};

namespace checked {

// Thrown in a constant expression only: the compiler stops and shows the line with the reason.
struct Refused {
    const char* why;
};

constexpr bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == ':' || c == '_';
}
constexpr bool is_space(char c) { return c == ' ' || c == '\n'; }

template <std::size_t N>
constexpr bool one_of(std::string_view word, const std::string_view (&words)[N]) {
    for (auto candidate : words)
        if (candidate == word) return true;
    return false;
}
// Elements that have no closing tag: https://html.spec.whatwg.org/#void-elements
constexpr bool is_void(std::string_view tag) {
    return one_of(tag, {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
                        "source", "track", "wbr"});
}
constexpr bool is_url(std::string_view attribute) {
    return one_of(attribute, {"href", "src", "action", "formaction"});
}
// Attributes that hold script or style, or take URLs we would have to pick apart.
constexpr bool is_refused(std::string_view attribute) {
    return attribute.starts_with("on") || one_of(attribute, {"style", "srcdoc", "srcset", "ping"});
}

constexpr std::size_t count_holes(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t i = 0; i + 1 < text.size(); ++i)
        if (text[i] == '{' && text[i + 1] == '}') ++count, ++i;
    return count;
}

inline constexpr std::size_t depth_max = 64;
inline constexpr std::size_t attributes_max = 32; // of one tag

template <std::size_t Holes>
class Walk {
public:
    consteval explicit Walk(std::string_view text) : text_(text) {
        while (at_ < text_.size()) step();
        if (depth_ > 0) throw Refused{"a tag is left open"};
    }
    std::array<Hole, Holes> holes{};

private:
    consteval void step() {
        if (at_hole()) {
            if (in_raw_text()) throw Refused{"no value inside script or style"};
            take_hole(Place::text);
        } else if (now() != '<') {
            if (in_raw_text()) throw Refused{"script and style stand in files of their own"};
            ++at_;
        } else if (text_.substr(at_).starts_with("<!")) {
            skip_comment();
        } else if (text_.substr(at_).starts_with("</")) {
            closing_tag();
        } else {
            opening_tag();
        }
    }
    consteval void opening_tag() {
        ++at_;
        auto tag = name();
        if (tag.empty()) throw Refused{"a tag has no name; a lone < is written &lt;"};
        seen_count_ = 0;
        while (now() != '>' && now() != '/') inside_tag();
        if (now() == '/') {
            if (!is_void(tag) && !within("svg"))
                throw Refused{"only void elements close themselves"};
            ++at_;
            expect('>');
            return;
        }
        ++at_;
        if (is_void(tag)) return;
        if (depth_ == depth_max) throw Refused{"tags are nested too deep"};
        open_[depth_++] = tag;
    }
    consteval void inside_tag() {
        if (is_space(now()))
            ++at_;
        else if (at_hole())
            take_hole(Place::attributes);
        else
            attribute();
    }
    consteval void attribute() {
        auto attribute = name();
        if (attribute.empty()) throw Refused{"an attribute has no name"};
        if (is_refused(attribute)) throw Refused{"no script or style in attributes"};
        for (std::size_t i = 0; i < seen_count_; ++i)
            if (seen_[i] == attribute) throw Refused{"an attribute stands twice"};
        if (seen_count_ == attributes_max) throw Refused{"a tag has too many attributes"};
        seen_[seen_count_++] = attribute;
        if (now() != '=') return; // a boolean attribute
        ++at_;
        expect('"', "an attribute has no double quotes");
        if (is_url(attribute) && at_hole()) {
            take_hole(Place::url);
            expect('"', "a URL is one value, made whole");
            return;
        }
        while (now() != '"') {
            if (!at_hole())
                ++at_;
            else if (is_url(attribute))
                throw Refused{"a URL is one value, made whole"};
            else
                take_hole(Place::attribute);
        }
        ++at_;
    }
    consteval void closing_tag() {
        at_ += 2;
        auto tag = name();
        if (depth_ == 0 || open_[depth_ - 1] != tag) throw Refused{"a closing tag does not match"};
        --depth_;
        expect('>');
    }
    consteval void skip_comment() { // or the doctype
        while (now() != '>') {
            if (at_hole()) throw Refused{"no value inside a comment"};
            ++at_;
        }
        ++at_;
    }

    consteval char now() const {
        if (at_ >= text_.size()) throw Refused{"the text ends inside a tag"};
        return text_[at_];
    }
    consteval bool at_hole() const { return text_.substr(at_).starts_with("{}"); }
    consteval void take_hole(Place place) {
        holes[hole_++] = {place, at_};
        at_ += 2;
    }
    consteval std::string_view name() {
        auto begin = at_;
        while (at_ < text_.size() && is_name(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }
    consteval void expect(char wanted, const char* why = "a tag is malformed") {
        if (now() != wanted) throw Refused{why};
        ++at_;
    }
    consteval bool within(std::string_view tag) const {
        for (std::size_t i = 0; i < depth_; ++i)
            if (open_[i] == tag) return true;
        return false;
    }
    consteval bool in_raw_text() const {
        return depth_ > 0 && one_of(open_[depth_ - 1], {"script", "style"});
    }

    std::string_view text_;
    std::size_t at_ = 0, hole_ = 0, depth_ = 0, seen_count_ = 0;
    std::array<std::string_view, depth_max> open_{};
    std::array<std::string_view, attributes_max> seen_{};
};

} // namespace checked
} // namespace vienreiz::html
