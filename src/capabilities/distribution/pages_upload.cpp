// Files on their way in from a page: for a new dataset, or as the next version of one.
#include "base/failures.hpp"
#include "base/limits.hpp"
#include "capabilities/catalogue/api.hpp"
#include "capabilities/distribution/pages_written.hpp"
#include "crypto/random.hpp"

#include <fmt/format.h>

namespace vienreiz::distribution {
namespace {

using html::Words;

html::Markup file_field(const Words& t, const Form& form) {
    return html::file_upload(
        t,
        {.name = "file",
         .label = {t("CSV file")},
         .hint = {t("The first row holds the columns' names. UTF-8 or Windows-1257, up to {} GB.",
                    limits::upload_form / limits::GiB)},
         .error = form.error("file"),
         .drop_zone = true,
         .attributes = {{"accept", ".csv,text/csv"}}});
}

// Where the script shows how a large file goes up, piece by piece (web/app.js). `dataset` is empty
// while the form asks for it.
html::Markup sending(const Words& t, std::string_view dataset) {
    return html::markup<
        R"(<div data-upload="/api/uploads" data-dataset="{}" data-sending="{}" data-waiting="{}" )"
        R"(data-failed="{}"><p class="govuk-body" role="status"></p>)"
        R"(<progress class="vz-progress" value="0" aria-label="{}" hidden></progress></div>)">(
        dataset, t("The file is being sent. Keep this page open."),
        t("The connection is broken. The sending goes on by itself."),
        t("The file could not be sent. Try again: it goes on from where it stopped."),
        t("How much of the file is sent"));
}

// The file, or the upload that brought it before the form was found wanting.
html::Markup file_fields(const Words& t, const Form& form, std::string_view dataset) {
    auto upload = form.value("upload");
    auto arrived =
        upload.empty()
            ? html::Markup{}
            : html::markup<R"({}<input type="hidden" name="upload" value="{}">)">(
                  html::inset_text(
                      {.content = t("Your file has arrived. Choose one only to replace it.")}),
                  upload);
    return html::markup<"{}{}{}">(arrived, file_field(t, form), sending(t, dataset));
}

Result<html::Page> upload_page(const Ask& ask, const Form& form) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Publish a new register");
    page.breadcrumbs = {{.text = t("Our registers"), .href = platform::local(ask, "/desk/steward")},
                        {.text = page.title}};
    auto fields = html::input(
        t,
        {.name = "dataset-id",
         .label = {t("Id of the dataset")},
         .hint = {t("It stands in addresses and agreements and stays for good: a to z, 0 to 9 and "
                    "hyphens. For example, zemes-vienibas")},
         .error = form.error("dataset-id"),
         .value = form.value("dataset-id"),
         .autocapitalize = "none",
         .spellcheck = false,
         .classes = "govuk-input--width-20"});
    fields += file_fields(t, form, {});
    fields += html::button({.text = t("Upload and continue"), .prevent_double_click = true});
    page.main = html::narrow(html::markup<"{}{}{}">(
        html::page_heading(page.title, t("Step 1 of 2")),
        html::paragraph(t("The file is read whole and a description is drafted from it. Nothing is "
                          "published before you have seen it.")),
        platform::posting_a_file(ask, "/desk/steward/new", fields)));
    return page;
}

Result<html::Page> version_page(const Ask& ask, const Form& form) {
    auto dataset = catalogue::dataset(ask.view(), {ask.parameter("dataset")});
    if (!dataset) return Failure{Kind::missing, "There is no such dataset"};
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Publish a new version");
    page.breadcrumbs = {{.text = t("Our registers"), .href = platform::local(ask, "/desk/steward")},
                        {.text = page.title}};
    auto fields = file_fields(t, form, dataset->id.text);
    fields += written_fields(t, {.may_be_found_out = true}, form);
    fields += html::button({.text = t("Upload and publish"), .prevent_double_click = true});
    page.main = html::narrow(html::markup<"{}{}{}">(
        html::page_heading(page.title, catalogue::in(t.language, dataset->title)),
        html::paragraph(t("Every row is checked against the description. The new version replaces "
                          "the current one at once and whole, or not at all.")),
        platform::posting_a_file(
            ask, fmt::format("/desk/steward/datasets/{}/version", dataset->id.text), fields)));
    return page;
}

Failure no_file() { return {Kind::invalid, "Choose a file", "/file"}; }

bool is_chosen(const Ask& ask, const Form& form) {
    return !form.value("upload").empty() || (ask.posted() && ask.posted()->file);
}

// The posted file becomes the content of an upload.
Result<Upload> keep_file(Desk& desk, const Ask& ask, const DatasetId& dataset) {
    const auto& posted = ask.posted();
    if (!posted) return within(posted.error(), "/file");
    if (!posted->file) return no_file();
    const auto& file = *posted->file;
    if (file.length == 0) return Failure{Kind::invalid, "This file is empty", "/file"};
    Upload upload{crypto::random_id(ask.at),  dataset, ask.caller().institution,
                  platform::by(ask.caller()), ask.at,  file.name};
    TRY(desk.uploads.begin(upload));
    auto kept =
        ask.request.body_file.empty()
            ? desk.uploads.append(upload.id, 0, ask.request.body.substr(file.offset, file.length))
            : desk.uploads.append_file(upload.id, 0, ask.request.body_file, file.offset,
                                       file.length);
    if (!kept) {
        desk.uploads.remove(upload.id);
        return kept.error();
    }
    return upload;
}

// The file came with the form, or before it in pieces.
Result<Upload> arrived_file(Desk& desk, const Ask& ask, const Form& form,
                            const DatasetId& dataset) {
    auto sent = form.value("upload");
    bool posted = ask.posted() && ask.posted()->file;
    if (sent.empty() || posted) return keep_file(desk, ask, dataset);
    auto upload = TRY(own_upload(desk, ask, sent));
    if (TRY(desk.uploads.offset(upload.id)) == 0)
        return Failure{Kind::invalid, "This file is empty", "/file"};
    if (upload.dataset == dataset) return upload;
    upload.dataset = dataset;
    TRY(desk.uploads.assign(upload));
    return upload;
}

Outcome free_id(const Ask& ask, const DatasetId& id) {
    TRY(catalogue::valid_id(id));
    if (catalogue::dataset(ask.view(), id))
        return Failure{
            Kind::conflict,
            "There is a dataset with this id; choose another, or publish a new version of it",
            "/dataset/id"};
    return {};
}

} // namespace

