// Ways through the pages.
#pragma once

#include "html/components/messages.hpp"

namespace vienreiz::html {

struct Crumb {
    Content text;
    std::string href{}; // absent: the page itself
    Attributes attributes{};
};
struct Breadcrumbs {
    std::vector<Crumb> crumbs;
    bool collapse_on_mobile = false;
    std::string classes{};
    Attributes attributes{};
};
Markup breadcrumbs(const Words& t, const Breadcrumbs& breadcrumbs);

struct BackLink {
    std::string href = "#";
    Content text{}; // absent: "Back"
    std::string classes{};
    Attributes attributes{};
};
Markup back_link(const Words& t, const BackLink& link);

struct SkipLink {
    Content text;
    std::string href = "#content";
    std::string classes{};
    Attributes attributes{};
};
Markup skip_link(const SkipLink& link);

struct PageLink {
    std::string number{}; // empty: an ellipsis
    std::string href{};
    std::string spoken{}; // absent: "Page 3"
    bool current = false;
    Attributes attributes{};
};
struct Neighbour {
    std::string href;
    Content text{};  // absent: "Next page"
    Content label{}; // what is there, when only neighbours are shown
    Attributes attributes{};
};
struct Pagination {
    std::optional<Neighbour> previous{};
    std::vector<PageLink> pages{};
    std::optional<Neighbour> next{};
    std::string landmark{}; // absent: "Pagination"
    std::string classes{};
    Attributes attributes{};
};
Markup pagination(const Words& t, const Pagination& pagination);

struct NavigationItem {
    // active: inside this item's section; current: this very page.
    enum class State { other, active, current };
    Content text;
    std::string href{};
    State state = State::other;
    Attributes attributes{};
};
struct ServiceNavigation {
    std::string service_name{};
    std::string service_url{};
    std::vector<NavigationItem> items{};
    std::optional<bool> collapse_on_mobile{}; // absent: when there is more than one item
    std::string navigation_id = "navigation";
    std::string navigation_classes{};
    std::string classes{};
    Attributes attributes{};
};
Markup service_navigation(const Words& t, const ServiceNavigation& navigation);

struct LanguageLink {
    Content text;
    std::string href{}; // absent: the page is in this language
    std::string lang{};
    bool current = false;
    std::string classes{};
    Attributes attributes{};
};
struct LanguageNavigation {
    std::vector<LanguageLink> languages;
    std::string classes{};
    Attributes attributes{};
};
Markup language_navigation(const Words& t, const LanguageNavigation& navigation);

struct PhaseBanner {
    Tag tag;
    Content content;
    std::string classes{};
    Attributes attributes{};
};
Markup phase_banner(const PhaseBanner& banner);

struct Tab {
    std::string label;
    Content content;
    std::string id{};
    Attributes attributes{};
};
struct Tabs {
    std::vector<Tab> tabs;
    std::string id_prefix{};
    Content title{}; // absent: "Contents"; seen only without the script
    std::string id{};
    std::string classes{};
    Attributes attributes{};
};
Markup tabs(const Words& t, const Tabs& tabs);

} // namespace vienreiz::html
