#include "stories/schema.hpp"

#include <algorithm>
#include <array>

namespace vienreiz::stories {
namespace {

Failure wrong(std::string what, const std::string& place) {
    return {Kind::corrupt, std::move(what), place.empty() ? "/" : place};
}

bool is_of(std::string_view type, const json::Value& value) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_bool();
    if (type == "integer") return value.is_int64() || value.is_uint64();
    return type == "number" && value.is_number();
}

Outcome has_format(std::string_view format, std::string_view text, const std::string& place) {
    if (format == "date" && !day_from(text))
        return wrong("this is not a date: " + std::string(text), place);
    if (format == "date-time" && !instant_from(text))
        return wrong("this is not an instant: " + std::string(text), place);
    return {};
}

Outcome has_members(const json::Value& value, const json::Object& schema,
                    const std::string& place) {
    const auto* properties = schema.if_contains("properties");
    const auto* others = schema.if_contains("additionalProperties");
    if (const auto* required = schema.if_contains("required"))
        for (const auto& name : required->as_array())
            if (!value.get_object().contains(name.as_string()))
                return wrong("the member " + std::string(name.as_string()) + " is missing", place);
    for (const auto& member : value.get_object()) {
        auto inner = place + json::pointer_step(member.key());
        const auto* described =
            properties ? properties->as_object().if_contains(member.key()) : nullptr;
        if (!described) described = others;
        if (!described || (described->is_bool() && described->get_bool())) continue;
        if (described->is_bool()) return wrong("this member is not described", inner);
        TRY(conforms(member.value(), *described, inner));
    }
    return {};
}

constexpr std::array known_keywords{"type",       "properties", "required", "additionalProperties",
                                    "items",      "enum",       "minimum",  "format",
                                    "description"};

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

// How well a template fits: one point a segment, two a literal one; nothing when it does not.
std::optional<int> fit(std::string_view pattern, std::string_view path) {
    auto wanted = split(pattern, '/'), got = split(path, '/');
    if (wanted.size() != got.size()) return {};
    int points = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        bool parameter = wanted[i].starts_with('{');
        if (!parameter && wanted[i] != got[i]) return {};
        points += parameter ? 1 : 2;
    }
    return points;
}

// All that was wrong is told where it is more than one thing, the first as the problem itself tells it.
Outcome tells_all_mistakes(const json::Object& problem) {
    const auto* errors = problem.if_contains("errors");
    if (!errors) return {};
    if (errors->as_array().size() < 2)
        return wrong("one mistake is told by detail alone", "/errors");
    for (const auto& member : errors->as_array().front().as_object())
        if (!problem.contains(member.key()) || problem.at(member.key()) != member.value())
            return wrong("the first mistake is the problem's own", "/errors/0");
    return {};
}

// The members RFC 9457 names, that they say the same as the status line, and that the rest is described.
Outcome is_problem(const json::Value& openapi, const http::ClientResponse& response) {
    if (!response.header("Content-Type").starts_with("application/problem+json"))
        return wrong("a failure is told as application/problem+json (RFC 9457), not as " +
                         std::string(response.header("Content-Type")),
                     "");
    auto problem = TRY(json::parse(response.body));
    for (auto* name : {"type", "title", "detail"}) {
        const auto* member = problem.is_object() ? problem.get_object().if_contains(name) : nullptr;
        if (!member || !member->is_string() || member->get_string().empty())
            return wrong(std::string("a problem has the member ") + name, "");
    }
    const auto* status = problem.get_object().if_contains("status");
    if (!status || !status->is_int64() || status->get_int64() != response.status)
        return wrong("the problem's status is the answer's", "/status");
    auto schema = openapi.at("components").at("schemas").at("Problem");
    schema.as_object()["additionalProperties"] = false; // others may add members, we do not
    TRY(conforms(problem, schema));
    return tells_all_mistakes(problem.get_object());
}

// RFC 9110 §5.3: a field stands once, unless its value is a list (Vary: the page's and the compression's); a cookie
// is set a field at a time.
Outcome has_each_field_once(const http::ClientResponse& response) {
    for (auto one = response.headers.begin(); one != response.headers.end(); ++one)
        for (auto other = std::next(one); other != response.headers.end(); ++other)
            if (equal_ignoring_case(one->first, other->first) &&
                !equal_ignoring_case(one->first, "Set-Cookie") &&
                !equal_ignoring_case(one->first, "Vary"))
                return wrong("the header " + one->first + " stands twice in the answer", "");
    return {};
}

} // namespace

