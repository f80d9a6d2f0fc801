// Refusing terms and ending an agreement: both take a reason.
#include "capabilities/agreements/pages.hpp"
#include "capabilities/agreements/rules.hpp"

namespace vienreiz::agreements {
namespace {

using html::Words;

struct Asked {
    html::Sentence<0> title, what_happens, button;
    std::string_view path;
};

constexpr Asked refusal{html::sentence("Refuse the terms"),
                        html::sentence("The other side reads your reason. A first agreement is "
                                       "over with this; one in force goes on as it was."),
                        html::sentence("Refuse"), "refusal"};
constexpr Asked ending{html::sentence("End the agreement"),
                       html::sentence("It ends at once: the next look-up under it is refused. It "
                                      "cannot be taken back; a new agreement can be requested."),
                       html::sentence("End the agreement"), "end"};

Result<html::Page> reason_page(const Ask& ask, const Form& form, const Asked& asked) {
    auto agreement = TRY(agreement_of_page(ask));
    Words t{platform::language_of(ask)};
    auto page = TRY(page_below(ask, agreement, t(asked.title)));
    auto fields = html::markup<"{}{}">(html::textarea(t, {.name = "reason",
                                                          .label = {t("Reason")},
                                                          .error = form.error("reason"),
                                                          .value = form.value("reason"),
                                                          .rows = 3}),
                                       html::button({.text = t(asked.button),
                                                     .kind = html::Button::Kind::warning,
                                                     .prevent_double_click = true}));
    page.main = html::narrow(html::markup<"{}{}{}">(
        html::page_heading(page.title, dataset_title(ask.view(), t.language, agreement.dataset)),
        html::warning_text(t, {.content = t(asked.what_happens)}),
        platform::posting(ask, agreement_path(agreement.id, asked.path), fields)));
    return page;
}

Result<html::Page> refusal_page(const Ask& ask, const Form& form) {
    return reason_page(ask, form, refusal);
}
Result<html::Page> ending_page(const Ask& ask, const Form& form) {
    return reason_page(ask, form, ending);
}

} // namespace

Result<Found> show_refusal(Ask& ask) {
    return platform::shown(ask, TRY(refusal_page(ask, Form())));
}
Result<Found> show_end(Ask& ask) { return platform::shown(ask, TRY(ending_page(ask, Form()))); }

Result<Wish> take_refusal(Ask& ask) {
    Form form(ask);
    AgreementId id{ask.parameter("agreement")};
    return platform::form_wish(
        ask, form, platform::decision_on(ask, RefuseTerms{id, form.value("reason")}), refusal_page,
        [&ask, id](const auto&) { return platform::after(ask, agreement_path(id), "refused"); });
}

Result<Wish> take_end(Ask& ask) {
    Form form(ask);
    AgreementId id{ask.parameter("agreement")};
    return platform::form_wish(
        ask, form, platform::decision_on(ask, EndAgreement{id, form.value("reason")}), ending_page,
        [&ask, id](const auto&) { return platform::after(ask, agreement_path(id), "ended"); });
}

} // namespace vienreiz::agreements
