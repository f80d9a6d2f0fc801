// "Check us": anyone drops a receipt and sees, step by step, why it holds. web/check.js does it, in the browser; here
// are its fields, its steps and where its sentences go.
#include "capabilities/portal/pages.hpp"

#include <array>

namespace vienreiz::portal {
namespace {

html::Markup receipt_fields(const html::Words& t) {
    auto file = html::file_upload(
        t, {.name = "receipt",
            .label = {.text = t("Receipt"), .classes = "govuk-label--m"},
            .hint = {.text = t("The file you were given; its name often ends in .tlog-proof")},
            .drop_zone = true});
    auto text = html::textarea(t, {.name = "receipt-text",
                                   .label = {.text = t("Text of the receipt")},
                                   .rows = 6,
                                   .spellcheck = false,
                                   .classes = "vz-code"});
    return html::markup<"{}{}">(
        file, html::details({.summary = t("Or paste its text"), .content = std::move(text)}));
}

html::Markup policy_fields(const html::Words& t) {
    auto why = html::paragraph(
        t("A trust policy says whose signatures must be there. Leave this empty, and our own is "
          "fetched from this site. One that you have kept from earlier, or from somebody else, "
          "proves more: whoever is checked should not choose what she is checked by. With our own "
          "of today you learn that we do not contradict ourselves; with one from elsewhere, that "
          "we show you what we show everybody."));
    auto file = html::file_upload(
        t, {.name = "policy", .label = {.text = t("A policy you have kept")}, .drop_zone = true});
    auto text = html::textarea(
        t,
        {.name = "policy-text",
         .label = {.text = t("Text of the policy")},
         .rows = 6,
         .spellcheck = false,
         .classes = "vz-code",
         .group = {
             .after =
                 html::markup<R"(<p class="govuk-hint" id="policy-whose" role="status"></p>)">()}});
    return html::markup<R"({}{}{}{})">(section_heading(t("Trust policy")), why, file, text);
}

html::Markup answer_field(const html::Words& t) {
    return html::file_upload(
        t, {.name = "answer",
            .label = {.text = t("The answer, if you have it"), .classes = "govuk-label--m"},
            .hint = {.text = t("The file you were given together with the receipt. It stays here: "
                               "only its hash is compared with the one in the entry")},
            .drop_zone = true});
}

// Shown by the script once it knows that it can check here. No <form>: there is nowhere to send anything.
html::Markup fields(const html::Words& t) {
    auto button = html::button(
        {.text = t("Check the receipt"), .type = html::Button::Type::button, .id = "check-button"});
    return html::markup<R"(<div data-check hidden>{}{}{}{}</div>)">(
        receipt_fields(t), policy_fields(t), answer_field(t), button);
}

html::Markup instead_of_checking(const html::Words& t) {
    auto one = [&](std::string_view why, const std::string& sentence) {
        return html::markup<R"(<p class="govuk-body" data-instead="{}"{}>{}</p>)">(
            why, html::Attributes().flag("hidden", why != "no_script"), sentence);
    };
    return html::markup<R"(<div class="govuk-inset-text" id="check-instead">{}{}{}</div>)">(
        one("no_script", t("Checking here takes a script in your browser, and none is running. Use "
                           "the command at the foot of this page instead: it proves the same.")),
        one("no_crypto",
            t("Your browser verifies signatures only on pages that came over a secure connection "
              "(https), and this one did not. Use the command at the foot of this page instead: it "
              "proves the same.")),
        one("no_ed25519",
            t("Your browser cannot verify Ed25519 signatures: newer ones can. Use another browser, "
              "or the command at the foot of this page: it proves the same.")));
}

struct Step {
    std::string_view name;
    html::Sentence<0> title, about;
    std::optional<html::Sentence<0>> means{}; // when it fails; absent: it never does
};

using html::sentence;
constexpr std::array check_steps{
    Step{
        "form", sentence("The form of the receipt"),
        sentence("A receipt is a text in a public format (C2SP tlog-proof): the entry, its number, "
                 "the path from it to the root of the journal's tree, and a signed checkpoint."),
        sentence("This is not a whole receipt. Get it again from where you were given it.")},
    Step{"leaf", sentence("The entry's own hash"),
         sentence("From the entry a number is computed (SHA-256). Change one letter, and it is "
                  "another one.")},
    Step{"path", sentence("The path from the entry to the root"),
         sentence("The number is joined with its neighbours' from the receipt, again and again, up "
                  "to one that stands for all entries of the journal: the root of its tree."),
         sentence("The receipt was altered, or put together from several.")},
    Step{"checkpoint", sentence("The checkpoint: which journal, and which root"),
         sentence("The root just computed must be the one in the checkpoint, and the checkpoint "
                  "must be of a journal that the policy trusts."),
         sentence("The entry is not proved to be in that journal. If the policy is not meant for "
                  "this receipt, give the one that is; else do not rely on the receipt.")},
    Step{"signatures", sentence("The journal's own signatures"),
         sentence("The journal has signed the checkpoint: with Ed25519, and with ML-DSA-44, which "
                  "is to hold even when quantum computers can forge the former."),
         sentence("Somebody else may have made this checkpoint, so nothing in the receipt is "
                  "proved. If your policy is old, ask whether the journal's keys were changed.")},
    Step{"witnesses", sentence("The witnesses"),
         sentence("Independent parties cosign checkpoints, each time making sure that nothing "
                  "earlier was changed. So nobody can be shown a past of her own. The policy says "
                  "how many it takes."),
         sentence("It is not certain that everybody is shown the same journal. If the receipt is "
                  "only seconds old, fetch it again; if that does not help, keep it and ask the "
                  "operator and the witnesses why.")},
    Step{"answer", sentence("The answer"),
         sentence("The entry names the hash of the answer it was made for. The file's must be that "
                  "one."),
         sentence("The receipt is genuine, but it says nothing about this file: it was changed, or "
                  "belongs to another receipt.")}};

html::Markup step_part(const html::Words& t, std::size_t number, const Step& step) {
    html::Markup means;
    if (step.means)
        means = html::markup<R"(<p class="govuk-body" data-part="means" hidden>{}</p>)">(
            t(*step.means));
    auto title = t(step.title);
    return html::markup<
        R"(<li class="vz-step" data-step="{}" data-title="{}">)"
        R"(<h3 class="govuk-heading-s">{}. {} <span data-part="state"></span></h3>)"
        R"(<p class="govuk-body">{}</p>)"
        R"(<p class="govuk-body govuk-!-font-weight-bold" data-part="why" hidden></p>)"
        R"({}<div data-part="detail"></div></li>)">(step.name, title, number, title, t(step.about),
                                                    means);
}

html::Markup steps_part(const html::Words& t) {
    html::Markup items;
    for (std::size_t i = 0; i < check_steps.size(); ++i)
        items += step_part(t, i + 1, check_steps[i]);
    return html::markup<R"({}<ol class="vz-steps">{}</ol>)">(
        section_heading(t("What is checked, step by step")), items);
}

html::Markup outcome_part() {
    return html::markup<R"(<div id="check-outcome" role="status" aria-live="polite"></div>)"
                        R"(<section id="check-entry" hidden aria-labelledby="check-entry-heading">)"
                        R"(<h2 class="govuk-heading-m" id="check-entry-heading"></h2>)"
                        R"(<div id="check-entry-facts"></div></section>)">();
}

// What the script says, and where the policies of our own journals are.
html::Markup script_words(const Ask& ask, const html::Words& t) {
    html::Markup items;
    for (const auto& [code, sentence] : check_words(t))
        items += html::markup<R"(<li data-word="{}">{}</li>)">(code, sentence);
    for (auto* name : {"main", "access", "root"})
        items += html::markup<R"(<li data-origin="{}" data-policy="{}"></li>)">(
            ask.node.journal(name)->origin(), "/journals/" + std::string(name) + "/policy");
    return html::markup<R"(<template id="check-words"><ul>{}</ul></template>)">(items);
}

} // namespace

Result<Found> check_page(Ask& ask) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Check us");
    auto intro = html::markup<"{}{}{}">(
        html::page_heading(page.title),
        html::lead(t("Whoever was given a receipt need not believe us. Drop it here and see, step "
                     "by step, why it holds.")),
        html::paragraph(t("Your browser does the checking. Neither the receipt nor the answer is "
                          "sent anywhere; all that is fetched is our trust policy, unless you give "
                          "your own.")));
    auto by_command = html::markup<"{}{}{}">(
        section_heading(t("The same by a command")),
        html::paragraph(t("A program that you have from elsewhere proves most, for this page is "
                          "ours too. It needs neither this site nor the network:")),
        command_text(t, verify_commands(ask.node.options.public_url), "verify-commands"));
    page.main = html::narrow(
        html::markup<"{}{}{}{}{}{}{}">(intro, instead_of_checking(t), fields(t), outcome_part(),
                                       steps_part(t), by_command, script_words(ask, t)));
    return platform::shown(ask, page);
}

} // namespace vienreiz::portal
