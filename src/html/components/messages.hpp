// What a page tells a person beside its text: tags, insets, warnings, details, panels, banners, and
// the summary of what was wrong with a form.
#pragma once

#include "html/words.hpp"

namespace vienreiz::html {

struct Tag {
    // Of govuk-frontend's palette. Colour never carries the meaning alone.
    enum class Colour { standard, grey, green, teal, blue, purple, magenta, red, orange, yellow };
    Content text;
    Colour colour = Colour::standard;
    std::string classes{};
    Attributes attributes{};
};
Markup tag(const Tag& tag);

struct InsetText {
    Content content;
    std::string id{};
    std::string classes{};
    Attributes attributes{};
};
Markup inset_text(const InsetText& inset);

struct WarningText {
    Content content;
    std::string classes{};
    Attributes attributes{};
};
Markup warning_text(const Words& t, const WarningText& warning);

struct Details {
    Content summary;
    Content content;
    bool open = false;
    std::string id{};
    std::string classes{};
    Attributes attributes{};
};
Markup details(const Details& details);

// The head of a page that confirms something was done.
struct Panel {
    Content title;
    Content content{};
    int heading_level = 1;
    std::string classes{};
    Attributes attributes{};
};
Markup panel(const Panel& panel);

struct NotificationBanner {
    enum class Kind { important, success };
    Kind kind = Kind::important;
    Content content; // text stands in a paragraph of its own; markup brings its own
    Content title{}; // absent: "Important" or "Success"
    int title_heading_level = 2;
    std::string title_id = "govuk-notification-banner-title";
    std::string role{};
    std::optional<bool> disable_auto_focus{};
    std::string classes{};
    Attributes attributes{};
};
Markup notification_banner(const Words& t, const NotificationBanner& banner);

struct ErrorLink {
    Content text;
    std::string href{}; // "#field"
    Attributes attributes{};
};
struct ErrorSummary {
    std::vector<ErrorLink> errors;
    Content title{}; // absent: "There is a problem"
    Content description{};
    std::optional<bool> disable_auto_focus{};
    std::string classes{};
    Attributes attributes{};
};
Markup error_summary(const Words& t, const ErrorSummary& summary);

} // namespace vienreiz::html
