#include "html/markup.hpp"

#include "base/result.hpp"

namespace vienreiz::html {

Markup join(const std::vector<Markup>& parts) {
    Markup out;
    for (const Markup& part : parts) out += part;
    return out;
}

void escape(std::string& out, std::string_view text) {
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string_view entity;
        switch (text[i]) {
        case '&':
            entity = "&amp;";
            break;
        case '<':
            entity = "&lt;";
            break;
        case '>':
            entity = "&gt;";
            break;
        case '"':
            entity = "&quot;";
            break;
        case '\'':
            entity = "&#39;";
            break;
        default:
            continue;
        }
        out += text.substr(from, i - from);
        out += entity;
        from = i + 1;
    }
    out += text.substr(from);
}

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    escape(out, text);
    return out;
}

bool is_safe_url(std::string_view url) {
    // "//host" and "/\host" look like paths of ours and are not.
    if (url.starts_with("/")) return !url.starts_with("//") && !url.starts_with("/\\");
    for (std::string_view start : {"#", "?", "https://", "http://", "mailto:"})
        if (url.starts_with(start)) return true;
    return false;
}

AttributeName AttributeName::from_data(std::string_view name) {
    check(fault(name) == nullptr, "an attribute's name is a plain word");
    AttributeName out;
    out.text_ = name;
    return out;
}

Attributes& Attributes::set(AttributeName name, std::string_view value) {
    text_ += ' ';
    text_ += name.text();
    text_ += "=\"";
    escape(text_, checked::is_url(name.text()) && !is_safe_url(value) ? "#" : value);
    text_ += '"';
    return *this;
}

Attributes& Attributes::flag(AttributeName name, bool on) {
    if (on) {
        text_ += ' ';
        text_ += name.text();
    }
    return *this;
}

Markup heading(int level, const Attributes& attributes, const Content& content) {
    switch (level) {
    case 1:
        return markup<"<h1{}>{}</h1>">(attributes, content);
    case 2:
        return markup<"<h2{}>{}</h2>">(attributes, content);
    case 3:
        return markup<"<h3{}>{}</h3>">(attributes, content);
    case 4:
        return markup<"<h4{}>{}</h4>">(attributes, content);
    case 5:
        return markup<"<h5{}>{}</h5>">(attributes, content);
    case 6:
        return markup<"<h6{}>{}</h6>">(attributes, content);
    default:
        check(false, "a heading has a level from 1 to 6");
        return {};
    }
}

} // namespace vienreiz::html
