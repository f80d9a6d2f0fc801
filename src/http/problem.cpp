// Failures as RFC 9457 says them:
//   {"type":"/problems/missing","title":"Not Found","status":404,"detail":"…"}
// and where more than one thing was wrong, all of them, the first once more:
//   …,"detail":"A","pointer":"/a","errors":[{"detail":"A","pointer":"/a"},{"detail":"B","pointer":"/b"}]}
#include "base/json.hpp"
#include "base/text.hpp"
#include "http/message.hpp"

#include <algorithm>

namespace vienreiz::http {
namespace {

// The IANA registry of status codes, as far as anything here says them; in order.
constexpr std::pair<int, std::string_view> problem_reasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

std::string_view kind_path(Kind kind) {
    switch (kind) {
    case Kind::invalid:
        return "/problems/invalid";
    case Kind::unauthenticated:
        return "/problems/unauthenticated";
    case Kind::forbidden:
        return "/problems/forbidden";
    case Kind::missing:
        return "/problems/missing";
    case Kind::conflict:
        return "/problems/conflict";
    case Kind::too_large:
        return "/problems/too-large";
    case Kind::too_many:
        return "/problems/too-many";
    case Kind::unavailable:
        return "/problems/unavailable";
    case Kind::corrupt:
        return "/problems/corrupt";
    }
    return "about:blank";
}

// What came too often says in `where` how many seconds to wait.
bool says_when(const Failure& failure) {
    return failure.kind == Kind::too_many && number<unsigned>(failure.where);
}

// Where something of ours went wrong (a file, an offset) is for the operator, not for whoever asked.
std::string_view told_place(const Failure& failure) {
    if (status_of(failure.kind) >= 500 || says_when(failure)) return {};
    return failure.where;
}

void write_mistake(std::string& body, std::string_view detail, std::string_view place) {
    body += R"("detail":)";
    json::write_string(body, detail);
    if (place.empty()) return;
    body += place.starts_with('/') ? R"(,"pointer":)" : R"(,"place":)";
    json::write_string(body, place);
}

void write_mistakes(std::string& body, const Failure& failure) {
    body += R"(,"errors":[{)";
    write_mistake(body, failure.what, told_place(failure));
    for (const auto& one : failure.also) {
        body += "},{";
        write_mistake(body, one.what, told_place(one));
    }
    body += "}]";
}

Response problem_response(std::string_view type, int status, const Failure& failure) {
    std::string body = R"({"type":")";
    body += type;
    body += R"(","title":)";
    json::write_string(body, reason(status));
    body += R"(,"status":)" + std::to_string(status) + ',';
    write_mistake(body, failure.what, told_place(failure));
    if (!failure.also.empty()) write_mistakes(body, failure);
    body += '}';
    Response out{.status = status, .headers = {}, .body = std::move(body)};
    out.set("Content-Type", "application/problem+json");
    out.set("Cache-Control", "no-store");
    return out;
}

} // namespace

Response problem(const Failure& failure) {
    auto status = status_of(failure.kind);
    auto out = problem_response(kind_path(failure.kind), status, failure);
    // RFC 9110 §15.5.2: a 401 carries a challenge; §10.2.3: when to come back.
    if (status == 401) out.set("WWW-Authenticate", "Bearer realm=\"vienreiz\"");
    if (status == 429 || status == 503)
        out.set("Retry-After", says_when(failure) ? std::string_view(failure.where) : "1");
    return out;
}

Response problem(int status, std::string_view detail) {
    return problem_response("about:blank", status, {Kind::invalid, std::string(detail)});
}

int status_of(Kind kind) {
    switch (kind) {
    case Kind::invalid:
        return 400;
    case Kind::unauthenticated:
        return 401;
    case Kind::forbidden:
        return 403;
    case Kind::missing:
        return 404;
    case Kind::conflict:
        return 409;
    case Kind::too_large:
        return 413;
    case Kind::too_many:
        return 429;
    case Kind::unavailable:
        return 503;
    case Kind::corrupt:
        return 500;
    }
    return 500;
}

std::string_view reason(int status) {
    const auto* found = std::ranges::lower_bound(problem_reasons, status, {},
                                                 &std::pair<int, std::string_view>::first);
    return found != std::end(problem_reasons) && found->first == status ? found->second : "";
}

} // namespace vienreiz::http
