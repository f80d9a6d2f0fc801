#include "capabilities/person/pages.hpp"

#include "platform/page_parts.hpp"

#include <fmt/format.h>

namespace vienreiz::person {
namespace {

// Purposes and legal bases are written by the institutions, in Latvian.
html::Markup in_latvian(std::string_view text) {
    return html::markup<R"(<span lang="lv">{}</span>)">(text);
}

const std::string& in(const html::Words& t, const institutions::Title& title) {
    return t.language == html::Language::lv ? title.lv : title.en;
}

// The name it had then; and what became of it since.
html::Markup dataset_then(const html::Words& t, const LookUp& look_up) {
    auto out = html::markup<"{}">(in(t, look_up.title));
    if (look_up.now)
        out += html::markup<R"(<br><span class="govuk-hint">{}</span>)">(
            t("Now called {}", in(t, *look_up.now)));
    if (look_up.withdrawn)
        out += html::markup<R"(<br><span class="govuk-hint">{}</span>)">(
            t("Withdrawn on {}", platform::shown_day(t, riga_day(*look_up.withdrawn))));
    return out;
}

std::string look_up_address(const html::Words& t, const LookUp& look_up) {
    return html::address(t.language, "/person/look-ups/" + std::to_string(look_up.entry));
}

std::vector<html::Cell> row_of(const platform::Ask& ask, const html::Words& t,
                               const LookUp& look_up) {
    auto purpose = look_up.agreement ? in_latvian(look_up.purpose)
                                     : html::markup<"{}">(t("The register's own work"));
    return {
        {.content = html::link(look_up_address(t, look_up), platform::shown_time(t, look_up.at))},
        {.content = in(t, look_up.institution)},
        {.content = dataset_then(t, look_up)},
        {.content = std::move(purpose)},
        {.content = in_latvian(look_up.legal_basis)},
        {.content = platform::receipt_link(ask, t, "access", look_up.entry), .classes = "vz-line"}};
}

html::Markup explanation(const html::Words& t) {
    auto text = html::markup<
        R"(<p class="govuk-body">{}</p><p class="govuk-body">{}</p><p class="govuk-body">{}</p><pre class="vz-command"><code>vienreiz verify receipt.tlog-proof --vkey access.vkey</code></pre>)">(
        t("A receipt proves that the look-up is in the journal and that nobody can remove it "
          "unseen. Keep it, and check it whenever you like, without us:"),
        platform::check_link(t),
        t.rich("The verifier key is on the page {}.",
               html::link(html::address(t.language, "/journals"), t("Journals"))));
    return html::details({.summary = t("What a receipt is for"), .content = std::move(text)});
}

// How many there are, as far as this page knows.
std::string caption(const html::Words& t, const LookUps& look_ups, bool begins) {
    auto count = look_ups.newest_first.size();
    if (!begins) return t.plural(count, "{} older look-up", "{} older look-ups");
    if (look_ups.older) return t.plural(count, "The newest {} look-up", "The newest {} look-ups");
    return t.plural(count, "{} look-up, the newest first", "{} look-ups, the newest first");
}

html::Markup way_to_the_newest(const html::Words& t) {
    return html::paragraph(
        html::link(html::address(t.language, "/person"), t("The newest look-ups")));
}

// The fields by the names people read, as far as they are still described.
html::Markup fields_then(const html::Words& t, const store::Snapshot& view, const LookUp& look_up) {
    auto dataset = catalogue::dataset(view, look_up.dataset);
    html::Markup items;
    for (const auto& name : look_up.terms->fields) {
        auto at = dataset ? catalogue::position(*dataset, name) : std::nullopt;
        items += html::markup<"<li>{}</li>">(at ? in(t, dataset->fields[*at].label) : name);
    }
    return html::markup<R"(<ul class="govuk-list govuk-list--bullet">{}</ul>)">(items);
}

html::Markup details_of(const platform::Ask& ask, const html::Words& t, const LookUp& look_up) {
    html::SummaryList list;
    list.rows = {{.key = t("When"), .value = platform::shown_time(t, look_up.at)},
                 {.key = t("Institution"), .value = in(t, look_up.institution)},
                 {.key = t("Registration number"), .value = look_up.institution_number},
                 {.key = t("Dataset"), .value = dataset_then(t, look_up)}};
    if (!look_up.agreement)
        list.rows.push_back({.key = t("Purpose"), .value = t("The register's own work")});
    else
        list.rows.push_back({.key = t("Purpose"), .value = in_latvian(look_up.purpose)});
    list.rows.push_back({.key = t("Legal basis"), .value = in_latvian(look_up.legal_basis)});
    if (look_up.terms) {
        const auto& terms = *look_up.terms;
        list.rows.push_back({.key = t("Agreement"),
                             .value = html::markup<"{}, {}">(look_up.agreement->text,
                                                             t("revision {}", terms.revision))});
        list.rows.push_back(
            {.key = t("Fields it could be given"), .value = fields_then(t, ask.view(), look_up)});
        list.rows.push_back({.key = t("First day"), .value = platform::shown_day(t, terms.starts)});
        list.rows.push_back({.key = t("Last day"), .value = platform::shown_day(t, terms.ends)});
    }
    if (look_up.people)
        list.rows.push_back(
            {.key = t("Asked for"),
             .value = t("A download that holds {} people", grouped(*look_up.people))});
    list.rows.push_back(
        {.key = t("Receipt"), .value = platform::receipt_link(ask, t, "access", look_up.entry)});
    return html::summary_list(list);
}

} // namespace

html::Markup look_ups_body(const platform::Ask& ask, const html::Words& t, const LookUps& look_ups,
                           bool begins) {
    const auto& all = look_ups.newest_first;
    if (all.empty() && begins && !look_ups.unknown)
        return html::inset_text(
            {.content = t("Nobody has looked at your data through this node.")});
    auto out = begins ? html::Markup{} : way_to_the_newest(t);
    if (look_ups.unknown)
        out += html::inset_text(
            {.content = t("Of {} downloads of whole registers this node cannot tell whether your "
                          "data was in them: another node gave them.",
                          look_ups.unknown)});
    if (all.empty())
        return html::markup<"{}{}">(
            out, html::inset_text({.content = t("There are no older look-ups.")}));
    html::Table table{.caption = caption(t, look_ups, begins),
                      .caption_classes = "govuk-table__caption--m",
                      .head = {{.content = t("When")},
                               {.content = t("Institution")},
                               {.content = t("Dataset")},
                               {.content = t("Purpose")},
                               {.content = t("Legal basis")},
                               {.content = t("Receipt")}},
                      .rows = {},
                      .stacked = true};
    for (const auto& look_up : all) table.rows.push_back(row_of(ask, t, look_up));
    out += html::scrolling(html::table(table), t("Who looked at my data"));
    if (look_ups.older)
        out += html::pagination(
            t, {.next = html::Neighbour{
                    .href = html::address(t.language,
                                          fmt::format("/person?before={}", *look_ups.older)),
                    .text = t("Older look-ups")}});
    out += explanation(t);
    return out;
}

Result<platform::Found> own_page(platform::Ask& ask) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Who looked at my data");
    auto intro = html::narrow(html::markup<"{}{}">(
        html::page_heading(page.title),
        html::lead(
            t("Every look-up of you by an institution is written down before the institution gets "
              "its answer. Here is who looked, when, why, and by which law."))));
    if (ask.caller().person_tag.empty())
        page.main = html::markup<"{}{}">(
            intro,
            html::inset_text(
                {.content = t(
                     "Your personal code is not known here, so look-ups on you cannot be found")}));
    else {
        Stretch wanted{.before = TRY(before_of(ask.request)), .most = limits::look_ups_on_page};
        auto found = TRY(look_ups_on(ask.node, ask.view(), ask.caller().person_tag, wanted));
        page.main = html::markup<"{}{}">(intro, look_ups_body(ask, t, found, !wanted.before));
    }
    return platform::shown(ask, page);
}

Result<platform::Found> look_up_page(platform::Ask& ask) {
    auto entry = number<std::uint64_t>(ask.parameter("entry"));
    if (!entry || ask.caller().person_tag.empty())
        return Failure{Kind::missing, "There is no such look-up on you"};
    auto look_up = TRY(look_up_on(ask.node, ask.view(), ask.caller().person_tag, *entry));
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("A look-up of your data");
    auto intro = html::narrow(html::markup<"{}{}">(
        html::page_heading(page.title),
        html::lead(t("This is what was agreed on when the institution looked, whatever was changed "
                     "since."))));
    page.main =
        html::markup<"{}{}{}{}">(intro, details_of(ask, t, look_up), explanation(t),
                                 html::paragraph(html::link(html::address(t.language, "/person"),
                                                            t("All look-ups of your data"))));
    return platform::shown(ask, page);
}

} // namespace vienreiz::person
