#include "platform/describe.hpp"

#include "http/openapi.hpp"
#include "platform/node.hpp"

#include <fmt/format.h>

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

http::Operation operation_of(const Capability& capability, const Endpoint& endpoint) {
    http::Operation out;
    out.method = endpoint.method;
    out.path = endpoint.path;
    out.id = operation_id(endpoint);
    out.summary = endpoint.summary;
    out.tag = capability.name;
    for (const auto& name : endpoint.query)
        out.parameters.push_back(
            {name, http::Parameter::In::query, false, "", json::Object{{"type", "string"}}});
    out.request = endpoint.takes;
    out.response = endpoint.gives;
    if (endpoint.access.systems) out.security.push_back("system");
    if (!endpoint.access.roles.empty()) out.security.push_back("person");
    return out;
}

json::Object security_schemes() {
    return {{"system",
             json::Object{{"type", "oauth2"},
                          {"description", "Client credentials with private_key_jwt (RFC 7523)"},
                          {"flows", json::Object{{"clientCredentials",
                                                  json::Object{{"tokenUrl", "/oauth/token"},
                                                               {"scopes", json::Object{}}}}}}}},
            {"person",
             json::Object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "vienreiz_session"}}}};
}

http::Response told(std::string body, std::string type) {
    http::Response response;
    response.set("Content-Type", std::move(type));
    response.set("Cache-Control", "no-cache");
    response.body = std::move(body);
    return response;
}

Result<Found> openapi(Ask& ask) {
    return told(json::text(openapi_of(ask.node.capabilities)), "application/json");
}

Result<Found> metrics(Ask& ask) {
    return told(ask.node.metrics.render(), "text/plain; version=0.0.4; charset=utf-8");
}

} // namespace

json::Value openapi_of(const std::vector<Capability>& capabilities) {
    std::vector<http::Operation> operations;
    for (const auto& capability : capabilities)
        for (const auto& endpoint : capability.endpoints)
            if (endpoint.shows == Shows::data && endpoint.method != http::Method::head)
                operations.push_back(operation_of(capability, endpoint));
    return http::openapi_document("Vienreiz", VIENREIZ_VERSION, operations, security_schemes());
}

std::vector<Endpoint> description_endpoints() {
    auto open = Access::open_to_anyone();
    return {
        {http::Method::get, "/openapi.json", "This description (OpenAPI 3.1)", open, Read(openapi)},
        {http::Method::get, "/metrics", "Figures for Prometheus", open, Read(metrics)}};
}

} // namespace vienreiz::platform
