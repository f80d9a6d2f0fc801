#include "capabilities/agreements/pages_words.hpp"

#include "platform/node.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::agreements {
namespace {

using html::Markup;
using html::Words;

html::Sentence<0> sentence_of_step(std::string_view what) {
    using html::sentence;
    if (what == AgreementRequested::type) return sentence("Requested");
    if (what == TermsOffered::type) return sentence("Terms offered");
    if (what == TermsAccepted::type) return sentence("Terms accepted");
    if (what == TermsRefused::type) return sentence("Terms refused");
    if (what == AgreementSigned::type) return sentence("Signed");
    if (what == AgreementActivated::type) return sentence("In force");
    if (what == catalogue::DatasetWithdrawn::type) return sentence("Dataset withdrawn");
    return sentence("Ended");
}

// A field by its label and name, and what class of personal data it holds.
Markup field_item(const Words& t, const std::optional<catalogue::Dataset>& dataset,
                  const std::string& name) {
    auto at = dataset ? catalogue::position(*dataset, name) : std::nullopt;
    if (!at) return html::markup<"<li>{}</li>">(html::code(name));
    const auto& field = dataset->fields[*at];
    auto personal =
        field.personal == catalogue::Personal::none
            ? Markup{}
            : html::markup<" {}">(html::tag({.text = t(catalogue::sentence_of(field.personal)),
                                             .colour = html::Tag::Colour::yellow}));
    return html::markup<"<li>{} {}{}</li>">(catalogue::in(t.language, field.label),
                                            html::code(name), personal);
}

Markup bullets(const Markup& items) {
    return html::markup<R"(<ul class="govuk-list govuk-list--bullet">{}</ul>)">(items);
}

} // namespace

std::optional<Side> side_of(const platform::Caller& caller, const Agreement& agreement) {
    if (caller.institution.empty()) return {};
    if (caller.institution == agreement.provider) return Side::provider;
    if (caller.institution == agreement.receiver) return Side::receiver;
    return {};
}

Turn turn_of(const Agreement& agreement, Side side) {
    const auto& open = agreement.proposal;
    if (!open) return Turn::nobody;
    if (!open->accepted) return open->offered_by == side ? Turn::theirs : Turn::ours;
    bool signed_already = std::ranges::any_of(
        open->signatures, [&](const Signature& one) { return one.side == side; });
    return signed_already ? Turn::theirs : Turn::ours;
}

bool is_over(const Agreement& agreement, Day today) {
    return is_closed(agreement) ||
           (!agreement.proposal && state_on(agreement, today) == State::expired);
}

bool in_force_on(const Agreement& agreement, Day today) {
    return state_on(agreement, today) == State::active && agreement.in_force->terms.starts <= today;
}

const Proposal* shown_proposal(const Agreement& agreement) {
    if (agreement.proposal) return &*agreement.proposal;
    return agreement.in_force ? &*agreement.in_force : nullptr;
}

Markup standing_tag(const Words& t, const Agreement& agreement, Day today) {
    using enum html::Tag::Colour;
    switch (state_on(agreement, today)) {
    case State::refused:
        return html::tag({.text = t("Refused"), .colour = red});
    case State::ended:
        return html::tag({.text = t("Ended"), .colour = grey});
    case State::expired:
        return html::tag({.text = t("Expired"), .colour = grey});
    case State::active:
        return today < agreement.in_force->terms.starts
                   ? html::tag({.text = t("Begins later"), .colour = teal})
                   : html::tag({.text = t("In force"), .colour = green});
    case State::accepted:
        return html::tag({.text = t("To be signed"), .colour = blue});
    case State::offered:
        break;
    }
    if (agreement.proposal && agreement.proposal->revision == 1)
        return html::tag({.text = t("Requested"), .colour = yellow});
    return html::tag({.text = t("Other terms offered"), .colour = yellow});
}

std::string institution_name(const store::Snapshot& view, html::Language language,
                             const InstitutionId& id) {
    auto found = institutions::institution(view, id);
    return found ? catalogue::in(language, found->name) : id.text;
}

std::string dataset_title(const store::Snapshot& view, html::Language language,
                          const DatasetId& id) {
    auto found = catalogue::dataset(view, id);
    return found ? catalogue::in(language, found->title) : id.text;
}

std::string agreement_path(const AgreementId& id, std::string_view what) {
    return fmt::format("/agreements/{}{}{}", id.text, what.empty() ? "" : "/", what);
}

Markup terms_list(const Words& t, const store::Snapshot& view, const Agreement& agreement,
                  const Terms& terms) {
    auto dataset = catalogue::dataset(view, agreement.dataset);
    Markup fields;
    for (const auto& name : terms.fields) fields += field_item(t, dataset, name);
    html::SummaryList list;
    list.rows = {{.key = t("Purpose"), .value = terms.purpose},
                 {.key = t("Legal basis"), .value = terms.legal_basis},
                 {.key = t("Fields"), .value = bullets(fields)}};
    if (terms.filter) {
        std::string values;
        for (const auto& value : terms.filter->values)
            values += (values.empty() ? "" : ", ") + value;
        list.rows.push_back(
            {.key = t("Only rows where"),
             .value = html::markup<"{}: {}">(html::code(terms.filter->field), values)});
    }
    list.rows.push_back(
        {.key = t("Limits"),
         .value = t("{} answers a day, {} rows in an answer", grouped(terms.limits.answers_per_day),
                    grouped(terms.limits.rows_per_answer))});
    list.rows.push_back({.key = t("First day"), .value = platform::shown_day(t, terms.starts)});
    list.rows.push_back(
        {.key = t("Last day"),
         .value = html::markup<"{}<br>{}">(platform::shown_day(t, terms.ends),
                                           t("Both days included, by the time of Latvia"))});
    return html::summary_list(list);
}

Markup history_table(const Words& t, const platform::Ask& ask, const AgreementId& id) {
    html::Table table{.caption = t("History"), .caption_classes = "govuk-table__caption--m"};
    table.head = {{.content = t("When")},
                  {.content = t("What")},
                  {.content = t("Who")},
                  {.content = t("Receipt")}};
    for (const auto& step : history(ask.view(), id)) {
        auto what = t(sentence_of_step(step.what));
        if (step.revision) what += ", " + t("revision {}", *step.revision);
        if (step.reason) what += ": " + *step.reason;
        constexpr std::string_view person = "person:";
        auto who = step.by.starts_with(person)
                       ? institutions::name_of(ask.node, {step.by.substr(person.size())})
                       : std::string();
        table.rows.push_back({{.content = platform::shown_time(t, step.at)},
                              {.content = what},
                              {.content = who},
                              {.content = platform::receipt_link(ask, t, "main", step.entry)}});
    }
    return html::markup<"{}{}">(html::scrolling(html::table(table), t("History")),
                                html::paragraph(platform::check_link(t)));
}

} // namespace vienreiz::agreements
