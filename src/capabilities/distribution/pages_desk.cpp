// The steward's desk: the institution's datasets, each with its version and its publications.
#include "capabilities/catalogue/api.hpp"
#include "capabilities/distribution/pages.hpp"

#include <fmt/format.h>

#include <ranges>

namespace vienreiz::distribution {
namespace {

using html::Words;

std::string dataset_path(const DatasetId& id, std::string_view what) {
    return fmt::format("/desk/steward/datasets/{}/{}", id.text, what);
}

std::string file_name(const Words& t, const Publication& one) {
    return one.file && !one.file->empty() ? escaped(table::shortened(*one.file))
                                          : t("file without a name");
}

// "22 November 2026, 03:38: register.csv, version 3, 1 200 rows"
html::Markup publication_line(const Ask& ask, const Words& t, const Publication& one) {
    auto rows = t.plural(one.rows, "{} row", "{} rows");
    auto what = one.version ? fmt::format("{}, {}", t("Version {}", *one.version), rows) : rows;
    return html::markup<"{}: {}, {}">(html::link(platform::local(ask, publication_path(one.id)),
                                                 platform::shown_time(t, one.since)),
                                      file_name(t, one), what);
}

html::Markup version_text(const Words& t, const std::optional<Version>& version) {
    if (!version) return html::markup<"{}">(t("Nothing is published yet"));
    auto rejected = version->rejected == 0
                        ? html::Markup{}
                        : html::markup<"<br>{}">(t.plural(version->rejected, "{} row was left out",
                                                          "{} rows were left out"));
    return html::markup<"{}, {}<br>{}{}">(t("Version {}", version->number),
                                          platform::shown_time(t, version->at),
                                          t.plural(version->rows, "{} row", "{} rows"), rejected);
}

// The newest ten of those still in memory; ids sort by time.
html::Markup publications_text(const Ask& ask, const Words& t, const DatasetId& dataset,
                               const std::vector<Publication>& publications) {
    constexpr std::size_t shown = 10;
    html::Markup out;
    for (const auto& one : publications | std::views::reverse | std::views::take(shown))
        out += html::markup<R"(<p class="govuk-body govuk-!-margin-bottom-1">{} {}</p>)">(
            stage_tag(t, one.stage), publication_line(ask, t, one));
    if (publications.size() > shown)
        out +=
            html::paragraph(html::link(platform::local(ask, dataset_path(dataset, "publications")),
                                       t("All {} publications", grouped(publications.size()))));
    return out;
}

html::Markup dataset_card(const Ask& ask, const Words& t, const catalogue::Dataset& dataset,
                          const std::vector<Publication>& publications) {
    const auto& title = catalogue::in(t.language, dataset.title);
    auto action = [&](std::string_view what, std::string text) {
        return html::Action{.href = platform::local(ask, dataset_path(dataset.id, what)),
                            .text = std::move(text)};
    };
    auto version = current_version(ask.view(), dataset.id);
    html::SummaryCard card{.title = title,
                           .actions = {action("version", t("Publish a new version"))}};
    if (version) card.actions.push_back(action("profile", t("Profile")));
    card.actions.push_back(action("description", t("Edit the description")));
    card.actions.push_back(action("withdrawal", t("Withdraw")));
    html::SummaryList list{.card = std::move(card)};
    list.rows = {{.key = t("Id"), .value = html::code(dataset.id.text)},
                 {.key = t("Current version"), .value = version_text(t, version)},
                 {.key = t("Access"), .value = t(catalogue::sentence_of(dataset.access))}};
    if (!publications.empty())
        list.rows.push_back({.key = t("Publications"),
                             .value = publications_text(ask, t, dataset.id, publications)});
    return html::summary_list(list);
}

std::vector<html::Cell> publication_row(const Ask& ask, const Words& t, const Publication& one) {
    using enum html::Cell::Format;
    auto version = one.version ? std::to_string(*one.version) : std::string();
    return {{.content = html::link(platform::local(ask, publication_path(one.id)),
                                   platform::shown_time(t, one.since))},
            {.content = file_name(t, one)},
            {.content = stage_tag(t, one.stage)},
            {.content = version, .format = numeric},
            {.content = grouped(one.rows), .format = numeric},
            {.content = grouped(one.rejected), .format = numeric}};
}

} // namespace

Result<Found> show_publications(Desk& desk, const Ask& ask) {
    auto dataset = catalogue::dataset(ask.view(), {ask.parameter("dataset")});
    if (!dataset) return Failure{Kind::missing, "There is no such dataset"};
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Publications since the node was started");
    page.breadcrumbs = {{.text = t("Our registers"), .href = platform::local(ask, "/desk/steward")},
                        {.text = page.title}};
    using enum html::Cell::Format;
    html::Table table{.head = {{.content = t("Begun")},
                               {.content = t("File")},
                               {.content = t("State")},
                               {.content = t("Version"), .format = numeric},
                               {.content = t("Rows that fit"), .format = numeric},
                               {.content = t("Rows rejected"), .format = numeric}}};
    for (const auto& one : desk.publications.of(dataset->id) | std::views::reverse)
        table.rows.push_back(publication_row(ask, t, one));
    page.main = html::page_heading(page.title, catalogue::in(t.language, dataset->title));
    page.main += html::scrolling(html::table(table), page.title);
    return platform::shown(ask, page);
}

std::string publication_path(std::string_view id) {
    return fmt::format("/desk/steward/publications/{}", id);
}

html::Markup stage_tag(const Words& t, Stage stage) {
    using enum html::Tag::Colour;
    switch (stage) {
    case Stage::waiting:
        return html::tag({.text = t("Waiting"), .colour = grey});
    case Stage::reading:
        return html::tag({.text = t("Being read"), .colour = blue});
    case Stage::published:
        return html::tag({.text = t("Published"), .colour = green});
    case Stage::failed:
        break;
    }
    return html::tag({.text = t("Failed"), .colour = red});
}

Result<Found> show_steward_desk(Desk& desk, const Ask& ask) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Our registers");
    if (platform::just_done(ask, "revised"))
        page.notice = platform::done_notice(t("The description is saved."));
    if (platform::just_done(ask, "withdrawn"))
        page.notice = platform::done_notice(t("The dataset is withdrawn."));
    page.main = html::page_heading(page.title);
    page.main += html::narrow(
        html::lead(t("What your institution publishes, and where each publication stands.")));
    page.main += html::button(
        {.text = t("Publish a new register"), .href = platform::local(ask, "/desk/steward/new")});
    bool any = false;
    for (const auto& dataset : catalogue::all_datasets(ask.view())) {
        if (dataset.steward != ask.caller().institution) continue;
        page.main += dataset_card(ask, t, dataset, desk.publications.of(dataset.id));
        any = true;
    }
    if (!any)
        page.main += html::narrow(html::inset_text(
            {.content =
                 t("Your institution has no datasets yet. A CSV file is enough to begin.")}));
    return platform::shown(ask, page);
}

} // namespace vienreiz::distribution