Result<Found> show_upload(Desk&, const Ask& ask) {
    return platform::shown(ask, TRY(upload_page(ask, Form())));
}

Result<Found> take_upload(Desk& desk, const Ask& ask) {
    Form form(ask);
    DatasetId id{form.value("dataset-id")};
    if (auto free = free_id(ask, id); !free) {
        auto chosen = is_chosen(ask, form) ? Outcome() : Outcome(no_file());
        auto all = Failures().add(free).add(chosen).told();
        return platform::shown_again(ask, form, all.error(), upload_page);
    }
    auto upload = arrived_file(desk, ask, form, id);
    if (!upload) return platform::shown_again(ask, form, upload.error(), upload_page);
    return platform::redirect(
        platform::local(ask, fmt::format("/desk/steward/uploads/{}", upload->id)));
}

Result<Found> show_version_upload(Desk&, const Ask& ask) {
    return platform::shown(ask, TRY(version_page(ask, Form())));
}

Result<Found> take_version_upload(Desk& desk, const Ask& ask) {
    Form form(ask);
    auto upload = arrived_file(desk, ask, form, {ask.parameter("dataset")});
    if (!upload) return platform::shown_again(ask, form, upload.error(), version_page);
    auto written = written_in(form);
    if (!written) return platform::shown_again(ask, form, written.error(), version_page);
    TRY(desk.publications.start(ask.caller(), {upload->id, Rejects::refuse, *written}));
    return platform::redirect(platform::local(ask, publication_path(upload->id)));
}

} // namespace vienreiz::distribution
