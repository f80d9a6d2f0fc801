// The components against the fixtures of govuk-frontend: the same options in, the same HTML out.
//
// The fixtures come with the package that npm puts into the build directory. A fixture is covered
// when our option structs can say all its options; every covered fixture must give the same tree.
// What is not covered is mostly words: ours come from the catalogue, theirs can be given call by
// call.
#include "../tests/vectors/html_fixture.hpp"
#include "../tests/vectors/html_tree.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace vienreiz::html_components_test {
using namespace vienreiz::html_fixture;

Markup make_button(Options& o) {
    Button out{.text = o.content(), .href = o.text("href")};
    auto type = o.text("type");
    if (type == "button") out.type = Button::Type::button;
    if (type == "reset") out.type = Button::Type::reset;
    out.name = o.text("name");
    if (o.has("value")) out.value = o.text("value");
    out.id = o.text("id");
    out.start = o.is_on("isStartButton");
    out.disabled = o.is_on("disabled");
    out.prevent_double_click = o.truth("preventDoubleClick");
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    return button(out);
}
Cell cell_of(Options& o) {
    return {.content = o.content(),
            .format = o.text("format") == "numeric" ? Cell::Format::numeric : Cell::Format::text,
            .columns = o.number_or("colspan", 1),
            .rows = o.number_or("rowspan", 1),
            .classes = o.text("classes"),
            .attributes = o.attributes()};
}
Markup make_table(Options& o) {
    Table out;
    out.caption = o.text("caption");
    out.caption_classes = o.text("captionClasses");
    o.each("head", [&](Options& cell) { out.head.push_back(cell_of(cell)); });
    o.each_in_rows("rows", [&](std::size_t row, Options& cell) {
        out.rows.resize(std::max(out.rows.size(), row + 1));
        out.rows[row].push_back(cell_of(cell));
    });
    out.first_cell_is_header = o.is_on("firstCellIsHeader");
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    return table(out);
}
std::vector<Action> actions_of(Options& o, std::string& classes) {
    std::vector<Action> out;
    o.inside("actions", [&](Options& actions) {
        classes = actions.text("classes");
        actions.each("items", [&](Options& item) {
            out.push_back({.href = item.text("href"),
                           .text = item.content(),
                           .hidden_text = item.text("visuallyHiddenText"),
                           .classes = item.text("classes"),
                           .attributes = item.attributes()});
        });
    });
    return out;
}
Markup make_summary_list(Options& o) {
    SummaryList out;
    o.each("rows", [&](Options& options) {
        SummaryRow row;
        options.inside("key", [&](Options& key) {
            row.key = key.content();
            row.key_classes = key.text("classes");
        });
        options.inside("value", [&](Options& value) {
            row.value = value.content();
            row.value_classes = value.text("classes");
        });
        row.actions = actions_of(options, row.actions_classes);
        row.classes = options.text("classes");
        out.rows.push_back(row);
    });
    o.inside("card", [&](Options& options) {
        SummaryCard card;
        options.inside("title", [&](Options& title) {
            card.title = title.content();
            card.heading_level = static_cast<int>(title.number_or("headingLevel", 2));
            card.title_classes = title.text("classes");
        });
        card.actions = actions_of(options, card.actions_classes);
        card.classes = options.text("classes");
        card.attributes = options.attributes();
        out.card = card;
    });
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    return summary_list(out);
}
Tag tag_of(Options& o) {
    return {.text = o.content(), .classes = o.text("classes"), .attributes = o.attributes()};
}
Markup make_task_list(Options& o) {
    TaskList out;
    out.id_prefix = o.text_or("idPrefix", "task-list");
    o.each("items", [&](Options& item) {
        Task task;
        item.inside("title", [&](Options& title) {
            task.title = title.content();
            task.title_classes = title.text("classes");
        });
        task.href = item.text("href");
        item.inside("hint", [&](Options& hint) { task.hint = hint.content(); });
        item.inside("status", [&](Options& status) {
            status.inside("tag", [&](Options& tag) { task.tag = tag_of(tag); });
            task.status = status.content();
            task.status_classes = status.text("classes");
        });
        task.classes = item.text("classes");
        out.tasks.push_back(task);
    });
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    return task_list(out);
}
Markup make_tag(Options& o) { return tag(tag_of(o)); }
Markup make_inset_text(Options& o) {
    return inset_text({.content = o.content(),
                       .id = o.text("id"),
                       .classes = o.text("classes"),
                       .attributes = o.attributes()});
}
Markup make_warning_text(Options& o) {
    if (o.text_or("iconFallbackText", "Warning") != "Warning") o.refuse("iconFallbackText");
    return warning_text(
        english,
        {.content = o.content(), .classes = o.text("classes"), .attributes = o.attributes()});
}
Markup make_details(Options& o) {
    return details({.summary = o.content("summaryHtml", "summaryText"),
                    .content = o.content(),
                    .open = o.is_on("open"),
                    .id = o.text("id"),
                    .classes = o.text("classes"),
                    .attributes = o.attributes()});
}
Markup make_panel(Options& o) {
    Panel out;
    out.title = o.content("titleHtml", "titleText");
    out.content = o.content();
    out.heading_level = static_cast<int>(o.number_or("headingLevel", 1));
    out.classes = o.text("classes");
    if (out.classes.contains("govuk-panel--interruption")) o.refuse("interruption");
    out.attributes = o.attributes();
    return panel(out);
}
Markup make_notification_banner(Options& o) {
    NotificationBanner out;
    if (o.text("type") == "success") out.kind = NotificationBanner::Kind::success;
    out.content = o.content();
    out.title = o.content("titleHtml", "titleText");
    out.title_heading_level = static_cast<int>(o.number_or("titleHeadingLevel", 2));
    out.title_id = o.text_or("titleId", "govuk-notification-banner-title");
    out.role = o.text("role");
    out.disable_auto_focus = o.truth("disableAutoFocus");
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    return notification_banner(english, out);
}
Markup make_error_summary(Options& o) {
    ErrorSummary out;
    out.title = o.content("titleHtml", "titleText");
    out.description = o.content("descriptionHtml", "descriptionText");
    o.each("errorList", [&](Options& item) {
        out.errors.push_back(
            {.text = item.content(), .href = item.text("href"), .attributes = item.attributes()});
    });
    out.disable_auto_focus = o.truth("disableAutoFocus");
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    return error_summary(english, out);
}
Markup make_breadcrumbs(Options& o) {
    Breadcrumbs out;
    o.each("items", [&](Options& item) {
        out.crumbs.push_back(
            {.text = item.content(), .href = item.text("href"), .attributes = item.attributes()});
    });
    out.collapse_on_mobile = o.is_on("collapseOnMobile");
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    return breadcrumbs(english, out);
}
Markup make_back_link(Options& o) {
    return back_link(english, {.href = o.text_or("href", "#"),
                               .text = o.content(),
                               .classes = o.text("classes"),
                               .attributes = o.attributes()});
}
Markup make_skip_link(Options& o) {
    return skip_link({.text = o.content(),
                      .href = o.text_or("href", "#content"),
                      .classes = o.text("classes"),
                      .attributes = o.attributes()});
}
Markup make_pagination(Options& o) {
    Pagination out;
    auto neighbour = [&](std::string_view key, std::optional<Neighbour>& into) {
        o.inside(key, [&](Options& link) {
            into = Neighbour{.href = link.text("href"),
                             .text = link.content(),
                             .label = link.text("labelText"),
                             .attributes = link.attributes()};
        });
    };
    neighbour("previous", out.previous);
    neighbour("next", out.next);
    o.each("items", [&](Options& item) {
        bool ellipsis = item.is_on("ellipsis");
        out.pages.push_back({.number = item.text("number"),
                             .href = item.text("href"),
                             .spoken = item.text("visuallyHiddenText"),
                             .current = item.is_on("current"),
                             .attributes = item.attributes()});
        if (ellipsis) out.pages.back() = {};
    });
    out.landmark = o.text("landmarkLabel");
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    return pagination(english, out);
}
Markup make_service_navigation(Options& o) {
    ServiceNavigation out;
    out.service_name = o.text("serviceName");
    out.service_url = o.text("serviceUrl");
    o.each("navigation", [&](Options& item) {
        NavigationItem entry{.text = item.content(), .href = item.text("href")};
        if (item.is_on("active")) entry.state = NavigationItem::State::active;
        if (item.is_on("current")) entry.state = NavigationItem::State::current;
        entry.attributes = item.attributes();
        out.items.push_back(entry);
    });
    out.collapse_on_mobile = o.truth("collapseNavigationOnMobile");
    out.navigation_id = o.text_or("navigationId", "navigation");
    out.navigation_classes = o.text("navigationClasses");
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    return service_navigation(english, out);
}
Markup make_language_navigation(Options& o) {
    LanguageNavigation out;
    o.each("items", [&](Options& item) {
        out.languages.push_back({.text = item.content(),
                                 .href = item.text("href"),
                                 .lang = item.text("lang"),
                                 .current = item.is_on("current"),
                                 .classes = item.text("classes"),
                                 .attributes = item.attributes()});
    });
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    return language_navigation(english, out);
}
Markup make_phase_banner(Options& o) {
    PhaseBanner out;
    o.inside("tag", [&](Options& tag) { out.tag = tag_of(tag); });
    out.content = o.content();
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    return phase_banner(out);
}
Markup make_tabs(Options& o) {
    Tabs out;
    o.each("items", [&](Options& item) {
        Tab tab{.label = item.text("label")};
        item.inside("panel", [&](Options& panel) {
            auto plain = panel.text("text");
            if (!plain.empty()) tab.content = markup<R"(<p class="govuk-body">{}</p>)">(plain);
            auto html = panel.text("html");
            if (!html.empty()) tab.content = Markup{html};
        });
        tab.id = item.text("id");
        tab.attributes = item.attributes();
        out.tabs.push_back(tab);
    });
    out.id_prefix = o.text("idPrefix");
    out.title = o.text("title");
    out.id = o.text("id");
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    return tabs(english, out);
}

