// How a publication goes, and what to do when it failed.
#include "capabilities/catalogue/api.hpp"
#include "capabilities/distribution/correcting.hpp"
#include "capabilities/distribution/pages_written.hpp"

#include <fmt/format.h>

#include <ranges>

namespace vienreiz::distribution {
namespace {

using html::Markup;
using html::Words;

constexpr std::string_view refresh_seconds = "2";

Markup progress_bar(const Words& t, const Publication& one) {
    auto text = one.of == 0
                    ? t("The file waits for its turn.")
                    : t("{} of {} kB read", grouped(one.bytes / 1024), grouped(one.of / 1024));
    return html::markup<
        R"(<p class="govuk-body"><progress class="vz-progress" max="{}" value="{}" )"
        R"(aria-label="{}"></progress></p><p class="govuk-body" role="status">{}</p>)">(
        std::max<std::uint64_t>(one.of, 1), one.bytes, t("How much of the file is read"), text);
}

// Each with the way to make it a field; a file may have thousands.
Markup unused_columns(const Ask& ask, const Words& t, const Publication& one) {
    constexpr std::size_t shown = 20;
    Markup out;
    for (const auto& column : one.unused | std::views::take(shown)) {
        auto address = fmt::format("/desk/steward/datasets/{}/description?column={}",
                                   one.dataset.text, percent_encode(column));
        out += html::markup<R"(<p class="govuk-body govuk-!-margin-bottom-1">{} {}</p>)">(
            escaped(table::shortened(column)),
            html::link(platform::local(ask, address),
                       html::markup<R"({}<span class="govuk-visually-hidden"> {}</span>)">(
                           t("Add a field"), escaped(table::shortened(column)))));
    }
    if (one.unused.size() > shown)
        out += html::paragraph(t.plural(one.unused.size() - shown, "and {} more", "and {} more"));
    return out;
}

Markup counts(const Ask& ask, const Words& t, const Publication& one) {
    html::SummaryList list;
    list.rows = {{.key = t("Rows that fit"), .value = grouped(one.rows)},
                 {.key = t("Rows rejected"), .value = grouped(one.rejected)}};
    if (one.written && one.written->encoding && one.written->delimiter) {
        list.rows.push_back({.key = t("Encoding of the letters"),
                             .value = std::string(table::name_of(*one.written->encoding))});
        list.rows.push_back({.key = t("What stands between two cells"),
                             .value = delimiter_text(t, *one.written->delimiter)});
    }
    if (!one.unused.empty())
        list.rows.push_back({.key = t("Columns the description does not name"),
                             .value = unused_columns(ask, t, one)});
    return html::summary_list(list);
}

Markup succeeded(const Ask& ask, const Words& t, const Publication& one) {
    Markup out = html::panel({.title = t("Version {} is published", one.version.value_or(0)),
                              .content = html::markup<"{}">(one.dataset.text)});
    out += counts(ask, t, one);
    if (one.entry) {
        out += html::paragraph(
            html::markup<"{}. {}">(platform::receipt_link(ask, t, "main", *one.entry),
                                   t("It proves that this version was entered in the journal.")));
        out += html::paragraph(platform::check_link(t));
    }
    auto dataset = html::address(t.language, "/datasets/" + one.dataset.text);
    out += html::paragraph(html::link(dataset, t("See the dataset as others see it")));
    out += html::paragraph(html::link(platform::local(ask, "/desk/steward"), t("Our registers")));
    return out;
}

Markup rejected_rows(const Ask& ask, const Words& t, const Publication& one) {
    Markup out = html::heading(2, {{"class", "govuk-heading-m"}}, t("What you can do"));
    out += html::paragraph(html::link(platform::local(ask, publication_path(one.id) + "/rejects"),
                                      t("Download the reject report (CSV)")));
    out += html::paragraph(
        t("It names the line, the column, the value and the reason of every rejected cell."));
    if (one.rejected > 0 && one.rows > 0)
        out += platform::one_button(ask, publication_path(one.id),
                                    {.text = t("Publish without the rejected rows"),
                                     .kind = html::Button::Kind::secondary});
    return out;
}

// Before the first version nothing stands on the description, so it may be what is wrong.
Markup ways_on(const Ask& ask, const Words& t, const Publication& one) {
    html::Button corrected_file{
        .text = t("Upload a corrected file"),
        .href = platform::local(
            ask, fmt::format("/desk/steward/datasets/{}/version", one.dataset.text))};
    if (!may_be_corrected(ask.view(), one.dataset)) return html::button(corrected_file);
    corrected_file.kind = html::Button::Kind::secondary;
    auto description = fmt::format("/desk/steward/uploads/{}", one.id);
    return html::button_group({html::button({.text = t("Correct the description"),
                                             .href = platform::local(ask, description)}),
                               html::button(corrected_file)});
}

Markup failed(const Ask& ask, const Words& t, const Publication& one, bool has_report) {
    auto why =
        one.rejected > 0
            ? t("Some rows do not fit the description; the reject report says which cells and why.")
            : platform::told(t, {Kind::invalid, one.failure.value_or("")});
    Markup out = html::warning_text(t, {.content = t("Nothing was published. {}", why)});
    out += counts(ask, t, one);
    if (has_report) out += rejected_rows(ask, t, one);
    out += ways_on(ask, t, one);
    return out;
}

} // namespace

Result<Found> show_publication(Desk& desk, const Ask& ask) {
    auto one = TRY(desk.publications.find(ask.parameter("publication")));
    TRY(may_see(desk, ask, one));
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    auto dataset = catalogue::dataset(ask.view(), one.dataset);
    page.title = t("Publication");
    page.breadcrumbs = {{.text = t("Our registers"), .href = platform::local(ask, "/desk/steward")},
                        {.text = page.title}};
    Markup body = html::page_heading(page.title, dataset ? catalogue::in(t.language, dataset->title)
                                                         : one.dataset.text);
    body += html::markup<R"(<p class="govuk-body">{}</p>)">(stage_tag(t, one.stage));
    bool under_way = one.stage == Stage::waiting || one.stage == Stage::reading;
    if (under_way)
        body += html::markup<"{}{}{}">(
            progress_bar(t, one), counts(ask, t, one),
            html::paragraph(
                t("This page follows by itself. You may leave it: the publication goes on.")));
    std::error_code error;
    if (one.stage == Stage::failed)
        body += failed(ask, t, one, std::filesystem::exists(desk.uploads.rejects(one.id), error));
    if (one.stage == Stage::published) body = succeeded(ask, t, one);
    page.main = html::narrow(body);
    auto response = platform::shown(ask, page);
    // Without a script, browsers ask again by themselves
    // (https://html.spec.whatwg.org/#the-refresh-header).
    if (under_way) response.set("Refresh", std::string(refresh_seconds));
    return response;
}

Result<Found> publish_without_rejected(Desk& desk, const Ask& ask) {
    auto one = TRY(desk.publications.find(ask.parameter("publication")));
    TRY(may_see(desk, ask, one));
    TRY(desk.publications.start(
        ask.caller(), {one.id, Rejects::leave_out, one.written.value_or(table::WrittenAs{})}));
    return platform::redirect(platform::local(ask, publication_path(one.id)));
}

} // namespace vienreiz::distribution
