// The list of datasets: a search that is an address, so that it can be kept and sent.
#include "capabilities/portal/pages.hpp"
#include "capabilities/portal/search.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::portal {
namespace {

constexpr std::size_t datasets_on_page = 25;

DatasetQuery query_of(const http::Request& request) {
    DatasetQuery out{
        request.parameter("q").value_or(""), request.parameter("steward").value_or(""), {}};
    auto access = request.parameter("access").value_or("");
    if (access == "open") out.access = catalogue::DatasetAccess::open;
    if (access == "restricted") out.access = catalogue::DatasetAccess::restricted;
    return out;
}

std::string name_of(const std::optional<catalogue::DatasetAccess>& access) {
    return access ? boost::describe::enum_to_string(*access, "") : "";
}

std::string page_address(html::Language language, const DatasetQuery& query, std::size_t page) {
    return html::address(language,
                         fmt::format("/datasets?q={}&steward={}&access={}&page={}",
                                     percent_encode(query.words), percent_encode(query.steward),
                                     name_of(query.access), page));
}

html::Markup filter_form(const Ask& ask, const html::Words& t, const DatasetQuery& query,
                         const std::vector<catalogue::Dataset>& all) {
    std::map<std::string, std::string> stewards; // name, id
    for (const auto& dataset : all)
        stewards.emplace(steward_name(t, ask.view(), dataset.steward), dataset.steward.text);
    html::Select steward{.name = "steward",
                         .label = {.text = t("Institution")},
                         .options = {{.value = "", .text = t("Any")}},
                         .value = query.steward,
                         .classes = "vz-wide"};
    for (const auto& [name, id] : stewards) steward.options.push_back({.value = id, .text = name});
    html::Select access{.name = "access",
                        .label = {.text = t("Access")},
                        .options = {{.value = "", .text = t("Any")},
                                    {.value = "open", .text = t("Open data")},
                                    {.value = "restricted", .text = t("By agreement")}},
                        .value = name_of(query.access),
                        .classes = "vz-wide"};
    return html::markup<R"(<form role="search" method="get" action="{}">{}{}{}{}</form>)">(
        html::address(t.language, "/datasets"),
        html::input(t, {.name = "q",
                        .label = {.text = t("Find data")},
                        .value = query.words,
                        .type = "search"}),
        html::select(t, steward), html::select(t, access), html::button({.text = t("Find")}));
}

html::Markup entry(const Ask& ask, const html::Words& t, const catalogue::Dataset& dataset) {
    auto version = distribution::current_version(ask.view(), dataset.id);
    auto size = version ? t.plural(version->rows, "{} row", "{} rows") : t("no data yet");
    return html::markup<
        R"(<li class="vz-entry"><h2 class="govuk-heading-s vz-entry__title">{}</h2><p class="govuk-body vz-entry__text">{}</p><p class="govuk-body-s vz-entry__facts">{} {} · {}</p></li>)">(
        html::link(dataset_address(t.language, dataset.id), in(t, dataset.title)),
        in(t, dataset.description), access_tag(t, dataset.access),
        steward_name(t, ask.view(), dataset.steward), size);
}

html::Markup neighbours(const html::Words& t, const DatasetQuery& query, std::size_t page,
                        std::size_t pages) {
    if (pages < 2) return {};
    html::Pagination out;
    if (page > 1) out.previous = html::Neighbour{.href = page_address(t.language, query, page - 1)};
    if (page < pages) out.next = html::Neighbour{.href = page_address(t.language, query, page + 1)};
    out.pages.push_back({.number = fmt::format("{} / {}", page, pages),
                         .href = page_address(t.language, query, page),
                         .current = true});
    return html::pagination(t, out);
}

html::Markup results(const Ask& ask, const html::Words& t, const DatasetQuery& query,
                     const std::vector<catalogue::Dataset>& found) {
    auto pages = std::max<std::size_t>(1, (found.size() + datasets_on_page - 1) / datasets_on_page);
    auto page = std::clamp<std::size_t>(
        number<std::size_t>(ask.request.parameter("page").value_or("1")).value_or(1), 1, pages);
    html::Markup entries;
    for (auto i = (page - 1) * datasets_on_page;
         i < std::min(found.size(), page * datasets_on_page); ++i)
        entries += entry(ask, t, found[i]);
    if (found.empty())
        return html::paragraph(
            t("No dataset has all of these words. Try fewer words, or another institution."));
    return html::markup<R"(<ul class="vz-entries">{}</ul>{})">(entries,
                                                               neighbours(t, query, page, pages));
}

} // namespace

Result<Found> datasets_page(Ask& ask) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Datasets");
    auto query = query_of(ask.request);
    auto all = catalogue::all_datasets(ask.view());
    std::ranges::stable_sort(
        all, {}, [&](const catalogue::Dataset& dataset) { return folded(in(t, dataset.title)); });
    std::vector<catalogue::Dataset> found;
    std::ranges::copy_if(all, std::back_inserter(found), [&](const catalogue::Dataset& dataset) {
        return matches(dataset, query);
    });
    page.main = html::markup<
        R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-one-third">{}</div><div class="govuk-grid-column-two-thirds"><p class="govuk-body" role="status">{}</p>{}</div></div>)">(
        html::page_heading(page.title), filter_form(ask, t, query, all),
        t.plural(found.size(), "{} dataset", "{} datasets"), results(ask, t, query, found));
    return platform::shown(ask, page);
}

} // namespace vienreiz::portal