constexpr Component other_components[] = {
    {"back-link", make_back_link},
    {"breadcrumbs", make_breadcrumbs},
    {"button", make_button},
    {"details", make_details},
    {"error-summary", make_error_summary},
    {"inset-text", make_inset_text},
    {"language-navigation", make_language_navigation},
    {"notification-banner", make_notification_banner},
    {"pagination", make_pagination},
    {"panel", make_panel},
    {"phase-banner", make_phase_banner},
    {"service-navigation", make_service_navigation},
    {"skip-link", make_skip_link},
    {"summary-list", make_summary_list},
    {"table", make_table},
    {"tabs", make_tabs},
    {"tag", make_tag},
    {"task-list", make_task_list},
    {"warning-text", make_warning_text},
};

// <build>/web/node_modules/..., found from where this program lies.
std::filesystem::path fixtures_folder() {
    auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    auto inside = std::filesystem::path("web/node_modules/govuk-frontend/dist/govuk/components");
    while (!std::filesystem::exists(folder / inside) && folder.has_relative_path())
        folder = folder.parent_path();
    return folder / inside;
}

json::Array fixtures_of(std::string_view component) {
    std::stringstream text;
    text << std::ifstream(fixtures_folder() / component / "fixtures.json").rdbuf();
    auto value = boost::json::parse(text.str());
    return value.as_object().at("fixtures").as_array();
}

