// HTML written in C++ and checked by the compiler.
//
//   Markup row(const Dataset& dataset) {
//       return markup<R"(<tr><th scope="row"><a href="{}">{}</a></th><td>{}</td></tr>)">(
//           dataset.url, dataset.title, dataset.rows);
//   }
//
// At compile time: tags balance, attributes are quoted, values are counted and stand only where
// they can be made safe (markup_check.hpp). At run time: each value is escaped for its place; a URL
// that could run script becomes "#". Values are text, integers, Content, Markup, a vector of
// Markup, or Attributes.
#pragma once

#include "html/markup_check.hpp"

#include <charconv>
#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vienreiz::html {

// HTML that is safe as it stands. Only markup<>() and functions built on it make it.
struct Markup {
    std::string text;

    [[nodiscard]] bool empty() const { return text.empty(); }
    Markup& operator+=(const Markup& more) {
        text += more.text;
        return *this;
    }
};
Markup join(const std::vector<Markup>& parts);

void escape(std::string& out, std::string_view text);
std::string escaped(std::string_view text);
// Relative to this site, https, http, mailto, a fragment or a query. Nothing else, least of all
// javascript:.
bool is_safe_url(std::string_view url);

// What an option of a component takes where a person reads: text, which is escaped, or markup.
class Content {
public:
    Content() = default;
    Content(std::string_view text) : html_(escaped(text)) {}
    Content(const std::string& text) : Content(std::string_view(text)) {}
    Content(const char* text) : Content(std::string_view(text)) {}
    Content(Markup markup) : html_(std::move(markup.text)), is_markup_(true) {}
    [[nodiscard]] bool empty() const { return html_.empty(); }
    [[nodiscard]] const std::string& html() const { return html_; }
    [[nodiscard]] bool is_markup() const { return is_markup_; }

private:
    std::string html_;
    bool is_markup_ = false;
};

// The name of an attribute: a literal, checked like those in templates.
class AttributeName {
public:
    consteval AttributeName(const char* name) : text_(name) { // NOLINT: meant to be implicit
        if (const char* why = fault(text_)) throw checked::Refused{why};
    }
    // For the rare name that comes from data: the same rules, and a check when they are broken.
    static AttributeName from_data(std::string_view name);
    [[nodiscard]] constexpr std::string_view text() const { return text_; }

private:
    AttributeName() = default;
    static constexpr const char* fault(std::string_view name) {
        if (name.empty()) return "an attribute has no name";
        for (char c : name)
            if (!checked::is_name(c)) return "an attribute has a malformed name";
        return checked::is_refused(name) ? "no script or style in attributes" : nullptr;
    }
    std::string_view text_;
};

struct Attribute {
    AttributeName name;
    std::string_view value;
};

// Attributes that are there or not: markup<"<input{}>">(Attributes().flag("checked", is_checked)).
class Attributes {
public:
    Attributes() = default;
    Attributes(std::initializer_list<Attribute> attributes) {
        for (const auto& [name, value] : attributes) set(name, value);
    }
    Attributes& set(AttributeName name, std::string_view value); // name="value", also when empty
    Attributes& set(AttributeName name, std::integral auto value) {
        return set(name, std::string_view(std::to_string(value)));
    }
    Attributes& set_if_any(AttributeName name, std::string_view value) { // left out when empty
        return value.empty() ? *this : set(name, value);
    }
    Attributes& flag(AttributeName name, bool on); // name alone
    Attributes& add(const Attributes& more) {
        text_ += more.text_;
        return *this;
    }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }

private:
    std::string text_; // each with a space before it
};

template <std::size_t N>
struct Literal {
    char data[N]{};
    consteval Literal(const char (&text)[N]) { // NOLINT: meant to be implicit
        for (std::size_t i = 0; i < N; ++i) data[i] = text[i];
    }
    [[nodiscard]] constexpr std::string_view view() const { return {data, N - 1}; }
};

template <class Value>
concept Number = std::integral<Value> && !std::same_as<Value, bool> && !std::same_as<Value, char>;
template <class Value>
concept TextLike = std::convertible_to<const Value&, std::string_view>;

template <Place place, class Value>
void put(std::string& out, const Value& value) {
    if constexpr (std::same_as<Value, Attributes>) {
        static_assert(place == Place::attributes, "attributes stand inside a tag: <p{}>");
        out += value.text();
    } else if constexpr (place == Place::attributes) {
        static_assert(std::same_as<Value, Attributes>, "inside a tag stand only Attributes");
    } else if constexpr (std::same_as<Value, Markup>) {
        static_assert(place == Place::text, "markup stands only between tags");
        out += value.text;
    } else if constexpr (std::same_as<Value, Content>) {
        static_assert(place == Place::text, "content stands only between tags");
        out += value.html();
    } else if constexpr (std::same_as<Value, std::vector<Markup>>) {
        static_assert(place == Place::text, "markup stands only between tags");
        for (const Markup& part : value) out += part.text;
    } else if constexpr (Number<Value>) {
        char digits[24];
        out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    } else {
        static_assert(TextLike<Value>, "a value is text, a number, content or markup");
        std::string_view text = value;
        if constexpr (place == Place::url) text = is_safe_url(text) ? text : "#";
        escape(out, text);
    }
}

template <Literal text, class... Values>
Markup markup(const Values&... values) {
    constexpr std::string_view html = text.view();
    static_assert(checked::count_holes(html) == sizeof...(Values),
                  "there are as many values as {}");
    [[maybe_unused]] static constexpr auto holes =
        checked::Walk<checked::count_holes(html)>(html).holes;
    Markup out;
    out.text.reserve(html.size() + 16 * sizeof...(Values));
    std::size_t from = 0;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((out.text += html.substr(from, holes[I].at - from), from = holes[I].at + 2,
          put<holes[I].place>(out.text, values)),
         ...);
    }(std::index_sequence_for<Values...>{});
    out.text += html.substr(from);
    return out;
}

// <h1> to <h6>: the level is the page's business, not the component's.
Markup heading(int level, const Attributes& attributes, const Content& content);

// " extra", to follow a class inside class="..."; nothing when there is none.
inline std::string also(std::string_view classes) {
    return classes.empty() ? std::string() : " " + std::string(classes);
}
inline std::string_view when(bool condition, std::string_view classes) {
    return condition ? classes : std::string_view();
}

} // namespace vienreiz::html
