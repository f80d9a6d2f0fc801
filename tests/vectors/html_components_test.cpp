// The components against the fixtures of govuk-frontend: the same options in, the same HTML out.
//
// The fixtures come with the package that npm puts into the build directory. A fixture is covered
// when our option structs can say all its options; every covered fixture must give the same tree.
// What is not covered is mostly words: ours come from the catalogue, theirs can be given call by
// call.
#include "../tests/vectors/html_tree.hpp"
#include "base/json.hpp"
#include "html/components.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace vienreiz::html_components_test {
using namespace vienreiz::html;

const Words english{Language::en};

// The options of a fixture, taken one by one. What is never taken is an option we have no word for.
class Options {
public:
    Options(const json::Value& value, std::set<std::string>& unknown, std::string path = "")
        : unknown_(unknown), path_(std::move(path)) {
        if (!value.is_object()) {
            if (!value.is_null()) unknown_.insert(path_ + "(not an object)");
            return;
        }
        for (const auto& member : value.get_object())
            if (!member.value().is_null()) rest_.insert_or_assign(member.key(), member.value());
    }
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;
    ~Options() {
        for (const auto& member : rest_) unknown_.insert(path_ + std::string(member.key()));
    }

    void refuse(std::string_view what) { unknown_.insert(path_ + std::string(what)); }
    bool has(std::string_view key) const { return rest_.contains(key); }
    json::Value take(std::string_view key) {
        json::Value out;
        if (auto* found = rest_.if_contains(key)) out = *found;
        rest_.erase(key);
        return out;
    }
    std::string text(std::string_view key) {
        auto value = take(key);
        if (value.is_string()) return std::string(value.get_string());
        if (value.is_int64()) return std::to_string(value.get_int64());
        if (!value.is_null()) unknown_.insert(path_ + std::string(key) + "(not text)");
        return "";
    }
    std::string text_or(std::string_view key, std::string_view otherwise) {
        auto out = text(key);
        return out.empty() ? std::string(otherwise) : out;
    }
    unsigned number_or(std::string_view key, unsigned otherwise) {
        return number<unsigned>(text(key)).value_or(otherwise);
    }
    std::optional<bool> truth(std::string_view key) {
        auto value = take(key);
        if (value.is_bool()) return value.get_bool();
        if (!value.is_null()) unknown_.insert(path_ + std::string(key) + "(not true or false)");
        return {};
    }
    bool is_on(std::string_view key) { return truth(key).value_or(false); }
    // "html" where there is one, and "text" otherwise.
    Content content(std::string_view html_key = "html", std::string_view text_key = "text") {
        auto html = text(html_key);
        auto plain = text(text_key);
        return html.empty() ? Content(plain) : Content(Markup{html});
    }
    Attributes attributes(std::string_view key = "attributes") {
        Attributes out;
        auto value = take(key);
        if (value.is_null()) return out;
        if (!value.is_object()) {
            unknown_.insert(path_ + std::string(key) + "(not an object)");
            return out;
        }
        for (const auto& member : value.get_object()) {
            if (member.value().is_string())
                out.set(AttributeName::from_data(member.key()),
                        std::string_view(member.value().get_string()));
            else
                unknown_.insert(path_ + std::string(key) + "(not text)");
        }
        return out;
    }
    // Calls for each member of a list. Templates skip empty members, yet count them; our lists have
    // none.
    template <class Each>
    void each(std::string_view key, Each&& each) {
        auto list = take(key);
        if (!list.is_array()) return;
        for (const auto& item : list.get_array()) {
            if (!item.is_object() || item.get_object().empty()) {
                refuse(std::string(key) + " that are empty");
                continue;
            }
            Options options(item, unknown_, path_ + std::string(key) + ".");
            each(options);
        }
    }
    // Calls for a member that is an object, when it is there.
    template <class Use>
    void inside(std::string_view key, Use&& use) {
        auto value = take(key);
        if (value.is_null()) return;
        Options options(value, unknown_, path_ + std::string(key) + ".");
        use(options);
    }

private:
    json::Object rest_;
    std::set<std::string>& unknown_;
    std::string path_;
};

// ---- parts ------------------------------------------------------------------------------------

