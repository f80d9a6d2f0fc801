// The drafted description of an uploaded file, for the steward to correct; saving it publishes the
// file.
#include "capabilities/catalogue/api.hpp"
#include "capabilities/distribution/pages.hpp"
#include "platform/node.hpp"

#include <fmt/format.h>

namespace vienreiz::distribution {
namespace {

html::Markup introduction(const html::Words& t, const catalogue::DraftedDataset& drafted) {
    auto rows = t.plural(drafted.rows, "{} row", "{} rows");
    auto columns = t.plural(drafted.dataset.fields.size(), "{} column", "{} columns");
    return html::paragraph(
        t("The file has {} and {}. Correct what was misread and say what only you "
          "know; the types were judged over every row.",
          rows, columns));
}

Result<html::Page> description_page(const Ask& ask, const Form& form,
                                    const catalogue::DraftedDataset& drafted,
                                    const Upload& upload) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Describe the register");
    page.breadcrumbs = {{.text = t("Our registers"), .href = platform::local(ask, "/desk/steward")},
                        {.text = page.title}};
    auto fields = catalogue::description_fields(t, form, {drafted.dataset, drafted.reasons});
    fields += html::button({.text = t("Save and publish"), .prevent_double_click = true});
    page.main = html::narrow(html::markup<"{}{}">(html::page_heading(page.title, t("Step 2 of 2")),
                                                  introduction(t, drafted)));
    page.main += platform::posting(ask, fmt::format("/desk/steward/uploads/{}", upload.id), fields);
    return page;
}

Result<Found> described_again(const Ask& ask, Form form, const Failure& failure,
                              const catalogue::DraftedDataset& drafted, const Upload& upload) {
    return platform::shown_again(ask, std::move(form), failure,
                                 [&](const Ask& again, const Form& filled) {
                                     return description_page(again, filled, drafted, upload);
                                 });
}

} // namespace

Result<Found> show_description(Desk& desk, const Ask& ask) {
    auto upload = TRY(own_upload(desk, ask));
    auto drafted = TRY(drafted_from(desk, upload));
    return platform::shown(
        ask, TRY(description_page(ask, catalogue::form_of(drafted.dataset), drafted, upload)));
}

Result<Found> take_description(Desk& desk, const Ask& ask) {
    auto upload = TRY(own_upload(desk, ask));
    auto drafted = TRY(drafted_from(desk, upload));
    Form form(ask);
    auto dataset = catalogue::dataset_from(form, drafted.dataset, false);
    if (!dataset) return described_again(ask, std::move(form), dataset.error(), drafted, upload);
    auto written = ask.node.decide(
        ask.caller(), platform::decision_on(ask, catalogue::DescribeDataset{*dataset}));
    if (!written) return described_again(ask, std::move(form), written.error(), drafted, upload);
    TRY(desk.publications.start(ask.caller(), {upload.id, Rejects::refuse, {}}));
    return platform::redirect(platform::local(ask, publication_path(upload.id)));
}

} // namespace vienreiz::distribution
