#include "capabilities/person/pages.hpp"

#include "base/limits.hpp"

namespace vienreiz::person {
namespace {

// Purposes and legal bases are written by the institutions, in Latvian.
html::Markup in_latvian(std::string_view text) {
    return html::markup<R"(<span lang="lv">{}</span>)">(text);
}

const std::string& in(const html::Words& t, const institutions::Title& title) {
    return t.language == html::Language::lv ? title.lv : title.en;
}

html::Markup receipt_link(const html::Words& t, const LookUp& look_up) {
    // The number tells one link from the next for those who hear them out of the table.
    return html::link(look_up.receipt, t("Receipt {}", look_up.entry));
}

std::vector<html::Cell> row_of(const html::Words& t, const LookUp& look_up) {
    auto purpose = look_up.agreement ? in_latvian(look_up.purpose)
                                     : html::markup<"{}">(t("The register's own work"));
    return {{.content = platform::shown_time(t, look_up.at)},
            {.content = in(t, look_up.institution)},
            {.content = in(t, look_up.title)},
            {.content = std::move(purpose)},
            {.content = in_latvian(look_up.legal_basis)},
            {.content = receipt_link(t, look_up), .classes = "vz-line"}};
}

html::Markup explanation(const html::Words& t) {
    auto text = html::markup<
        R"(<p class="govuk-body">{}</p><p class="govuk-body">{}</p><pre class="vz-command"><code>vienreiz verify receipt.tlog-proof --vkey access.vkey</code></pre>)">(
        t("A receipt proves that the look-up is in the journal and that nobody can remove it "
          "unseen. Keep it, and check it whenever you like, without us:"),
        t.rich("The verifier key is on the page {}.",
               html::link(html::address(t.language, "/journals"), t("Journals"))));
    return html::details({.summary = t("What a receipt is for"), .content = std::move(text)});
}

} // namespace

html::Markup look_ups_body(const html::Words& t, const std::vector<LookUp>& look_ups) {
    if (look_ups.empty())
        return html::inset_text(
            {.content = t("Nobody has looked at your data through this node.")});
    html::Table table{.caption = t.plural(look_ups.size(), "{} look-up, the newest first",
                                          "{} look-ups, the newest first"),
                      .caption_classes = "govuk-table__caption--m",
                      .head = {{.content = t("When")},
                               {.content = t("Institution")},
                               {.content = t("Dataset")},
                               {.content = t("Purpose")},
                               {.content = t("Legal basis")},
                               {.content = t("Receipt")}}};
    for (const auto& look_up : look_ups) table.rows.push_back(row_of(t, look_up));
    auto out = html::scrolling(html::table(table), t("Who looked at my data"));
    if (look_ups.size() == limits::look_ups_shown)
        out += html::paragraph(
            t("Only the newest look-ups are shown. The older ones are kept as well."));
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
    else
        page.main = html::markup<"{}{}">(
            intro,
            look_ups_body(t, TRY(look_ups_on(ask.node, ask.view(), ask.caller().person_tag))));
    return platform::shown(ask, page);
}

} // namespace vienreiz::person
