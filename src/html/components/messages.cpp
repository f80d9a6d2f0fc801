#include "html/components/messages.hpp"

namespace vienreiz::html {
namespace messages {

std::string_view colour_class(Tag::Colour colour) {
    switch (colour) {
    case Tag::Colour::standard:
        return "";
    case Tag::Colour::grey:
        return " govuk-tag--grey";
    case Tag::Colour::green:
        return " govuk-tag--green";
    case Tag::Colour::teal:
        return " govuk-tag--teal";
    case Tag::Colour::blue:
        return " govuk-tag--blue";
    case Tag::Colour::purple:
        return " govuk-tag--purple";
    case Tag::Colour::magenta:
        return " govuk-tag--magenta";
    case Tag::Colour::red:
        return " govuk-tag--red";
    case Tag::Colour::orange:
        return " govuk-tag--orange";
    case Tag::Colour::yellow:
        return " govuk-tag--yellow";
    }
    return "";
}

Attributes auto_focus(std::optional<bool> disabled) {
    Attributes out;
    if (disabled) out.set("data-disable-auto-focus", *disabled ? "true" : "false");
    return out;
}

Markup error_link(const ErrorLink& error) {
    if (error.href.empty()) return markup<"<li>{}</li>">(error.text);
    return markup<R"(<li><a href="{}"{}>{}</a></li>)">(error.href, error.attributes, error.text);
}

} // namespace messages

Markup tag(const Tag& tag) {
    return markup<R"(<strong class="govuk-tag{}{}"{}>{}</strong>)">(
        messages::colour_class(tag.colour), also(tag.classes), tag.attributes, tag.text);
}

Markup inset_text(const InsetText& inset) {
    return markup<R"(<div{} class="govuk-inset-text{}"{}>{}</div>)">(
        Attributes().set_if_any("id", inset.id), also(inset.classes), inset.attributes,
        inset.content);
}

Markup warning_text(const Words& t, const WarningText& warning) {
    return markup<R"(<div class="govuk-warning-text{}"{}>)"
                  R"(<span class="govuk-warning-text__icon" aria-hidden="true">!</span>)"
                  R"(<strong class="govuk-warning-text__text">)"
                  R"(<span class="govuk-visually-hidden">{}</span> {}</strong></div>)">(
        also(warning.classes), warning.attributes, t("Warning"), warning.content);
}

Markup details(const Details& details) {
    return markup<R"(<details{} class="govuk-details{}"{}>)"
                  R"(<summary class="govuk-details__summary">)"
                  R"(<span class="govuk-details__summary-text">{}</span></summary>)"
                  R"(<div class="govuk-details__text">{}</div></details>)">(
        Attributes().set_if_any("id", details.id), also(details.classes),
        Attributes(details.attributes).flag("open", details.open), details.summary,
        details.content);
}

Markup panel(const Panel& panel) {
    Markup body;
    if (!panel.content.empty())
        body = markup<R"(<div class="govuk-panel__body">{}</div>)">(panel.content);
    return markup<R"(<div class="govuk-panel govuk-panel--confirmation{}"{}>{}{}</div>)">(
        also(panel.classes), panel.attributes,
        heading(panel.heading_level, {{"class", "govuk-panel__title"}}, panel.title), body);
}

Markup notification_banner(const Words& t, const NotificationBanner& banner) {
    bool success = banner.kind == NotificationBanner::Kind::success;
    auto title = banner.title;
    if (title.empty()) title = success ? t("Success") : t("Important");
    // A success is spoken at once; anything else is a landmark the reader can go to.
    std::string_view role = success ? "alert" : "region";
    if (!banner.role.empty()) role = banner.role;
    Content content = banner.content;
    if (!content.is_markup() && !content.empty())
        content = markup<R"(<p class="govuk-notification-banner__heading">{}</p>)">(content);
    Attributes title_attributes{{"class", "govuk-notification-banner__title"},
                                {"id", banner.title_id}};
    return markup<R"(<div class="govuk-notification-banner{}{}" role="{}" aria-labelledby="{}" )"
                  R"(data-module="govuk-notification-banner"{}{}>)"
                  R"(<div class="govuk-notification-banner__header">{}</div>)"
                  R"(<div class="govuk-notification-banner__content">{}</div></div>)">(
        when(success, " govuk-notification-banner--success"), also(banner.classes), role,
        banner.title_id, messages::auto_focus(banner.disable_auto_focus), banner.attributes,
        heading(banner.title_heading_level, title_attributes, title), content);
}

Markup error_summary(const Words& t, const ErrorSummary& summary) {
    Markup description, list;
    if (!summary.description.empty()) description = markup<"<p>{}</p>">(summary.description);
    for (const auto& error : summary.errors) list += messages::error_link(error);
    if (!list.empty())
        list = markup<R"(<ul class="govuk-list govuk-error-summary__list">{}</ul>)">(list);
    auto title = summary.title.empty() ? Content(t("There is a problem")) : summary.title;
    // The alert is a child, so that moving focus to the summary does not cut its announcement
    // short.
    return markup<R"(<div class="govuk-error-summary{}"{}{} data-module="govuk-error-summary">)"
                  R"(<div role="alert"><h2 class="govuk-error-summary__title">{}</h2>)"
                  R"(<div class="govuk-error-summary__body">{}{}</div></div></div>)">(
        also(summary.classes), messages::auto_focus(summary.disable_auto_focus), summary.attributes,
        title, description, list);
}

} // namespace vienreiz::html
