// The journals for people: what they are, their keys, and how to check a receipt without us.
#include "capabilities/portal/pages.hpp"

#include <fmt/format.h>

namespace vienreiz::portal {
namespace {

std::string purpose_of(const html::Words& t, std::string_view journal) {
    if (journal == "main")
        return t("Institutions, datasets, versions and agreements: every change, for everybody to "
                 "read.");
    if (journal == "root")
        return t(
            "The checkpoints of the other two, every few seconds: who watches this one watches "
            "all of them.");
    return t("Who asked for what, under which agreement: every answer. The entries are shown to "
             "auditors, each receipt to those it concerns; the tree is for everybody to check.");
}

html::Markup journal_part(const html::Words& t, std::string_view name,
                          const journal::Journal& journal,
                          const std::optional<witness::Final>& final_one) {
    auto address = [&](std::string_view after) {
        auto path = fmt::format("/journals/{}/{}", name, after);
        return html::link(path, html::code(path));
    };
    std::vector<html::SummaryRow> rows{
        {.key = t("Origin"), .value = html::code(journal.origin())},
        {.key = t("Verifier key"), .value = html::code(journal.vkey())},
        {.key = t("Entries"), .value = grouped(journal.size())},
        {.key = t("Key as a file"), .value = address("vkey")},
        {.key = t("Trust policy"), .value = address("policy")},
        {.key = t("Checkpoint"), .value = address("checkpoint")},
        {.key = t("Tiles"), .value = html::code(fmt::format("/journals/{}/tile/", name))}};
    if (final_one) {
        html::SummaryRow witnessed{.key = t("Entries that witnesses have cosigned"),
                                   .value = grouped(final_one->size)};
        rows.insert(rows.begin() + 3, std::move(witnessed));
    }
    return html::markup<
        R"(<h2 class="govuk-heading-m" id="{}">{}</h2>{}{}<h3 class="govuk-heading-s">{}</h3>{})">(
        name, t("Journal “{}”", name), html::paragraph(purpose_of(t, name)),
        html::summary_list({.rows = std::move(rows)}), t("Newest checkpoint"),
        command_text(t, !final_one                ? journal.checkpoint()
                        : final_one->note.empty() ? t("The witnesses have cosigned none yet.")
                                                  : final_one->note));
}

html::Markup how_to_verify(const html::Words& t, const std::string& url) {
    return html::markup<"{}{}{}{}{}{}">(
        section_heading(t("How to verify a receipt")),
        html::paragraph(t.rich("Drop it on the page {}: your browser verifies it, and nothing is "
                               "sent.",
                               html::link(html::address(t.language, "/check"), t("Check us")))),
        html::paragraph(t("A receipt holds the entry, its place in the tree and a signed "
                          "checkpoint. To verify it you need the receipt and the journal's trust "
                          "policy, and neither this site nor the network:")),
        command_text(t, verify_commands(url), "verify-commands"),
        html::paragraph(t("Get the policy once and keep it. With the answer given as well, the "
                          "command also proves that the receipt is for that very answer.")),
        html::paragraph(t("The formats are public, so tools that are not ours can do the same: "
                          "C2SP tlog-tiles, tlog-checkpoint, tlog-policy and tlog-proof.")));
}

} // namespace

Result<Found> journals_page(Ask& ask) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Journals");
    const auto& url = ask.node.options.public_url;
    auto body = html::markup<"{}{}">(
        html::page_heading(page.title),
        html::lead(t("What happened stands in a journal to which entries can only be added. A "
                     "signed checkpoint fixes everything before it: change one entry, and no "
                     "checkpoint fits any more.")));
    for (auto* name : {"main", "access", "root"})
        body += journal_part(t, name, *ask.node.journal(name),
                             ask.node.witnessed
                                 ? std::optional(ask.node.witnessed->of(name).final_one())
                                 : std::nullopt);
    body += how_to_verify(t, url);
    page.main = html::narrow(body);
    return platform::shown(ask, page);
}

} // namespace vienreiz::portal
