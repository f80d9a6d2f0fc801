#include "capabilities/portal/pages.hpp"
#include "platform/page_parts.hpp"

#include <algorithm>

namespace vienreiz::portal {
namespace {

constexpr std::size_t newest_shown = 5;

struct Published {
    catalogue::Dataset dataset;
    distribution::Version version;
};

// The newest first; what is described but has no version yet has nothing to show.
std::vector<Published> published(const store::Snapshot& view) {
    std::vector<Published> out;
    for (auto& dataset : catalogue::all_datasets(view))
        if (auto version = distribution::current_version(view, dataset.id))
            out.push_back({std::move(dataset), std::move(*version)});
    std::ranges::stable_sort(out, std::ranges::greater(),
                             [](const Published& one) { return one.version.at; });
    return out;
}

html::Markup search_form(const html::Words& t) {
    return html::markup<
        R"(<form class="vz-search" role="search" method="get" action="{}">{}{}</form>)">(
        html::address(t.language, "/datasets"),
        html::input(
            t,
            {.name = "q",
             .label = {.text = t("Find data")},
             .hint =
                 {.text =
                      t("A word from a title, a description or a field: vehicle, address, number")},
             .type = "search"}),
        html::button({.text = t("Find")}));
}

html::Markup figure(std::uint64_t number, const std::string& what) {
    return html::markup<R"(<div class="vz-figure"><dt>{}</dt><dd>{}</dd></div>)">(what,
                                                                                  grouped(number));
}

html::Markup figures(const Ask& ask, const html::Words& t, const std::vector<Published>& all) {
    std::uint64_t rows = 0;
    for (const auto& one : all) rows += one.version.rows;
    auto agreements = agreements::all_agreements(ask.view());
    auto active = static_cast<std::uint64_t>(
        std::ranges::count_if(agreements, [today = riga_day(ask.at)](const auto& one) {
            return agreements::state_on(one, today) == agreements::State::active;
        }));
    return html::markup<
        R"(<h2 class="govuk-visually-hidden">{}</h2><dl class="vz-figures">{}{}{}{}</dl>)">(
        t("In figures"), figure(all.size(), t("Datasets")), figure(rows, t("Rows")),
        figure(ask.node.access->size(), t("Answers on record")),
        figure(active, t("Agreements in force")));
}

html::Markup newest(const Ask& ask, const html::Words& t, const std::vector<Published>& all) {
    if (all.empty()) return html::paragraph(t("Nothing is published yet."));
    html::Markup items;
    for (std::size_t i = 0; i < std::min(all.size(), newest_shown); ++i) {
        const auto& [dataset, version] = all[i];
        items += html::markup<
            R"(<li class="vz-entry"><h3 class="govuk-heading-s vz-entry__title">{}</h3><p class="govuk-body vz-entry__text">{}</p><p class="govuk-body-s vz-entry__facts">{} {} · {}</p></li>)">(
            html::link(dataset_address(t.language, dataset.id), in(t, dataset.title)),
            in(t, dataset.description), access_tag(t, dataset.access),
            steward_name(t, ask.view(), dataset.steward), platform::shown_time(t, version.at));
    }
    return html::markup<R"(<ul class="vz-entries">{}</ul><p class="govuk-body">{}</p>)">(
        items, html::link(html::address(t.language, "/datasets"), t("All datasets")));
}

html::Markup how_to_check(const html::Words& t) {
    return html::markup<
        R"({}<p class="govuk-body">{}</p><p class="govuk-body">{}</p><p class="govuk-body">{}</p>)">(
        section_heading(t("You need not take our word")),
        t("Whatever happens here is an entry in a journal that nobody can change unseen, not even "
          "those who run it. Every answer carries a receipt, and anyone can check it with tools of "
          "their own."),
        platform::check_link(t),
        html::link(html::address(t.language, "/journals"),
                   t("The journals, their keys and newest checkpoints")));
}

// Anybody may sign in to see them; whoever is signed in in another role would be refused.
bool may_see_look_ups(const platform::Caller& caller) {
    return caller.sort == platform::Caller::Sort::nobody ||
           caller.roles.has(platform::Role::person);
}

html::Markup your_data(const html::Words& t) {
    return html::markup<R"({}<p class="govuk-body">{}</p><p class="govuk-body">{}</p>)">(
        section_heading(t("Your own data")),
        t("Every look-up of a person by an institution is on record, with its purpose and its "
          "legal basis. Sign in to see those on you."),
        html::link(html::address(t.language, "/person"), t("Who looked at my data")));
}

} // namespace

Result<Found> home_page(Ask& ask) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    if (platform::just_done(ask, "signed-out"))
        page.notice = html::NotificationBanner{.kind = html::NotificationBanner::Kind::success,
                                               .content = t("You have signed out.")};
    auto all = published(ask.view());
    page.main = html::markup<
        R"({}{}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">{}{}</div><div class="govuk-grid-column-one-third">{}{}</div></div>)">(
        html::narrow(html::markup<R"(<h1 class="govuk-heading-l">{}</h1>{}{})">(
            t("What you have told the state once, it need not ask again"),
            html::lead(t("Institutions give each other data here under signed agreements; every "
                         "answer is recorded, and you can see who asked about you.")),
            search_form(t))),
        figures(ask, t, all), section_heading(t("Newest data")), newest(ask, t, all),
        how_to_check(t), may_see_look_ups(ask.caller()) ? your_data(t) : html::Markup{});
    return platform::shown(ask, page);
}

} // namespace vienreiz::portal