Label label_of(Options& o) {
    return {.text = o.content(),
            .classes = o.text("classes"),
            .page_heading = o.is_on("isPageHeading"),
            .attributes = o.attributes()};
}
Hint hint_of(Options& o) {
    return {.text = o.content(), .classes = o.text("classes"), .attributes = o.attributes()};
}
ErrorMessage error_of(Options& o) {
    return {.text = o.content(), .classes = o.text("classes"), .attributes = o.attributes()};
}
Fieldset fieldset_of(Options& o) {
    Fieldset out;
    o.inside("legend", [&](Options& legend) {
        out.legend = {.text = legend.content(),
                      .classes = legend.text("classes"),
                      .page_heading = legend.is_on("isPageHeading")};
    });
    out.described_by = o.text("describedBy");
    out.classes = o.text("classes");
    out.role = o.text("role");
    out.attributes = o.attributes();
    return out;
}
FormGroup group_of(Options& o) {
    FormGroup out;
    auto around = [&](std::string_view key, Content& into) {
        o.inside(key, [&](Options& content) { into = content.content(); });
    };
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    for (auto key : {"beforeInput", "beforeInputs"})
        if (o.has(key)) around(key, out.before);
    for (auto key : {"afterInput", "afterInputs"})
        if (o.has(key)) around(key, out.after);
    return out;
}
// What every field has.
template <class Field>
void field(Options& o, Field& out) {
    out.name = o.text("name");
    o.inside("hint", [&](Options& hint) { out.hint = hint_of(hint); });
    o.inside("errorMessage", [&](Options& error) { out.error = error_of(error); });
    o.inside("formGroup", [&](Options& group) { out.group = group_of(group); });
    out.classes = o.text("classes");
    out.attributes = o.attributes();
}
template <class Field>
void labelled_field(Options& o, Field& out) {
    field(o, out);
    out.id = o.text("id");
    o.inside("label", [&](Options& label) { out.label = label_of(label); });
    out.described_by = o.text("describedBy");
    out.disabled = o.is_on("disabled");
}

// ---- fields -----------------------------------------------------------------------------------

Markup make_label(Options& o) {
    auto id = o.text("for");
    return label(label_of(o), id);
}
Markup make_hint(Options& o) {
    auto id = o.text("id");
    return hint(hint_of(o), id);
}
Markup make_error_message(Options& o) {
    auto id = o.text("id");
    return error_message(english, error_of(o), id);
}
Markup make_fieldset(Options& o) {
    auto html = Markup{o.text("html")};
    return fieldset(fieldset_of(o), html);
}
Markup make_input(Options& o) {
    Input out;
    labelled_field(o, out);
    auto affix = [&](std::string_view key, Affix& into) {
        o.inside(key, [&](Options& part) {
            into = {.text = part.content(),
                    .classes = part.text("classes"),
                    .attributes = part.attributes()};
        });
    };
    affix("prefix", out.prefix);
    affix("suffix", out.suffix);
    o.inside("inputWrapper", [&](Options& wrapper) {
        out.wrapper_classes = wrapper.text("classes");
        out.wrapper_attributes = wrapper.attributes();
    });
    out.value = o.text("value");
    out.type = o.text_or("type", "text");
    out.inputmode = o.text("inputmode");
    out.autocomplete = o.text("autocomplete");
    out.autocapitalize = o.text("autocapitalize");
    out.pattern = o.text("pattern");
    out.spellcheck = o.truth("spellcheck");
    return input(english, out);
}
void textarea_options(Options& o, Textarea& out) {
    labelled_field(o, out);
    out.value = o.text("value");
    out.rows = o.number_or("rows", 5);
    out.autocomplete = o.text("autocomplete");
    out.spellcheck = o.truth("spellcheck");
}
Markup make_textarea(Options& o) {
    Textarea out;
    textarea_options(o, out);
    return textarea(english, out);
}
Markup make_character_count(Options& o) {
    CharacterCount out;
    textarea_options(o, out.textarea);
    out.characters = o.number_or("maxlength", 0);
    out.threshold = o.number_or("threshold", 0);
    if (out.characters == 0) o.refuse("no maxlength");
    return character_count(english, out);
}
Markup make_password_input(Options& o) {
    PasswordInput out;
    labelled_field(o, out);
    out.autocomplete = o.text_or("autocomplete", "current-password");
    return password_input(english, out);
}
Markup make_file_upload(Options& o) {
    FileUpload out;
    labelled_field(o, out);
    out.multiple = o.is_on("multiple");
    out.drop_zone = o.is_on("javascript");
    out.wrapper_classes = o.text("wrapperClasses");
    out.wrapper_attributes = o.attributes("wrapperAttributes");
    return file_upload(english, out);
}
Markup make_select(Options& o) {
    Select out;
    labelled_field(o, out);
    out.value = o.text("value");
    o.each("items", [&](Options& item) {
        Option option;
        if (item.has("value")) option.value = item.text("value");
        option.text = item.text("text");
        option.selected = item.truth("selected");
        option.disabled = item.is_on("disabled");
        option.attributes = item.attributes();
        out.options.push_back(option);
    });
    return select(english, out);
}
Choice choice_of(Options& o) {
    Choice out;
    out.value = o.text("value");
    out.text = o.content();
    o.inside("hint", [&](Options& hint) { out.hint = hint_of(hint); });
    out.checked = o.truth("checked");
    out.disabled = o.is_on("disabled");
    out.divider = o.text("divider");
    o.inside("conditional", [&](Options& part) { out.conditional = Markup{part.text("html")}; });
    out.id = o.text("id");
    out.name = o.text("name");
    out.behaviour = o.text("behaviour");
    o.inside("label", [&](Options& label) {
        out.label_classes = label.text("classes");
        out.label_attributes = label.attributes();
    });
    out.attributes = o.attributes();
    return out;
}
template <class Choices>
void choices_options(Options& o, Choices& out) {
    field(o, out);
    out.id_prefix = o.text("idPrefix");
    o.inside("fieldset", [&](Options& fieldset) { out.fieldset = fieldset_of(fieldset); });
    o.each("items", [&](Options& item) { out.choices.push_back(choice_of(item)); });
}
Markup make_radios(Options& o) {
    Radios out;
    choices_options(o, out);
    out.value = o.text("value");
    return radios(english, out);
}
Markup make_checkboxes(Options& o) {
    Checkboxes out;
    choices_options(o, out);
    out.described_by = o.text("describedBy");
    auto values = o.take("values");
    if (values.is_array())
        for (const auto& value : values.get_array())
            out.values.emplace_back(value.is_string() ? std::string(value.get_string())
                                                      : json::text(value));
    return checkboxes(english, out);
}
DateItem date_item_of(Options& o, std::string_view name = "") {
    DateItem out;
    out.name = o.text_or("name", name);
    out.label = o.text("label");
    if (out.label.empty() && out.name != "day" && out.name != "month" && out.name != "year")
        o.refuse("no label");
    if (!name.empty() && out.name != name) o.refuse("a name of its own");
    out.value = o.text("value");
    out.id = o.text("id");
    out.inputmode = o.text_or("inputmode", "numeric");
    out.autocomplete = o.text("autocomplete");
    out.pattern = o.text("pattern");
    out.has_error = o.truth("error");
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    return out;
}
Markup make_date_input(Options& o) {
    DateInput out;
    out.id = o.text("id");
    out.name_prefix = o.text("namePrefix");
    o.inside("fieldset", [&](Options& fieldset) { out.fieldset = fieldset_of(fieldset); });
    o.inside("hint", [&](Options& hint) { out.hint = hint_of(hint); });
    o.inside("errorMessage", [&](Options& error) { out.error = error_of(error); });
    o.inside("formGroup", [&](Options& group) { out.group = group_of(group); });
    out.classes = o.text("classes");
    out.attributes = o.attributes();
    std::vector<DateItem> items;
    o.each("items", [&](Options& item) { items.push_back(date_item_of(item)); });
    if (!items.empty() && (o.has("day") || o.has("month") || o.has("year"))) o.refuse("both");
    for (auto& item : out.items)
        o.inside(item.name, [&](Options& options) { item = date_item_of(options, item.name); });
    if (!items.empty()) out.items = items;
    o.inside("values", [&](Options& values) {
        for (auto& item : out.items) {
            auto prefix = out.name_prefix.empty() ? std::string() : out.name_prefix + "-";
            for (const auto& key : {item.name, prefix + item.name})
                if (auto value = values.text(key); item.value.empty()) item.value = value;
        }
    });
    return date_input(english, out);
}