struct Tally {
    unsigned all = 0, covered = 0, same = 0;
    std::map<std::string, unsigned>
        unknown; // options we have no word for, and in how many fixtures
};

void compare(const Component& component, const json::Object& fixture, Tally& tally) {
    std::set<std::string> unknown;
    Markup made;
    {
        Options options(fixture.at("options"), unknown);
        made = component.make(options);
    }
    ++tally.all;
    for (const auto& option : unknown) ++tally.unknown[std::string(component.name) + " " + option];
    if (!unknown.empty()) return;
    ++tally.covered;
    auto wanted = html_tree::canonical(std::string_view(fixture.at("html").as_string()));
    auto given = html_tree::canonical(made.text);
    ASSERT_TRUE(wanted) << wanted.error().what;
    ASSERT_TRUE(given) << given.error().what << "\n" << made.text;
    if (*wanted == *given) ++tally.same;
    EXPECT_EQ(*given, *wanted) << component.name << ": "
                               << std::string_view(fixture.at("name").as_string());
}

TEST(HtmlComponents, GiveTheHtmlOfTheFixtures) {
    Tally tally;
    for (auto components : {field_components(), std::span<const Component>(other_components)})
        for (const auto& component : components)
            for (const auto& fixture : fixtures_of(component.name))
                compare(component, fixture.as_object(), tally);
    fmt::print("{} fixtures, {} covered, {} the same\n", tally.all, tally.covered, tally.same);
    for (const auto& [option, count] : tally.unknown)
        fmt::print("  not covered: {} ({})\n", option, count);
    EXPECT_EQ(tally.same, tally.covered);
    EXPECT_GE(tally.covered, 560U);
}

} // namespace vienreiz::html_components_test
