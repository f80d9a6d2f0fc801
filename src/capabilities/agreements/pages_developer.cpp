// What the developer's institution may ask for, under which agreement, with lines to try it.
#include "capabilities/agreements/pages.hpp"
#include "platform/node.hpp"

#include <fmt/format.h>

namespace vienreiz::agreements {
namespace {

using html::Markup;
using html::Words;

std::string curl_lines(const Ask& ask, const Words& t, const Agreement& one) {
    const auto& terms = one.in_force->terms;
    auto base =
        fmt::format("{}/api/datasets/{}/rows", ask.node.options.public_url, one.dataset.text);
    return fmt::format("# {3}\ncurl -i -H \"Authorization: Bearer $TOKEN\" "
                       "'{0}/KEY?agreement={1}'\n"
                       "# {4}\ncurl -i -H \"Authorization: Bearer $TOKEN\" "
                       "'{0}?keys=KEY,KEY&fields={2}&agreement={1}'",
                       base, one.id.text, terms.fields.front(), t("one row by its key"),
                       t("several rows, fewer fields"));
}

Markup usable(const Ask& ask, const Words& t, const Agreement& one) {
    auto title = dataset_title(ask.view(), t.language, one.dataset);
    Markup out = html::heading(2, {{"class", "govuk-heading-m"}}, title);
    out += terms_list(t, ask.view(), one, one.in_force->terms);
    out += html::paragraph(
        html::link(platform::local(ask, agreement_path(one.id)), t("The agreement")));
    out += platform::command_lines(t, "curl-" + one.id.text, curl_lines(ask, t, one));
    return out;
}

} // namespace

Result<Found> show_what_may_be_asked(Ask& ask) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Data your systems may ask for");
    page.breadcrumbs = {{.text = t("For developers"), .href = platform::local(ask, "/developer")},
                        {.text = page.title}};
    Markup body = html::page_heading(
        page.title, institution_name(ask.view(), t.language, ask.caller().institution));
    body += html::paragraph(t("Every answer carries a receipt in its header \"Receipt\": a proof, "
                              "for anyone, of what was asked and on what basis."));
    body += html::paragraph(platform::check_link(t));
    bool any = false;
    for (const auto& one : agreements_of(ask.view(), ask.caller().institution)) {
        if (one.receiver != ask.caller().institution || !in_force_on(one, riga_day(ask.at)) ||
            !catalogue::dataset(ask.view(), one.dataset))
            continue;
        body += usable(ask, t, one);
        any = true;
    }
    if (!any)
        body += html::inset_text({.content = t("Your institution has no agreement in force. A "
                                               "signatory of yours requests one.")});
    page.main = html::narrow(body);
    return platform::shown(ask, page);
}

} // namespace vienreiz::agreements
