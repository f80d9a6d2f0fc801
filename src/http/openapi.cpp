#include "http/openapi.hpp"

#include <algorithm>
#include <set>

namespace vienreiz::http {
namespace openapi {

std::string_view name(Parameter::In in) {
    switch (in) {
    case Parameter::In::path:
        return "path";
    case Parameter::In::query:
        return "query";
    case Parameter::In::header:
        return "header";
    }
    return "query";
}

// "/files/{path*}" is "/files/{path}" here: OpenAPI has no parameter that spans segments.
std::string path_of(const Operation& operation) { return replace_all(operation.path, "*}", "}"); }

json::Object described(const Parameter& parameter) {
    json::Object out{{"name", parameter.name}, {"in", name(parameter.in)}};
    if (parameter.required || parameter.in == Parameter::In::path) out["required"] = true;
    if (!parameter.description.empty()) out["description"] = parameter.description;
    out["schema"] = parameter.schema;
    return out;
}

json::Array parameters_of(const Operation& operation) {
    json::Array out;
    std::set<std::string> listed;
    for (const auto& parameter : operation.parameters) {
        if (parameter.in == Parameter::In::path) listed.insert(parameter.name);
        out.push_back(described(parameter));
    }
    auto path = path_of(operation);
    for (auto segment : split(path, '/')) {
        if (!segment.starts_with('{')) continue;
        std::string named(segment.substr(1, segment.size() - 2));
        if (listed.erase(named) == 0)
            out.push_back(described(
                {.name = named, .in = Parameter::In::path, .required = true, .description = {}}));
    }
    check(listed.empty(), "an operation's path parameters stand in its path");
    return out;
}

json::Object described(const Content& content) {
    if (content.empty()) return {};
    json::Object types;
    for (const auto& [type, schema] : content.schemas)
        types[type] = json::Object{{"schema", schema}};
    return {{"content", types}};
}

// A body none of whose members must be there may be left out.
bool is_required(const Content& content) {
    const auto& schema = content.schemas.begin()->second;
    bool lists_members = schema.is_object() && schema.get_object().contains("properties");
    return !lists_members || schema.get_object().contains("required");
}

json::Object described(std::span<const Header> headers) {
    json::Object out;
    for (const auto& header : headers)
        out[header.name] =
            json::Object{{"description", header.description}, {"schema", header.schema}};
    return out;
}

// What a problem may carry whatever was asked (http/problem.cpp).
std::vector<Header> headers_of_problems() {
    return {{.name = "Retry-After",
             .description = "Seconds to wait; with 429 and 503",
             .schema = json::schema<std::uint64_t>()},
            {.name = "WWW-Authenticate", .description = "How to say who asks; with 401"},
            {.name = "Allow", .description = "The methods this address takes; with 405"}};
}

json::Object problem_response(std::span<const Header> headers) {
    auto out = described(Content{
        {"application/problem+json", json::Object{{"$ref", "#/components/schemas/Problem"}}}});
    out["description"] = "The request failed; the body says why";
    out["headers"] = described(headers);
    return out;
}

json::Object problems_of(const Operation& operation) {
    auto headers = headers_of_problems();
    auto always = headers.size();
    for (const auto& header : operation.headers)
        if (header.of_failures) headers.push_back(header);
    if (headers.size() == always) return {{"$ref", "#/components/responses/Problem"}};
    return problem_response(headers);
}

json::Object responses_of(const Operation& operation) {
    auto headers = operation.headers;
    auto sends = [&](std::string_view name) {
        return std::ranges::find(headers, name, &Header::name) != headers.end();
    };
    json::Object out;
    auto add = [&](int status, const Content& content) {
        auto answer = described(content);
        answer["description"] = reason(status);
        if (!headers.empty()) answer["headers"] = described(headers);
        out[std::to_string(status)] = std::move(answer);
    };
    add(operation.success, operation.response);
    // HTTP's own, which would else pass for problems (RFC 9110 §15.4.5, §15.3.7).
    if (operation.method == Method::get && sends("ETag")) add(304, {});
    if (operation.method == Method::get && sends("Accept-Ranges")) {
        headers.push_back({.name = "Content-Range", .description = "Which bytes, of how many"});
        add(206, operation.response);
    }
    out["default"] = problems_of(operation);
    return out;
}

json::Array security_of(const Operation& operation, const json::Object& schemes) {
    json::Array out;
    for (const auto& scheme : operation.security) {
        check(schemes.contains(scheme), "an operation names a security scheme that is described");
        out.push_back(json::Object{{scheme, json::Array{}}});
    }
    // OpenAPI 3.1 §4.8.10: "To make security optional, an empty security requirement ({}) can be
    // included in the array."
    if (operation.security_optional && !out.empty()) out.push_back(json::Object{});
    return out;
}

json::Object described(const Operation& operation, const json::Object& schemes) {
    json::Object out{{"operationId", operation.id}, {"summary", operation.summary}};
    if (!operation.tag.empty()) out["tags"] = json::Array{json::Value(operation.tag)};
    if (auto parameters = parameters_of(operation); !parameters.empty())
        out["parameters"] = parameters;
    if (!operation.request.empty()) {
        auto body = described(operation.request);
        body["required"] = is_required(operation.request);
        out["requestBody"] = body;
    }
    out["responses"] = responses_of(operation);
    out["security"] = security_of(operation, schemes);
    return out;
}

json::Object problem_schema() {
    auto typed = [](std::string_view type) { return json::Object{{"type", type}}; };
    json::Object pointer{{"type", "string"},
                         {"format", "json-pointer"},
                         {"description", "Into the JSON that was sent (RFC 6901)"}};
    json::Object place{{"type", "string"},
                       {"description", "Where it is, when not in JSON: a parameter, a column"}};
    json::Object mistake{
        {"type", "object"},
        {"properties",
         json::Object{{"detail", typed("string")}, {"pointer", pointer}, {"place", place}}},
        {"required", json::Array{"detail"}}};
    return {{"type", "object"},
            {"description", "Problem details, RFC 9457"},
            {"properties",
             json::Object{{"type", json::Object{{"type", "string"}, {"format", "uri-reference"}}},
                          {"title", typed("string")},
                          {"status", typed("integer")},
                          {"detail", typed("string")},
                          {"pointer", pointer},
                          {"place", place},
                          {"errors", json::Object{{"type", "array"},
                                                  {"description",
                                                   "All that was wrong, where it was more than one "
                                                   "thing; the first stands above as well"},
                                                  {"items", mistake}}}}},
            {"required", json::Array{"type", "title", "status", "detail"}}};
}

json::Object components(const json::Object& schemes) {
    auto response = problem_response(headers_of_problems());
    json::Object out{{"schemas", json::Object{{"Problem", problem_schema()}}},
                     {"responses", json::Object{{"Problem", response}}}};
    if (!schemes.empty()) out["securitySchemes"] = schemes;
    return out;
}

} // namespace openapi

Content Content::text(std::string type) {
    return {{std::move(type), json::Object{{"type", "string"}}}};
}

Content Content::bytes(std::string type) {
    return {{std::move(type), json::Object{{"type", "string"}, {"format", "binary"}}}};
}

json::Value openapi_document(std::string_view title, std::string_view version,
                             std::span<const Operation> operations, const json::Object& schemes) {
    json::Object paths;
    std::set<std::string> ids;
    for (const auto& operation : operations) {
        check(!operation.id.empty() && ids.insert(operation.id).second,
              "every operation has an id of its own");
        auto& path = paths[openapi::path_of(operation)];
        if (path.is_null()) path = json::Object{};
        auto method = lower(name(operation.method));
        check(!path.get_object().contains(method), "a path and a method are one operation");
        path.get_object()[method] = openapi::described(operation, schemes);
    }
    return json::Object{{"openapi", "3.1.0"},
                        {"info", json::Object{{"title", title}, {"version", version}}},
                        {"paths", paths},
                        {"components", openapi::components(schemes)}};
}

} // namespace vienreiz::http
