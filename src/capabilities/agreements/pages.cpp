#include "capabilities/agreements/pages.hpp"

namespace vienreiz::agreements {

using platform::Access;
using platform::Role;
using platform::Tenant;

std::vector<platform::Endpoint> pages() {
    using enum http::Method;
    using platform::Read;
    using platform::Shows;
    using platform::Slow;
    using platform::Write;
    platform::Roles all_readers{Role::signatory, Role::steward, Role::developer, Role::auditor,
                                Role::operator_};
    auto listers = Access::people(all_readers, Tenant::any);
    auto readers = Access::people(all_readers, Tenant::own);
    auto any_signatory =
        Access::people({Role::signatory}, Tenant::any); // asks in the name of her own institution
    auto signatories = Access::people({Role::signatory}, Tenant::own);
    std::string root = "/{language}/agreements", one = root + "/{agreement}";
    return {
        {get, root, "The agreements of the caller's institution, by what they wait for", listers,
         Read(show_agreements), Shows::page},
        {get, "/{language}/desk/signatory", "The signatory's desk", any_signatory,
         Read(show_signatory_desk), Shows::page},
        {get, "/{language}/developer/data", "What the institution's systems may ask, and how",
         Access::people({Role::developer}, Tenant::any), Read(show_what_may_be_asked), Shows::page},
        {get, root + "/new", "Request an agreement: the form", any_signatory, Read(show_request),
         Shows::page},
        {post, root + "/new", "Request an agreement from the page", any_signatory,
         Write(take_request), Shows::page},
        {get, one, "An agreement, its history, and what may be done", readers, Read(show_agreement),
         Shows::page, parties},
        {get, one + "/terms", "Offer other terms: the form", signatories, Read(show_offer),
         Shows::page, parties},
        {post, one + "/terms", "Offer other terms from the page", signatories, Write(take_offer),
         Shows::page, parties},
        {post, one + "/acceptance", "Accept the open terms from the page", signatories,
         Write(take_acceptance), Shows::page, parties},
        {get, one + "/refusal", "Refuse the open terms: the reason", signatories,
         Read(show_refusal), Shows::page, parties},
        {post, one + "/refusal", "Refuse the open terms from the page", signatories,
         Write(take_refusal), Shows::page, parties},
        {get, one + "/signature", "Sign: the text, and the two ways", signatories,
         Read(show_signing), Shows::page, parties},
        {post, one + "/signature", "Sign from the page", signatories,
         Slow{take_signature, Slow::Queue::secrets}, Shows::page, parties},
        {get, one + "/end", "End an agreement: the reason", signatories, Read(show_end),
         Shows::page, parties},
        {post, one + "/end", "End an agreement from the page", signatories, Write(take_end),
         Shows::page, parties},
    };
}

std::vector<platform::MenuItem> menu() {
    return {{"/desk/signatory", html::sentence("Signing"), {Role::signatory}},
            {"/agreements",
             html::sentence("Agreements"),
             {Role::signatory, Role::steward, Role::developer, Role::auditor, Role::operator_}}};
}

Result<Agreement> agreement_of_page(const Ask& ask) {
    if (auto found = agreement(ask.view(), {ask.parameter("agreement")})) return std::move(*found);
    return Failure{Kind::missing, "There is no such agreement"};
}

Result<html::Page> page_below(const Ask& ask, const Agreement& agreement, std::string title) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = std::move(title);
    page.breadcrumbs = {{.text = t("Agreements"), .href = platform::local(ask, "/agreements")},
                        {.text = dataset_title(ask.view(), page.language, agreement.dataset),
                         .href = platform::local(ask, agreement_path(agreement.id))},
                        {.text = page.title}};
    return page;
}

} // namespace vienreiz::agreements
