#include "html/components/navigation.hpp"

namespace vienreiz::html {
namespace navigation {

Markup crumb(const Crumb& crumb) {
    if (crumb.href.empty())
        return markup<R"(<li class="govuk-breadcrumbs__list-item" aria-current="page">{}</li>)">(
            crumb.text);
    return markup<R"(<li class="govuk-breadcrumbs__list-item">)"
                  R"(<a class="govuk-breadcrumbs__link" href="{}"{}>{}</a></li>)">(
        crumb.href, crumb.attributes, crumb.text);
}

// aria-current: "page" for the page itself, "true" for a section it is in.
Attributes current(NavigationItem::State state) {
    if (state == NavigationItem::State::other) return {};
    return {{"aria-current", state == NavigationItem::State::current ? "page" : "true"}};
}

Markup item(const NavigationItem& item) {
    bool marked = item.state != NavigationItem::State::other;
    auto text = Markup{item.text.html()};
    // For those who override colours and so do not see the bar under the item.
    if (marked)
        text = markup<R"(<strong class="govuk-service-navigation__active-fallback">{}</strong>)">(
            text);
    if (!item.href.empty())
        text = markup<R"(<a class="govuk-service-navigation__link" href="{}"{}{}>{}</a>)">(
            item.href, current(item.state), item.attributes, text);
    else if (!item.text.empty())
        text = markup<R"(<span class="govuk-service-navigation__text"{}>{}</span>)">(
            current(item.state), text);
    return markup<R"(<li class="govuk-service-navigation__item{}">{}</li>)">(
        when(marked, " govuk-service-navigation__item--active"), text);
}

Markup service_name(const ServiceNavigation& navigation) {
    if (navigation.service_name.empty()) return {};
    auto inner = navigation.service_url.empty()
                     ? markup<R"(<span class="govuk-service-navigation__text">{}</span>)">(
                           navigation.service_name)
                     : markup<R"(<a href="{}" class="govuk-service-navigation__link">{}</a>)">(
                           navigation.service_url, navigation.service_name);
    return markup<R"(<span class="govuk-service-navigation__service-name">{}</span>)">(inner);
}

Markup service_items(const Words& t, const ServiceNavigation& navigation) {
    if (navigation.items.empty()) return {};
    Markup toggle;
    if (navigation.collapse_on_mobile.value_or(navigation.items.size() > 1))
        toggle = markup<R"(<button type="button" class="govuk-service-navigation__toggle )"
                        R"(govuk-js-service-navigation-toggle" aria-controls="{}" hidden )"
                        R"(aria-hidden="true">{}</button>)">(navigation.navigation_id, t("Menu"));
    std::vector<Markup> items;
    for (const auto& one : navigation.items) items.push_back(item(one));
    return markup<R"(<nav aria-label="{}" class="govuk-service-navigation__wrapper{}">{})"
                  R"(<ul class="govuk-service-navigation__list" id="{}">{}</ul></nav>)">(
        t("Menu"), also(navigation.navigation_classes), toggle, navigation.navigation_id, items);
}

Markup language(const LanguageLink& link) {
    if (link.current || link.href.empty())
        return markup<R"(<li class="govuk-language-navigation__list-item">)"
                      R"(<span class="govuk-language-navigation__text{}" aria-current="true"{}{}>)"
                      R"({}</span></li>)">(also(link.classes),
                                           Attributes().set_if_any("lang", link.lang),
                                           link.attributes, link.text);
    auto attributes = Attributes().set_if_any("lang", link.lang).set_if_any("hreflang", link.lang);
    return markup<R"(<li class="govuk-language-navigation__list-item">)"
                  R"(<a class="govuk-language-navigation__link{}" href="{}" rel="alternate"{}{}>)"
                  R"({}</a></li>)">(also(link.classes), link.href, attributes, link.attributes,
                                    link.text);
}

} // namespace navigation

