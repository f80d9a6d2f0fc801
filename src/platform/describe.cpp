#include "platform/describe.hpp"

#include "base/limits.hpp"
#include "http/openapi.hpp"
#include "platform/answers.hpp"
#include "platform/node.hpp"
#include "platform/serve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace vienreiz::platform {
namespace {

// "GET /api/datasets/{dataset}" -> "get_api_datasets_dataset": stable as long as the route is.
std::string operation_id(const Endpoint& endpoint) {
    std::string out = lower(http::name(endpoint.method));
    for (auto part : split(endpoint.path, '/')) {
        std::string word;
        for (char c : part)
            if (c != '{' && c != '}' && c != '*') word += c == '-' || c == '.' ? '_' : c;
        if (!word.empty()) out += "_" + word;
    }
    return out;
}

// A command names its thing once: what stands in the path need not be in the body, and what has no other members
// has no body.
http::Content without_path(http::Content takes, std::string_view path) {
    auto found = takes.schemas.find("application/json");
    if (found == takes.schemas.end() || !found->second.as_object().contains("properties"))
        return takes;
    auto& schema = found->second.get_object();
    auto& members = schema["properties"].as_object();
    json::Array required;
    if (const auto* names = schema.if_contains("required")) required = names->as_array();
    for (auto part : split(path, '/')) {
        if (!part.starts_with('{')) continue;
        auto name = part.substr(1, part.size() - 2);
        members.erase(name);
        required.erase(std::remove(required.begin(), required.end(), json::Value(name)),
                       required.end());
    }
    schema.erase("required");
    if (!required.empty()) schema["required"] = std::move(required);
    return members.empty() ? http::Content() : takes;
}

http::Parameter idempotency_parameter() {
    return {.name = "Idempotency-Key",
            .in = http::Parameter::In::header,
            .description =
                "A name of the sender's for this request, a UUID for instance: sent again "
                "under the same one, it is answered as it was the first time, and "
                "nothing happens twice",
            .schema = json::Object{{"type", "string"}, {"maxLength", limits::idempotency_key + 2}}};
}

http::Operation operation_of(const Capability& capability, const Endpoint& endpoint) {
    http::Operation out;
    out.method = endpoint.method;
    out.path = endpoint.path;
    out.id = operation_id(endpoint);
    out.summary = endpoint.summary;
    out.tag = capability.name;
    out.parameters = endpoint.parameters;
    if (std::holds_alternative<Write>(endpoint.work))
        out.parameters.push_back(idempotency_parameter());
    out.request = without_path(endpoint.takes, endpoint.path);
    out.response = endpoint.gives;
    out.headers = endpoint.sends;
    out.success = endpoint.success;
    out.security_optional = endpoint.access.anyone;
    if (endpoint.access.systems) out.security.push_back("system");
    if (!endpoint.access.roles.empty()) out.security.push_back("person");
    return out;
}

json::Object security_schemes() {
    return {{"system",
             json::Object{{"type", "oauth2"},
                          {"description", "A bearer token (RFC 6750), got for client credentials "
                                          "with private_key_jwt (RFC 7523)"},
                          {"flows", json::Object{{"clientCredentials",
                                                  json::Object{{"tokenUrl", "/oauth/token"},
                                                               {"scopes", json::Object{}}}}}}}},
            {"person",
             json::Object{{"type", "apiKey"},
                          {"description", "The session that POST /api/session opens; what changes "
                                          "something takes its csrf, too, as X-CSRF-Token"},
                          {"in", "cookie"},
                          {"name", session_cookie}}}};
}

http::Response told(std::string body, std::string type) {
    http::Response response;
    response.set("Content-Type", std::move(type));
    response.set("Cache-Control", "no-cache");
    response.body = std::move(body);
    return response;
}

// Made when it is first asked for: the capabilities stay the same while a node runs.
Read openapi() {
    struct Kept {
        std::once_flag made;
        std::string text, hash;
    };
    return [kept = std::make_shared<Kept>()](Ask& ask) -> Result<Found> {
        std::call_once(kept->made, [&] {
            kept->text = json::text(openapi_of(ask.node.capabilities));
            kept->hash = hex(crypto::sha256(bytes(kept->text)));
        });
        auto response = told(kept->text, "application/json");
        tag_by_content(response, kept->hash);
        return response;
    };
}

Result<Found> metrics(Ask& ask) {
    return told(ask.node.metrics.render(), "text/plain; version=0.0.4; charset=utf-8");
}

} // namespace

json::Value openapi_of(const std::vector<Capability>& capabilities) {
    std::vector<http::Operation> operations;
    for (const auto& capability : capabilities)
        for (const auto& endpoint : capability.endpoints)
            if (endpoint.shows == Shows::data)
                operations.push_back(operation_of(capability, endpoint));
    return http::openapi_document("Vienreiz", VIENREIZ_VERSION, operations, security_schemes());
}

std::vector<Endpoint> description_endpoints() {
    auto open = Access::open_to_anyone();
    return {{.method = http::Method::get,
             .path = "/openapi.json",
             .summary = "This description (OpenAPI 3.1)",
             .access = open,
             .work = openapi(),
             .gives = json::Value(json::Object{{"type", "object"}}),
             .sends = headers_by_content()},
            {.method = http::Method::get,
             .path = "/metrics",
             .summary = "Figures for Prometheus",
             .access = open,
             .work = Read(metrics),
             .gives = http::Content::text()}};
}

} // namespace vienreiz::platform
