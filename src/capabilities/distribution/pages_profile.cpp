// What the current version holds, column by column; and, for the operator, what lies on this node's
// disk.
#include "capabilities/catalogue/api.hpp"
#include "capabilities/distribution/pages.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::distribution {
namespace {

using html::Words;
using enum html::Cell::Format;

html::Cell cell_of(std::uint64_t count) { return {.content = grouped(count), .format = numeric}; }

std::vector<html::Cell> profile_row(const store::ColumnProfile& column) {
    std::string top;
    for (const auto& value : column.top) top += (top.empty() ? "" : "; ") + value;
    return {{.content = html::code(column.name)},
            cell_of(column.empty),
            cell_of(column.distinct),
            {.content = column.least},
            {.content = column.greatest},
            {.content = top}};
}

html::Markup profile_table(const Words& t, const store::DatasetSummary& summary) {
    html::Table table{.caption = t("Columns"), .caption_classes = "govuk-table__caption--m"};
    table.first_cell_is_header = true;
    table.head = {{.content = t("Field")},
                  {.content = t("Without a value"), .format = numeric},
                  {.content = t("Different values, about"), .format = numeric},
                  {.content = t("Least")},
                  {.content = t("Greatest")},
                  {.content = t("Most frequent")}};
    for (const auto& column : summary.profile) table.rows.push_back(profile_row(column));
    return html::scrolling(html::table(table), t("Columns"));
}

html::Markup publications_table(const Words& t, const std::vector<Publication>& publications) {
    html::Table table{.caption = t("Publications since the node was started"),
                      .caption_classes = "govuk-table__caption--m"};
    table.head = {{.content = t("Dataset")},
                  {.content = t("State")},
                  {.content = t("Rows that fit"), .format = numeric},
                  {.content = t("Rows rejected"), .format = numeric}};
    for (const auto& one : publications)
        table.rows.push_back({{.content = html::code(one.dataset.text)},
                              {.content = stage_tag(t, one.stage)},
                              cell_of(one.rows),
                              cell_of(one.rejected)});
    if (table.rows.empty())
        return html::paragraph(t("Nothing was published since the node was started."));
    return html::scrolling(html::table(table), t("Publications since the node was started"));
}

html::Markup versions_table(Desk& desk, const Ask& ask, const Words& t) {
    html::Table table{.caption = t("Versions on disk"),
                      .caption_classes = "govuk-table__caption--m"};
    table.head = {{.content = t("Dataset")},
                  {.content = t("Version"), .format = numeric},
                  {.content = t("Rows"), .format = numeric},
                  {.content = t("Megabytes"), .format = numeric},
                  {.content = t("Published")}};
    for (const auto& dataset : catalogue::all_datasets(ask.view()))
        for (const auto& version : versions(ask.view(), dataset.id)) {
            auto opened = desk.versions.open(version.folder);
            auto size = opened ? platform::shown_decimal(
                                     t, static_cast<double>((*opened)->summary().bytes) / 1e6)
                               : t("cannot be read");
            table.rows.push_back({{.content = html::code(dataset.id.text)},
                                  cell_of(version.number),
                                  cell_of(version.rows),
                                  {.content = size, .format = numeric},
                                  {.content = platform::shown_time(t, version.at)}});
        }
    return html::scrolling(html::table(table), t("Versions on disk"));
}

} // namespace

Result<Found> show_profile(Desk& desk, const Ask& ask) {
    auto dataset = catalogue::dataset(ask.view(), {ask.parameter("dataset")});
    if (!dataset) return Failure{Kind::missing, "There is no such dataset"};
    auto version = current_version(ask.view(), dataset->id);
    if (!version) return Failure{Kind::missing, "Nothing is published in this dataset yet"};
    auto rows = TRY(desk.versions.open(version->folder));
    const auto& summary = rows->summary();

    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Profile of version {}", version->number);
    page.breadcrumbs = {{.text = t("Our registers"), .href = platform::local(ask, "/desk/steward")},
                        {.text = page.title}};
    html::SummaryList facts;
    facts.rows = {{.key = t("Published"), .value = platform::shown_time(t, version->at)},
                  {.key = t("Rows"), .value = grouped(summary.rows)},
                  {.key = t("Rows left out"), .value = grouped(version->rejected)},
                  {.key = is_keyed(version->hash) ? t("Keyed digest of the rows")
                                                  : t("SHA-256 of the rows as CSV"),
                   .value = html::code(version->hash)}};
    page.main = html::page_heading(page.title, catalogue::in(t.language, dataset->title));
    page.main += html::summary_list(facts);
    page.main += profile_table(t, summary);
    return platform::shown(ask, page);
}

Result<Found> show_data_on_disk(Desk& desk, const Ask& ask) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Data on this node");
    page.breadcrumbs = {{.text = t("Operation"), .href = platform::local(ask, "/operator")},
                        {.text = page.title}};
    page.main = html::page_heading(page.title);
    page.main += publications_table(t, desk.publications.all());
    page.main += versions_table(desk, ask, t);
    return platform::shown(ask, page);
}

} // namespace vienreiz::distribution
