// The page of one dataset.
#include "capabilities/portal/dataset_parts.hpp"

namespace vienreiz::portal {
namespace {

html::Markup facts(const Ask& ask, const html::Words& t, const catalogue::Dataset& dataset) {
    auto in_latvian = [](std::string_view text) {
        return html::markup<R"(<span lang="lv">{}</span>)">(text);
    };
    return html::summary_list(
        {.rows = {{.key = t("Institution"), .value = steward_name(t, ask.view(), dataset.steward)},
                  {.key = t("Legal basis"), .value = in_latvian(dataset.legal_basis)},
                  {.key = t("Updated"), .value = t(catalogue::sentence_of(dataset.frequency))},
                  {.key = t("Access"), .value = access_tag(t, dataset.access)},
                  {.key = t("Identifier"), .value = html::code(dataset.id.text)},
                  {.key = t("Key field"), .value = html::code(dataset.key)}}});
}

html::Markup current(const html::Words& t, const std::optional<distribution::Version>& version) {
    if (!version)
        return html::inset_text(
            {.content = t("This dataset is described, but no data is published in it yet.")});
    return html::summary_list(
        {.rows = {{.key = t("Version"), .value = std::to_string(version->number)},
                  {.key = t("Rows"), .value = grouped(version->rows)},
                  {.key = t("Published"), .value = platform::shown_time(t, version->at)},
                  {.key = distribution::is_keyed(version->hash) ? t("Keyed digest of the rows")
                                                                : t("SHA-256 of the rows as CSV"),
                   .value = html::code(version->hash)}}});
}

// For whoever may sign for an institution, and for whoever may turn out to when signed in.
html::Markup access_request(const platform::Caller& caller, const html::Words& t,
                            const catalogue::Dataset& dataset) {
    bool may_ask =
        caller.sort == platform::Caller::Sort::nobody ||
        (caller.roles.has(platform::Role::signatory) && caller.institution != dataset.steward);
    if (dataset.access == catalogue::DatasetAccess::open || !may_ask) return {};
    auto address =
        html::address(t.language, "/agreements/new?dataset=" + percent_encode(dataset.id.text));
    return html::markup<"{}{}">(
        html::paragraph(t("An institution gets this data by an agreement that names the purpose, "
                          "the legal basis and the fields. Both institutions sign it.")),
        html::button({.text = t("Request access"), .href = address}));
}

} // namespace

Result<Found> dataset_page(distribution::Versions& versions, Ask& ask) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    auto dataset = catalogue::dataset(ask.view(), {ask.parameter("dataset")});
    if (!dataset) return Failure{Kind::missing, "There is no such dataset"};
    page.title = in(t, dataset->title);
    page.breadcrumbs = {{.text = t("Datasets"), .href = html::address(t.language, "/datasets")},
                        {.text = page.title}};
    auto version = distribution::current_version(ask.view(), dataset->id);
    std::shared_ptr<const store::Dataset> rows;
    if (version) rows = TRY(versions.open(version->folder));

    page.main = html::narrow(html::markup<"{}{}{}{}{}{}">(
        html::page_heading(page.title, steward_name(t, ask.view(), dataset->steward)),
        html::lead(in(t, dataset->description)), access_request(ask.caller(), t, *dataset),
        facts(ask, t, *dataset), section_heading(t("Current version")), current(t, version)));
    page.main += fields_table(ask.view(), t, *dataset);
    if (rows && dataset->access == catalogue::DatasetAccess::open)
        page.main += preview(t, *dataset, *rows);
    page.main += how_to_ask(t, *dataset, rows.get(), ask.node.options.public_url);
    page.main += versions_table(t, distribution::versions(ask.view(), dataset->id));
    return platform::shown(ask, page);
}

} // namespace vienreiz::portal