Outcome conforms(const json::Value& value, const json::Value& schema, const std::string& place) {
    if (!schema.is_object()) return wrong("the schema is no object", place);
    const auto& rules = schema.get_object();
    for (const auto& rule : rules)
        if (std::ranges::find(known_keywords, rule.key()) == known_keywords.end())
            return wrong("the schema has a keyword nobody checks: " + std::string(rule.key()),
                         place);
    if (const auto* type = rules.if_contains("type"); type && !is_of(type->as_string(), value))
        return wrong("this is no " + std::string(type->as_string()) + ": " + json::text(value),
                     place);
    if (const auto* names = rules.if_contains("enum");
        names && std::ranges::find(names->as_array(), value) == names->as_array().end())
        return wrong("this is none of " + json::text(*names) + ": " + json::text(value), place);
    if (const auto* least = rules.if_contains("minimum");
        least && value.is_int64() && value.get_int64() < least->to_number<std::int64_t>())
        return wrong("this is less than " + json::text(*least), place);
    if (const auto* format = rules.if_contains("format"); format && value.is_string())
        TRY(has_format(format->as_string(), value.get_string(), place));
    if (value.is_object()) return has_members(value, rules, place);
    if (const auto* items = rules.if_contains("items"); items && value.is_array())
        for (std::size_t i = 0; i < value.get_array().size(); ++i)
            TRY(conforms(value.get_array()[i], *items, place + "/" + std::to_string(i)));
    return {};
}

namespace {

const json::Object* operation_for(const json::Value& openapi, std::string_view method,
                                  std::string_view target) {
    const json::Object* best = nullptr;
    int best_points = -1;
    for (const auto& path : openapi.at("paths").as_object()) {
        auto points = fit(path.key(), path_of(target));
        if (points && *points > best_points)
            best_points = *points, best = &path.value().as_object();
    }
    const auto* operation = best ? best->if_contains(lower(method)) : nullptr;
    return operation ? &operation->as_object() : nullptr;
}

// Those HTTP itself gives any answer.
constexpr std::array fields_of_any_answer{
    "Date",       "Content-Length",    "Content-Type",          "Content-Encoding",
    "Vary",       "Transfer-Encoding", "Accept-Ranges",         "Content-Range",
    "Connection", "Cache-Control",     "X-Content-Type-Options"};

// Every other field is described with the operation: its success's, or its problems'.
Outcome has_described_fields(const json::Value& openapi, const json::Object& operation,
                             const http::ClientResponse& response) {
    const auto& responses = operation.at("responses").as_object();
    const auto* described = response.status >= 400 ? &responses.at("default").as_object()
                                                   : &responses.begin()->value().as_object();
    if (described->contains("$ref"))
        described = &openapi.at("components").at("responses").at("Problem").as_object();
    const auto* headers = described->if_contains("headers");
    for (const auto& [name, value] : response.headers) {
        auto is = [&](std::string_view known) { return equal_ignoring_case(known, name); };
        if (std::ranges::any_of(fields_of_any_answer, is)) continue;
        bool known = headers && std::ranges::any_of(headers->as_object(), [&](const auto& header) {
                         return is(header.key());
                     });
        if (!known) return wrong("nobody describes this header of the answer: " + name, "");
    }
    return {};
}

} // namespace

const json::Value* schema_for(const json::Value& openapi, std::string_view method,
                              std::string_view target, int status) {
    const auto* operation = operation_for(openapi, method, target);
    if (!operation) return nullptr;
    const auto* response =
        operation->at("responses").as_object().if_contains(std::to_string(status));
    if (!response) response = operation->at("responses").as_object().if_contains("200");
    const auto* content = response ? response->as_object().if_contains("content") : nullptr;
    const auto* json = content ? content->as_object().if_contains("application/json") : nullptr;
    return json ? json->as_object().if_contains("schema") : nullptr;
}

Outcome keeps_description(const json::Value& openapi, std::string_view method,
                          std::string_view target, const http::ClientResponse& response) {
    TRY(has_each_field_once(response));
    // RFC 6749 §5.2 has a form of its own for failures, pages tell theirs to people; a HEAD has no body.
    if (const auto* operation = operation_for(openapi, method, target))
        TRY(has_described_fields(openapi, *operation, response));
    auto path = path_of(target);
    bool page = path.starts_with("/lv/") || path.starts_with("/en/");
    if (path == "/oauth/token" || page || method == "HEAD") return {};
    if (response.status >= 400) return is_problem(openapi, response);
    if (response.status >= 300 || !response.header("Content-Type").starts_with("application/json"))
        return {};
    auto body = TRY(json::parse(response.body));
    const auto* schema = schema_for(openapi, method, target, response.status);
    if (!schema) return {};
    return conforms(body, *schema);
}

} // namespace vienreiz::stories
