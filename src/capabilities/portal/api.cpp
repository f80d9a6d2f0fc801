// The interface for programs, as a page: read from the same description that programs read.
#include "capabilities/portal/pages.hpp"
#include "capabilities/portal/pretty_json.hpp"
#include "platform/describe.hpp"

#include <fmt/format.h>

namespace vienreiz::portal {
namespace {

std::string_view text_of(const json::Object& object, std::string_view name) {
    const auto* found = object.if_contains(name);
    return found && found->is_string() ? std::string_view(found->get_string()) : std::string_view();
}

const json::Value* at(const json::Value* value, std::string_view name) {
    return value && value->is_object() ? value->get_object().if_contains(name) : nullptr;
}

// The first media type's schema of a requestBody or a response.
const json::Value* schema_of(const json::Value* body) {
    const auto* content = at(body, "content");
    if (!content || !content->is_object() || content->get_object().empty()) return nullptr;
    return at(&content->get_object().begin()->value(), "schema");
}

std::string those_who_are(const html::Words& t, platform::Role role) {
    switch (role) {
    case platform::Role::operator_:
        return t("operators");
    case platform::Role::steward:
        return t("stewards");
    case platform::Role::signatory:
        return t("signatories");
    case platform::Role::auditor:
        return t("auditors");
    case platform::Role::developer:
        return t("developers");
    case platform::Role::person:
        break;
    }
    return t("everyone, on their own data");
}

// Who may call what, by "GET /api/datasets". The description for machines knows systems and people, and no roles.
using Callers = std::map<std::string, platform::Access>;

Callers callers(const std::vector<platform::Capability>& capabilities) {
    Callers out;
    for (const auto& capability : capabilities)
        for (const auto& endpoint : capability.endpoints)
            out.emplace(fmt::format("{} {}", http::name(endpoint.method),
                                    replace_all(endpoint.path, "*}", "}")),
                        endpoint.access);
    return out;
}

std::string who_may(const html::Words& t, const platform::Access& access) {
    if (access.anyone) return t("Who may: anyone");
    std::vector<std::string> who;
    for (std::size_t i = 0; i < platform::role_count; ++i)
        if (auto role = static_cast<platform::Role>(i); access.roles.has(role))
            who.push_back(those_who_are(t, role));
    if (access.systems) who.push_back(t("systems with an access token"));
    return t("Who may: {}", join(who, ", "));
}

html::Markup schema_details(const std::string& summary, const json::Value* schema) {
    if (!schema) return {};
    return html::details(
        {.summary = summary,
         .content = html::markup<R"(<pre class="vz-command" lang="en"><code>{}</code></pre>)">(
             pretty(*schema))});
}

html::Markup operation_part(const html::Words& t, const std::string& address,
                            const platform::Access& access, const json::Object& operation) {
    const auto* responses = operation.if_contains("responses");
    check(responses && responses->is_object(), "an operation has responses, its success first");
    const auto* success = &responses->get_object().begin()->value();
    return html::markup<
        R"(<section class="vz-operation"><h3 class="govuk-heading-s vz-operation__address"><code class="vz-code">{}</code></h3><p class="govuk-body" lang="en">{}</p><p class="govuk-body-s">{}</p>{}{}</section>)">(
        address, text_of(operation, "summary"), who_may(t, access),
        schema_details(t("What it takes"), schema_of(operation.if_contains("requestBody"))),
        schema_details(t("What it gives"), schema_of(success)));
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

// Operations under their tags, which are the capabilities' names.
std::map<std::string, html::Markup>
parts_by_tag(const html::Words& t, const std::vector<platform::Capability>& capabilities) {
    std::map<std::string, html::Markup> out;
    auto document = platform::openapi_of(capabilities);
    auto who = callers(capabilities);
    const auto* paths = at(&document, "paths");
    check(paths && paths->is_object(), "a description has paths");
    for (const auto& path : paths->get_object())
        for (const auto& member : path.value().get_object()) {
            if (!member.value().is_object()) continue;
            const auto& operation = member.value().get_object();
            const auto* tags = operation.if_contains("tags");
            if (!tags || !tags->is_array() || tags->get_array().empty()) continue;
            auto address = fmt::format("{} {}", upper(member.key()), std::string_view(path.key()));
            auto access = who.find(address);
            check(access != who.end(), "what is described is an endpoint");
            out[std::string(tags->get_array().front().get_string())] +=
                operation_part(t, address, access->second, operation);
        }
    return out;
}

html::Markup contents(const html::Words& t, const std::map<std::string, html::Markup>& parts) {
    html::Markup items;
    for (const auto& [tag, part] : parts)
        items += html::markup<R"(<li>{}</li>)">(html::link("#" + tag, tag));
    return html::markup<R"(<nav aria-label="{}"><ul class="govuk-list" lang="en">{}</ul></nav>)">(
        t("On this page"), items);
}

} // namespace

Result<Found> api_page(Ask& ask) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("For programs");
    const auto& url = ask.node.options.public_url;
    auto parts = parts_by_tag(t, ask.node.capabilities);
    auto body = html::markup<"{}{}{}{}{}">(
        html::page_heading(page.title),
        html::lead(
            t("Everything a page can do, a program can do as well, at the addresses below.")),
        html::paragraph(t.rich("The same description for tools is at {} (OpenAPI 3.1). Failures "
                               "are problems as RFC 9457 has them.",
                               html::link("/openapi.json", html::code(url + "/openapi.json")))),
        html::paragraph(t("Open data needs no key. A system of an institution gets an access token "
                          "for its signed assertion at /oauth/token (RFC 7523).")),
        contents(t, parts));
    for (const auto& [tag, part] : parts)
        body += html::markup<R"(<h2 class="govuk-heading-m" id="{}" lang="en">{}</h2>{})">(tag, tag,
                                                                                           part);
    page.main = html::narrow(body);
    return platform::shown(ask, page);
}

} // namespace vienreiz::portal