Markup breadcrumbs(const Words& t, const Breadcrumbs& breadcrumbs) {
    std::vector<Markup> items;
    for (const auto& crumb : breadcrumbs.crumbs) items.push_back(navigation::crumb(crumb));
    return markup<R"(<nav class="govuk-breadcrumbs{}{}"{} aria-label="{}">)"
                  R"(<ol class="govuk-breadcrumbs__list">{}</ol></nav>)">(
        also(breadcrumbs.classes),
        when(breadcrumbs.collapse_on_mobile, " govuk-breadcrumbs--collapse-on-mobile"),
        breadcrumbs.attributes, t("Breadcrumb"), items);
}

Markup back_link(const Words& t, const BackLink& link) {
    return markup<R"(<a href="{}" class="govuk-back-link{}"{}>{}</a>)">(
        link.href, also(link.classes), link.attributes,
        link.text.empty() ? Content(t("Back")) : link.text);
}

Markup skip_link(const SkipLink& link) {
    return markup<
        R"(<a href="{}" class="govuk-skip-link{}"{} data-module="govuk-skip-link">{}</a>)">(
        link.href, also(link.classes), link.attributes, link.text);
}

Markup service_navigation(const Words& t, const ServiceNavigation& navigation) {
    auto inner = markup<R"(<div class="govuk-width-container">)"
                        R"(<div class="govuk-service-navigation__container">{}{}</div></div>)">(
        navigation::service_name(navigation), navigation::service_items(t, navigation));
    // With a name it is a landmark of its own; without, its <nav> is landmark enough.
    if (navigation.service_name.empty())
        return markup<R"(<div class="govuk-service-navigation{}" )"
                      R"(data-module="govuk-service-navigation"{}>{}</div>)">(
            also(navigation.classes), navigation.attributes, inner);
    return markup<R"(<section aria-label="{}" class="govuk-service-navigation{}" )"
                  R"(data-module="govuk-service-navigation"{}>{}</section>)">(
        t("Service information"), also(navigation.classes), navigation.attributes, inner);
}

Markup language_navigation(const Words& t, const LanguageNavigation& choice) {
    std::vector<Markup> items;
    for (const auto& language : choice.languages) items.push_back(navigation::language(language));
    return markup<R"(<nav class="govuk-language-navigation{}"{} aria-label="{}">)"
                  R"(<ul class="govuk-language-navigation__list">{}</ul></nav>)">(
        also(choice.classes), choice.attributes, t("Language"), items);
}

Markup phase_banner(const PhaseBanner& banner) {
    auto phase = banner.tag;
    phase.classes = "govuk-phase-banner__content__tag" + also(phase.classes);
    return markup<R"(<div class="govuk-phase-banner govuk-width-container{}"{}>)"
                  R"(<p class="govuk-phase-banner__content">{})"
                  R"(<span class="govuk-phase-banner__text">{}</span></p></div>)">(
        also(banner.classes), banner.attributes, tag(phase), banner.content);
}

Markup tabs(const Words& t, const Tabs& tabs) {
    Markup list, panels;
    std::size_t number = 0;
    for (const auto& tab : tabs.tabs) {
        ++number;
        auto id = tab.id.empty() ? tabs.id_prefix + "-" + std::to_string(number) : tab.id;
        list += markup<R"(<li class="govuk-tabs__list-item{}">)"
                       R"(<a class="govuk-tabs__tab" href="{}"{}>{}</a></li>)">(
            when(number == 1, " govuk-tabs__list-item--selected"), "#" + id, tab.attributes,
            tab.label);
        panels += markup<R"(<div class="govuk-tabs__panel{}" id="{}">{}</div>)">(
            when(number > 1, " govuk-tabs__panel--hidden"), id, tab.content);
    }
    if (!list.empty()) list = markup<R"(<ul class="govuk-tabs__list">{}</ul>)">(list);
    return markup<R"(<div{} class="govuk-tabs{}"{} data-module="govuk-tabs">)"
                  R"(<h2 class="govuk-tabs__title">{}</h2>{}{}</div>)">(
        Attributes().set_if_any("id", tabs.id), also(tabs.classes), tabs.attributes,
        tabs.title.empty() ? Content(t("Contents")) : tabs.title, list, panels);
}

} // namespace vienreiz::html
