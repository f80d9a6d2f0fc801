// Agreements by what they wait for: the whole list, and the signatory's desk.
#include "capabilities/agreements/pages.hpp"

#include <algorithm>

namespace vienreiz::agreements {
namespace {

using html::Markup;
using html::Words;
using Some = std::vector<Agreement>;

struct Sorted {
    Some ours, theirs, in_force, over;
};

Sorted sorted(const platform::Caller& caller, Some all, Day today) {
    Sorted out;
    for (auto& one : all) {
        auto side = side_of(caller, one);
        auto turn = side ? turn_of(one, *side) : one.proposal ? Turn::theirs : Turn::nobody;
        if (is_over(one, today)) {
            out.over.push_back(std::move(one));
            continue;
        }
        if (turn == Turn::ours) out.ours.push_back(one);
        if (turn == Turn::theirs) out.theirs.push_back(one);
        if (state_on(one, today) == State::active)
            out.in_force.push_back(std::move(one)); // an amendment waits besides
    }
    return out;
}

html::Task task_of(const Ask& ask, const Words& t, const Agreement& one) {
    auto name = [&](const InstitutionId& id) {
        return institution_name(ask.view(), t.language, id);
    };
    const auto* proposal = shown_proposal(one);
    return {.title = dataset_title(ask.view(), t.language, one.dataset),
            .href = platform::local(ask, agreement_path(one.id)),
            .hint = html::markup<"{}<br>{}">(
                t("{} gives, {} receives", name(one.provider), name(one.receiver)),
                proposal ? proposal->terms.purpose : std::string()),
            .status = standing_tag(t, one, riga_day(ask.at))};
}

Markup section(const Ask& ask, const Words& t, std::string title, const Some& some,
               std::string id_prefix) {
    if (some.empty()) return {};
    html::TaskList list{.id_prefix = std::move(id_prefix)};
    for (const auto& one : some) list.tasks.push_back(task_of(ask, t, one));
    return html::markup<"{}{}">(html::heading(2, {{"class", "govuk-heading-m"}}, title),
                                html::task_list(list));
}

bool sees_all(const platform::Caller& caller) {
    return caller.institution.empty() &&
           caller.roles.any_of({platform::Role::auditor, platform::Role::operator_});
}

Some ending_soon(const Some& in_force, Day today) {
    constexpr std::chrono::days soon{30};
    Some out;
    for (const auto& one : in_force)
        if (one.in_force->terms.ends - today <= soon) out.push_back(one);
    return out;
}

} // namespace

Result<Found> show_agreements(Ask& ask) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    bool all = sees_all(ask.caller());
    page.title = all ? t("Agreements of all institutions") : t("Agreements");
    auto some = sorted(ask.caller(),
                       all ? all_agreements(ask.view())
                           : agreements_of(ask.view(), ask.caller().institution),
                       riga_day(ask.at));
    Markup body = html::page_heading(page.title);
    if (all)
        body += html::paragraph(t.rich("Each step of every agreement is an entry of the {}.",
                                       html::link("/journals", t("journal"))));
    if (ask.caller().roles.has(platform::Role::signatory))
        body += html::button(
            {.text = t("Request an agreement"), .href = platform::local(ask, "/agreements/new")});
    body += section(ask, t, t("Waiting for us"), some.ours, "ours");
    body += section(ask, t, all ? t("Being agreed") : t("Waiting for the other side"), some.theirs,
                    "theirs");
    body += section(ask, t, t("Active"), some.in_force, "active");
    body += section(ask, t, t("Over"), some.over, "over");
    if (some.ours.empty() && some.theirs.empty() && some.in_force.empty() && some.over.empty())
        body += html::inset_text({.content = t("There are no agreements yet.")});
    page.main = html::narrow(body);
    return platform::shown(ask, page);
}

Result<Found> show_signatory_desk(Ask& ask) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Signing");
    auto today = riga_day(ask.at);
    auto some = sorted(ask.caller(), agreements_of(ask.view(), ask.caller().institution), today);
    Markup body = html::page_heading(
        page.title, institution_name(ask.view(), t.language, ask.caller().institution));
    body += some.ours.empty() ? html::paragraph(t("Nothing waits for you."))
                              : section(ask, t, t("Waiting for you"), some.ours, "ours");
    body += section(ask, t, t("Ends within 30 days"), ending_soon(some.in_force, today), "ending");
    body += section(ask, t, t("Waiting for the other side"), some.theirs, "theirs");
    body += section(ask, t, t("Active"), some.in_force, "active");
    body += html::button({.text = t("Request an agreement"),
                          .kind = html::Button::Kind::secondary,
                          .href = platform::local(ask, "/agreements/new")});
    page.main = html::narrow(body);
    return platform::shown(ask, page);
}

} // namespace vienreiz::agreements
