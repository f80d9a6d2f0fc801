// The API described for machines: OpenAPI 3.1 (spec.openapis.org/oas/v3.1.0), from what the
// endpoints say of themselves.
#pragma once

#include "base/json.hpp"
#include "http/message.hpp"

namespace vienreiz::http {

struct Parameter {
    enum class In { path, query, header };
    std::string name;
    In in = In::query;
    bool required = false; // a path's always are
    std::string description;
    json::Value schema = json::Object{{"type", "string"}};
};

struct Operation {
    Method method = Method::get;
    std::string path; // as Router::add takes it; parameters in it that are not listed below are
                      // taken as strings
    std::string id, summary, tag;
    std::vector<Parameter> parameters;
    std::optional<json::Value> request, response; // JSON Schemas; none: no such body
    std::string request_type = "application/json", response_type = "application/json";
    int success = 200;
    // Names in `schemes`, any one of them; none: open to everybody.
    std::vector<std::string> security;
};

// `schemes` as components.securitySchemes has them. Failures of every operation are problems (RFC
// 9457). Two operations with one id, or one path and method, and an unknown scheme are checks.
json::Value openapi_document(std::string_view title, std::string_view version,
                             std::span<const Operation> operations,
                             const json::Object& schemes = {});

} // namespace vienreiz::http