// ---- the rest ---------------------------------------------------------------------------------

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
Markup make_table(Options& o, std::set<std::string>& unknown) {
    Table out;
    out.caption = o.text("caption");
    out.caption_classes = o.text("captionClasses");
    o.each("head", [&](Options& cell) { out.head.push_back(cell_of(cell)); });
    auto rows = o.take("rows");
    for (const auto& row : rows.is_array() ? rows.get_array() : json::Array{}) {
        if (!row.is_array()) continue;
        auto& cells = out.rows.emplace_back();
        for (const auto& value : row.get_array()) {
            Options cell(value, unknown, "rows.");
            cells.push_back(cell_of(cell));
        }
    }
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

// ---- the vectors ------------------------------------------------------------------------------

using Make = Markup (*)(Options&);
struct Component {
    std::string_view name;
    Make make;
};
constexpr Component components[] = {
    {"back-link", make_back_link},
    {"breadcrumbs", make_breadcrumbs},
    {"button", make_button},
    {"character-count", make_character_count},
    {"checkboxes", make_checkboxes},
    {"date-input", make_date_input},
    {"details", make_details},
    {"error-message", make_error_message},
    {"error-summary", make_error_summary},
    {"fieldset", make_fieldset},
    {"file-upload", make_file_upload},
    {"hint", make_hint},
    {"input", make_input},
    {"inset-text", make_inset_text},
    {"label", make_label},
    {"language-navigation", make_language_navigation},
    {"notification-banner", make_notification_banner},
    {"pagination", make_pagination},
    {"panel", make_panel},
    {"password-input", make_password_input},
    {"phase-banner", make_phase_banner},
    {"radios", make_radios},
    {"select", make_select},
    {"service-navigation", make_service_navigation},
    {"skip-link", make_skip_link},
    {"summary-list", make_summary_list},
    {"table", nullptr}, // cells are a list of lists
    {"tabs", make_tabs},
    {"tag", make_tag},
    {"task-list", make_task_list},
    {"textarea", make_textarea},
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
        made = component.make ? component.make(options) : make_table(options, unknown);
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
