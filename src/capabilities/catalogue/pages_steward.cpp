#include "capabilities/catalogue/pages_steward.hpp"

#include "capabilities/catalogue/pages_description.hpp"
#include "capabilities/catalogue/pages_words.hpp"
#include "capabilities/catalogue/rules.hpp"
#include "capabilities/catalogue/view.hpp"
#include "platform/page_parts.hpp"

#include <fmt/format.h>

namespace vienreiz::catalogue {
namespace {

using platform::Ask;
using platform::Form;
using platform::Found;
using platform::Wish;

constexpr std::string_view desk = "/desk/steward";

Result<Dataset> dataset_of_page(const Ask& ask) {
    if (auto found = dataset(ask.view(), {ask.parameter("dataset")})) return std::move(*found);
    return Failure{Kind::missing, "There is no such dataset"};
}

Result<html::Page> desk_page(const Ask& ask, html::Sentence<0> title) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t(title);
    page.breadcrumbs = {{.text = t("Our registers"), .href = platform::local(ask, desk)},
                        {.text = page.title}};
    return page;
}

std::string path_of(const Dataset& dataset, std::string_view what) {
    return fmt::format("{}/datasets/{}/{}", desk, dataset.id.text, what);
}

// ---- revise
// --------------------------------------------------------------------------------------

Result<html::Page> revision_page(const Ask& ask, const Form& form) {
    auto known = TRY(dataset_of_page(ask));
    auto page = TRY(desk_page(ask, html::sentence("Edit the description")));
    auto t = page.words();
    page.main = html::narrow(html::markup<"{}{}">(
        html::page_heading(page.title, in(t.language, known.title)),
        html::paragraph(
            t("Names, types and the key stay as they are: agreements were signed on them. "
              "What you change here holds from the next publication and look-up."))));
    auto fields = description_fields(t, form, {known, {}, true});
    fields += html::button({.text = t("Save"), .prevent_double_click = true});
    page.main += platform::posting(ask, path_of(known, "description"), fields);
    return page;
}

Result<Found> show_revision(Ask& ask) {
    auto known = TRY(dataset_of_page(ask));
    return platform::shown(ask, TRY(revision_page(ask, form_of(known))));
}

Result<Wish> revise(Ask& ask) {
    Form form(ask);
    auto wanted = dataset_from(form, TRY(dataset_of_page(ask)), true);
    auto decide = wanted
                      ? Result<platform::Decide>(platform::decision_on(ask, ReviseDataset{*wanted}))
                      : Result<platform::Decide>(wanted.error());
    return platform::form_wish(ask, form, std::move(decide), revision_page, [&ask](const auto&) {
        return platform::after(ask, desk, "revised");
    });
}

// ---- withdraw
// ------------------------------------------------------------------------------------

Result<html::Page> withdrawal_page(const Ask& ask, const Form& form) {
    auto known = TRY(dataset_of_page(ask));
    auto page = TRY(desk_page(ask, html::sentence("Withdraw the dataset")));
    auto t = page.words();
    auto fields = html::textarea(t, {.name = "reason",
                                     .label = {t("Why it is withdrawn")},
                                     .hint = {t("Everybody can read this in the journal")},
                                     .error = form.error("reason"),
                                     .value = form.value("reason"),
                                     .rows = 3});
    fields += html::button(
        {.text = t("Withdraw"), .kind = html::Button::Kind::warning, .prevent_double_click = true});
    page.main = html::narrow(html::markup<"{}{}{}">(
        html::page_heading(page.title, in(t.language, known.title)),
        html::warning_text(t,
                           {.content = t("From then on nobody is answered from this dataset, "
                                         "whatever was agreed. The journal keeps what happened.")}),
        platform::posting(ask, path_of(known, "withdrawal"), fields)));
    return page;
}

Result<Found> show_withdrawal(Ask& ask) {
    return platform::shown(ask, TRY(withdrawal_page(ask, Form())));
}

Result<Wish> withdraw(Ask& ask) {
    Form form(ask);
    WithdrawDataset wish{{ask.parameter("dataset")}, form.value("reason")};
    return platform::form_wish(
        ask, form, platform::decision_on(ask, wish), withdrawal_page,
        [&ask](const auto&) { return platform::after(ask, desk, "withdrawn"); });
}

} // namespace

std::vector<platform::Endpoint> steward_pages() {
    using enum http::Method;
    using platform::Shows;
    auto own = platform::Access::people({platform::Role::steward}, platform::Tenant::own);
    std::string dataset = "/{language}/desk/steward/datasets/{dataset}";
    return {
        {get, dataset + "/description", "Edit a dataset's description", own,
         platform::Read(show_revision), Shows::page, steward_of},
        {post, dataset + "/description", "Revise a dataset from the page", own,
         platform::Write(revise), Shows::page, steward_of},
        {get, dataset + "/withdrawal", "Withdraw a dataset: the reason", own,
         platform::Read(show_withdrawal), Shows::page, steward_of},
        {post, dataset + "/withdrawal", "Withdraw a dataset from the page", own,
         platform::Write(withdraw), Shows::page, steward_of},
    };
}

} // namespace vienreiz::catalogue
