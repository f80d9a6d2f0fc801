#include "html/page.hpp"

#include "html/assets.hpp"
#include "html/components/button.hpp"

namespace vienreiz::html {
namespace frame {

constexpr std::string_view product = "Vienreiz";

// "Error: " first, so that whoever hears the title knows before anything else.
std::string title(const Page& page) {
    auto t = page.words();
    std::string out = page.errors.empty() ? "" : t("Error") + ": ";
    if (!page.title.empty()) out += page.title + " – ";
    return out + std::string(product);
}

Markup head(const Page& page) {
    Markup alternates;
    for (auto language : languages)
        alternates += markup<R"(<link rel="alternate" hreflang="{}" href="{}">)">(
            code(language), address(language, page.path));
    return markup<R"(<head><meta charset="utf-8"><title>{}</title>)"
                  R"(<meta name="viewport" content="width=device-width, initial-scale=1">)"
                  R"(<meta name="theme-color" content="#7d1a2b">)"
                  R"(<link rel="icon" href="{}" type="image/svg+xml">)"
                  R"(<link rel="stylesheet" href="{}">{})"
                  R"(<script type="module" src="{}"></script></head>)">(
        title(page), asset_url("favicon.svg"), asset_url("app.css"), alternates,
        asset_url("app.js"));
}

// Once, and a full stop: said once is said.
Markup mark() {
    return markup<
        R"(<svg class="vz-header__mark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" )"
        R"(aria-hidden="true" focusable="false"><rect x="1" y="1" width="30" height="30" rx="6" )"
        R"(fill="none" stroke="currentColor" stroke-width="2"/><path d="M10 12l7-5v18" )"
        R"(fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" )"
        R"(stroke-linejoin="round"/><circle cx="23.5" cy="24" r="2.5" fill="currentColor"/>)"
        R"(</svg>)">();
}

Markup language_switch(const Page& page) {
    Markup items;
    for (auto language : languages)
        items += language == page.language
                     ? markup<R"(<li><span lang="{}" aria-current="true">{}</span></li>)">(
                           code(language), own_name(language))
                     : markup<R"(<li><a class="vz-header__link" href="{}" lang="{}" )"
                              R"(hreflang="{}" rel="alternate">{}</a></li>)">(
                           address(language, page.path), code(language), code(language),
                           own_name(language));
    return markup<R"(<nav aria-label="{}"><ul class="vz-header__list">{}</ul></nav>)">(
        page.words()("Language"), items);
}

Markup person(const Page& page) {
    auto t = page.words();
    if (!page.person)
        return page.sign_in.empty() ? Markup{}
                                    : markup<R"(<a class="vz-header__link" href="{}">{}</a>)">(
                                          page.sign_in, t("Sign in"));
    const auto& who = *page.person;
    auto name = who.role.empty() ? who.name : who.name + ", " + who.role;
    auto shown = who.account.empty()
                     ? markup<"<span>{}</span>">(name)
                     : markup<R"(<a class="vz-header__link" href="{}">{}</a>)">(who.account, name);
    return markup<R"(<form class="vz-header__person" method="post" action="{}">{}{})"
                  R"(<button class="vz-header__button" type="submit">{}</button></form>)">(
        who.sign_out, csrf_field(who.csrf), shown, t("Sign out"));
}

Markup header(const Page& page) {
    return markup<R"(<header><div class="vz-header"><div class="govuk-width-container">)"
                  R"(<div class="vz-header__row"><a class="vz-header__home" href="{}">{}{}</a>)"
                  R"(<div class="vz-header__aside">{}{}</div></div></div></div>{}</header>)">(
        address(page.language, "/"), mark(), product, person(page), language_switch(page),
        page.navigation.empty() ? Markup{}
                                : service_navigation(page.words(), {.items = page.navigation}));
}

// What stands between the header and <main>.
Markup above(const Page& page) {
    auto t = page.words();
    Markup out;
    if (!page.phase.empty())
        out += phase_banner({.tag = {.text = t("Trial")}, .content = page.phase});
    if (!page.breadcrumbs.empty()) {
        Breadcrumbs trail{.collapse_on_mobile = true};
        trail.crumbs.push_back({.text = t("Start"), .href = address(page.language, "/")});
        for (const auto& crumb : page.breadcrumbs) trail.crumbs.push_back(crumb);
        out += markup<R"(<div class="govuk-width-container">{}</div>)">(breadcrumbs(t, trail));
    }
    return out;
}

Markup messages(const Page& page) {
    auto t = page.words();
    Markup out;
    if (!page.errors.empty()) {
        ErrorSummary summary;
        for (const auto& error : page.errors)
            summary.errors.push_back(
                {.text = error.text, .href = error.field.empty() ? "" : "#" + error.field});
        out += error_summary(t, summary);
    }
    if (page.notice) out += notification_banner(t, *page.notice);
    return out.empty() ? out : narrow(out);
}

Markup footer(const Page& page) {
    Markup links;
    for (const auto& entry : page.footer)
        links += markup<
            R"(<li><a class="govuk-link govuk-link--no-visited-state" href="{}">{}</a></li>)">(
            entry.href, entry.text);
    if (!links.empty()) links = markup<R"(<ul class="vz-footer__list">{}</ul>)">(links);
    return markup<R"(<footer class="vz-footer"><div class="govuk-width-container vz-footer__row">)"
                  R"({}<p class="vz-footer__text">{}</p></div></footer>)">(
        links, page.words()("Say it once. See who asked."));
}

} // namespace frame

