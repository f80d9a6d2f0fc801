// The drafted description of an uploaded file, for the steward to correct; saving it publishes the
// file.
#include "capabilities/catalogue/api.hpp"
#include "capabilities/distribution/correcting.hpp"
#include "capabilities/distribution/pages_written.hpp"
#include "platform/node.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::distribution {
namespace {

// What the page is about: the draft of a new dataset, or the description of one in which nothing is
// published yet.
struct Subject {
    Upload upload;
    catalogue::DraftedDataset drafted;
    bool correction = false;
};

// Why the draft took each column for what it did; fields and columns may no longer stand alike.
std::vector<table::Reason> reasons_for(const catalogue::Dataset& dataset,
                                       const catalogue::DraftedDataset& drafted) {
    std::vector<table::Reason> out;
    for (const auto& field : dataset.fields) {
        const auto& columns = drafted.dataset.fields;
        auto at = std::ranges::find(columns, field.source, &catalogue::Field::source);
        out.push_back(at == columns.end()
                          ? table::Reason{}
                          : drafted.reasons[static_cast<std::size_t>(at - columns.begin())]);
    }
    return out;
}

Result<Subject> subject_of(const Desk& desk, const Ask& ask, const table::WrittenAs& said) {
    Subject out{TRY(own_upload(desk, ask)), {}};
    out.drafted = TRY(drafted_from(desk, out.upload, said));
    auto known = catalogue::dataset(ask.view(), out.upload.dataset);
    if (!known || known->steward != out.upload.institution) return out;
    TRY(may_be_corrected(ask.view(), known->id));
    out.correction = true;
    out.drafted.reasons = reasons_for(*known, out.drafted);
    out.drafted.dataset = std::move(*known);
    out.drafted.warnings.clear(); // decided already
    return out;
}

html::Markup introduction(const html::Words& t, const catalogue::DraftedDataset& drafted) {
    auto rows = t.plural(drafted.rows, "{} row", "{} rows");
    auto columns = t.plural(drafted.dataset.fields.size(), "{} column", "{} columns");
    return html::paragraph(
        t("The file has {} and {}. Correct what was misread and say what only you "
          "know; the types were judged over every row.",
          rows, columns));
}

html::Markup letters_read(const html::Words& t, const std::vector<std::string>& letters) {
    if (letters.empty())
        return html::paragraph(t("No value holds a letter that would tell one encoding from "
                                 "another."));
    html::Markup values;
    for (const auto& value : letters) values += html::markup<R"(<li lang="">{}</li>)">(value);
    return html::markup<R"({}<ul class="govuk-list govuk-list--bullet">{}</ul>)">(
        html::paragraph(
            t("Values as they are read. If a letter is wrong, choose another encoding.")),
        values);
}

// A form of its own, before the description: another way to read the file begins it anew.
html::Markup how_it_is_read(const Ask& ask, const html::Words& t, const Subject& about) {
    auto fields = written_fields(t, {.chosen = about.drafted.written});
    fields += html::button(
        {.text = t("Read the file in this way"), .kind = html::Button::Kind::secondary});
    return html::narrow(html::markup<R"({}{}<form method="get" action="{}" novalidate>{}</form>)">(
        html::heading(2, {{"class", "govuk-heading-m"}}, t("How the file is read")),
        letters_read(t, about.drafted.letters),
        platform::local(ask, fmt::format("/desk/steward/uploads/{}", about.upload.id)), fields));
}

Result<html::Page> description_page(const Ask& ask, const Form& form, const Subject& about) {
    const auto& drafted = about.drafted;
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = about.correction ? t("Correct the description") : t("Describe the register");
    page.breadcrumbs = {{.text = t("Our registers"), .href = platform::local(ask, "/desk/steward")},
                        {.text = page.title}};
    auto caption =
        about.correction ? catalogue::in(t.language, drafted.dataset.title) : t("Step 2 of 2");
    auto fields = hidden_written(drafted.written);
    fields += catalogue::description_fields(t, form, {drafted.dataset, drafted.reasons});
    fields += html::button({.text = t("Save and publish"), .prevent_double_click = true});
    page.main = html::narrow(
        html::markup<"{}{}">(html::page_heading(page.title, caption), introduction(t, drafted)));
    for (const auto& warning : drafted.warnings)
        page.main += html::narrow(html::warning_text(t, {.content = catalogue::told(t, warning)}));
    page.main += how_it_is_read(ask, t, about);
    page.main +=
        platform::posting(ask, fmt::format("/desk/steward/uploads/{}", about.upload.id), fields);
    return page;
}

platform::Decide decision(const Ask& ask, const Subject& about, catalogue::Dataset dataset) {
    if (about.correction) return platform::decision_on(ask, CorrectDescription{std::move(dataset)});
    return platform::decision_on(ask, catalogue::DescribeDataset{std::move(dataset)});
}

Outcome describe_and_publish(Desk& desk, const Ask& ask, const Form& form, const Subject& about) {
    auto dataset =
        TRY(catalogue::dataset_from(form, about.drafted.dataset, catalogue::Fixed::nothing));
    TRY(ask.node.decide(ask.caller(), decision(ask, about, std::move(dataset))));
    return desk.publications.start(ask.caller(),
                                   {about.upload.id, Rejects::refuse, about.drafted.written});
}

} // namespace

Result<Found> show_description(Desk& desk, const Ask& ask) {
    auto about = TRY(subject_of(desk, ask, TRY(written_in_address(ask))));
    return platform::shown(
        ask, TRY(description_page(ask, catalogue::form_of(about.drafted.dataset), about)));
}

Result<Found> take_description(Desk& desk, const Ask& ask) {
    Form form(ask);
    auto about = TRY(subject_of(desk, ask, TRY(written_in(form))));
    if (auto done = describe_and_publish(desk, ask, form, about); !done)
        return platform::shown_again(ask, std::move(form), done.error(),
                                     [&](const Ask& again, const Form& filled) {
                                         return description_page(again, filled, about);
                                     });
    return platform::redirect(platform::local(ask, publication_path(about.upload.id)));
}

} // namespace vienreiz::distribution
