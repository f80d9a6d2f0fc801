// Pages of a list: https://design-system.service.gov.uk/components/pagination/
#include "html/components/navigation.hpp"

namespace vienreiz::html {
namespace pages {

enum class Side { previous, next };

Markup arrow(Side side) {
    if (side == Side::previous)
        return markup<
            R"(<svg class="govuk-pagination__icon govuk-pagination__icon--prev" )"
            R"(xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" )"
            R"(focusable="false" viewBox="0 0 15 13"><path d="m6.5938-0.0078125-6.7266 6.7266 )"
            R"(6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z)"
            R"(">)"
            R"(</path></svg>)">();
    return markup<
        R"(<svg class="govuk-pagination__icon govuk-pagination__icon--next" )"
        R"(xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" )"
        R"(focusable="false" viewBox="0 0 15 13"><path d="m8.107-0.0078125-1.4136 1.414 4.2926 )"
        R"(4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z">)"
        R"(</path></svg>)">();
}

// "Next page": a short word to see, the whole to hear.
Markup default_text(const Words& t, Side side) {
    auto hidden = markup<R"(<span class="govuk-visually-hidden"> {}</span>)">(t("page"));
    return side == Side::previous ? markup<"{}{}">(t("Previous"), hidden)
                                  : markup<"{}{}">(t("Next"), hidden);
}

// A block stands alone, one neighbour a line; otherwise the page numbers stand between the two.
Markup neighbour(const Words& t, const Neighbour& link, Side side, bool block) {
    auto rel = side == Side::previous ? "prev" : "next";
    auto text = link.text.empty() ? Content(default_text(t, side)) : link.text;
    Markup label;
    if (block && !link.label.empty())
        label = markup<R"(<span class="govuk-visually-hidden">:</span>)"
                       R"(<span class="govuk-pagination__link-label">{}</span>)">(link.label);
    bool arrow_first = block || side == Side::previous;
    return markup<R"(<div class="govuk-pagination__{}"><a class="govuk-link )"
                  R"(govuk-pagination__link" href="{}" rel="{}"{}>{})"
                  R"(<span class="govuk-pagination__link-title{}">{}</span>{}{}</a></div>)">(
        rel, link.href, rel, link.attributes, arrow_first ? arrow(side) : Markup{},
        when(block && link.label.empty(), " govuk-pagination__link-title--decorated"), text, label,
        arrow_first ? Markup{} : arrow(side));
}

Markup page(const Words& t, const PageLink& page) {
    if (page.number.empty())
        return markup<R"(<li class="govuk-pagination__item govuk-pagination__item--ellipsis">)"
                      R"(&ctdot;</li>)">();
    Attributes own;
    if (page.current) own.set("aria-current", "page");
    return markup<R"(<li class="govuk-pagination__item{}"><a class="govuk-link )"
                  R"(govuk-pagination__link" href="{}" aria-label="{}"{}>{}</a></li>)">(
        when(page.current, " govuk-pagination__item--current"), page.href,
        page.spoken.empty() ? t("Page {}", page.number) : page.spoken, own.add(page.attributes),
        page.number);
}

} // namespace pages

Markup pagination(const Words& t, const Pagination& pagination) {
    bool block = pagination.pages.empty() && (pagination.previous || pagination.next);
    Markup previous, numbers, next;
    if (pagination.previous)
        previous = pages::neighbour(t, *pagination.previous, pages::Side::previous, block);
    if (pagination.next) next = pages::neighbour(t, *pagination.next, pages::Side::next, block);
    for (const auto& page : pagination.pages) numbers += pages::page(t, page);
    if (!numbers.empty())
        numbers = markup<R"(<ul class="govuk-pagination__list">{}</ul>)">(numbers);
    return markup<R"(<nav class="govuk-pagination{}{}" aria-label="{}"{}>{}{}{}</nav>)">(
        when(block, " govuk-pagination--block"), also(pagination.classes),
        pagination.landmark.empty() ? t("Pagination") : pagination.landmark, pagination.attributes,
        previous, numbers, next);
}

} // namespace vienreiz::html
