// The API described for machines: OpenAPI 3.1 (spec.openapis.org/oas/v3.1.0), from what the
// endpoints say of themselves.
#pragma once

#include "base/json.hpp"
#include "http/message.hpp"

#include <initializer_list>
#include <map>

namespace vienreiz::http {

// What a body may be: a JSON Schema by media type. A schema alone is that of application/json.
struct Content {
    std::map<std::string, json::Value, std::less<>> schemas; // none: there is no body
    Content() = default;
    Content(json::Value schema) { schemas.emplace("application/json", std::move(schema)); }
    Content(std::initializer_list<std::pair<const std::string, json::Value>> all) : schemas(all) {}
    static Content text(std::string type = "text/plain");
    static Content bytes(std::string type = "application/octet-stream");
    [[nodiscard]] bool empty() const { return schemas.empty(); }
};

struct Parameter {
    enum class In { path, query, header };
    std::string name;
    In in = In::query;
    bool required = false; // a path's always are
    std::string description{};
    json::Value schema = json::Object{{"type", "string"}};
};

// A field of an answer's head that is this operation's own: not of those that HTTP gives every answer.
struct Header {
    std::string name, description;
    json::Value schema = json::Object{{"type", "string"}};
    bool of_failures = false; // its problems may carry it as well
};

struct Operation {
    Method method = Method::get;
    std::string path; // as Router::add takes it; parameters in it that are not listed below are
                      // taken as strings
    std::string id, summary, tag;
    std::vector<Parameter> parameters;
    Content request{}, response{};
    std::vector<Header> headers{}; // of its answers
    int success = 200;
    // Names in `schemes`, any one of them; none: open to everybody.
    std::vector<std::string> security{};
    bool security_optional = false; // it is asked without as well, and more is told with one
};

// `schemes` as components.securitySchemes has them. Failures of every operation are problems (RFC
// 9457). Two operations with one id, or one path and method, and an unknown scheme are checks.
json::Value openapi_document(std::string_view title, std::string_view version,
                             std::span<const Operation> operations,
                             const json::Object& schemes = {});

} // namespace vienreiz::http