std::string address(Language language, std::string_view path) {
    auto out = "/" + std::string(code(language));
    if (path.empty() || path == "/") return out;
    if (!path.starts_with("/") && !path.starts_with("?")) out += "/";
    return out + std::string(path);
}

std::string render(const Page& page) {
    auto body =
        markup<R"(<body class="govuk-template__body">{}{}{}<div class="govuk-width-container">)"
               R"(<main class="govuk-main-wrapper" id="content">{}{}</main></div>{}</body>)">(
            skip_link({.text = page.words()("Skip to main content")}), frame::header(page),
            frame::above(page), frame::messages(page), page.main, frame::footer(page));
    return markup<R"(<!doctype html><html lang="{}" class="govuk-template">{}{}</html>)">(
               code(page.language), frame::head(page), body)
        .text;
}

Markup narrow(const Markup& content) {
    return markup<
        R"(<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">{}</div></div>)">(
        content);
}

Markup page_heading(const Content& text, const Content& caption) {
    Markup above;
    if (!caption.empty()) above = markup<R"(<span class="govuk-caption-l">{}</span>)">(caption);
    return markup<R"({}<h1 class="govuk-heading-l">{}</h1>)">(above, text);
}

Markup paragraph(const Content& text) { return markup<R"(<p class="govuk-body">{}</p>)">(text); }
Markup lead(const Content& text) { return markup<R"(<p class="govuk-body-l">{}</p>)">(text); }
Markup link(std::string_view href, const Content& text) {
    return markup<R"(<a class="govuk-link" href="{}">{}</a>)">(href, text);
}
Markup code(std::string_view text) { return markup<R"(<code class="vz-code">{}</code>)">(text); }

Markup csrf_field(std::string_view token) {
    return markup<R"(<input type="hidden" name="csrf" value="{}">)">(token);
}

Markup copy_button(const Words& t, std::string_view element_id) {
    return button(
        {.text = t("Copy"),
         .kind = Button::Kind::secondary,
         .type = Button::Type::button,
         .attributes = Attributes{{"data-copy", element_id}, {"data-copied", t("Copied")}}.flag(
             "hidden", true)});
}

Markup live(std::string_view url, const Content& now) {
    return markup<R"(<span data-live="{}" role="status" aria-live="polite">{}</span>)">(url, now);
}

} // namespace vienreiz::html
