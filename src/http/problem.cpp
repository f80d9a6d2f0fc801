// Failures as RFC 9457 says them: {"type":"/problems/missing","title":"Not Found","status":404,"detail":"…"}.
#include "base/json.hpp"
#include "http/message.hpp"

namespace vienreiz::http {
namespace {

std::string_view kind_path(Kind kind) {
    switch (kind) {
    case Kind::invalid: return "/problems/invalid";
    case Kind::unauthenticated: return "/problems/unauthenticated";
    case Kind::forbidden: return "/problems/forbidden";
    case Kind::missing: return "/problems/missing";
    case Kind::conflict: return "/problems/conflict";
    case Kind::too_large: return "/problems/too-large";
    case Kind::too_many: return "/problems/too-many";
    case Kind::unavailable: return "/problems/unavailable";
    case Kind::corrupt: return "/problems/corrupt";
    }
    return "about:blank";
}

Response problem_response(std::string_view type, int status, std::string_view detail,
                          std::string_view place) {
    std::string body = R"({"type":")";
    body += type;
    body += R"(","title":)";
    json::write_string(body, reason(status));
    body += R"(,"status":)" + std::to_string(status) + R"(,"detail":)";
    json::write_string(body, detail);
    if (!place.empty()) {
        body += place.starts_with('/') ? R"(,"pointer":)" : R"(,"place":)";
        json::write_string(body, place);
    }
    body += '}';
    Response out{.status = status, .headers = {}, .body = std::move(body)};
    out.set("Content-Type", "application/problem+json");
    out.set("Cache-Control", "no-store");
    return out;
}

} // namespace

Response problem(const Failure& failure) {
    auto status = status_of(failure.kind);
    // Where something of ours went wrong (a file, an offset) is for the operator, not for whoever asked.
    auto place = status >= 500 ? std::string_view() : std::string_view(failure.where);
    auto out = problem_response(kind_path(failure.kind), status, failure.what, place);
    // RFC 9110 §15.5.2: a 401 carries a challenge; §10.2.3: when to come back.
    if (status == 401) out.set("WWW-Authenticate", "Bearer");
    if (status == 429 || status == 503) out.set("Retry-After", "1");
    return out;
}

Response problem(int status, std::string_view detail) {
    return problem_response("about:blank", status, detail, {});
}

int status_of(Kind kind) {
    switch (kind) {
    case Kind::invalid: return 400;
    case Kind::unauthenticated: return 401;
    case Kind::forbidden: return 403;
    case Kind::missing: return 404;
    case Kind::conflict: return 409;
    case Kind::too_large: return 413;
    case Kind::too_many: return 429;
    case Kind::unavailable: return 503;
    case Kind::corrupt: return 500;
    }
    return 500;
}

// The IANA registry of status codes, as far as anything here says them.
std::string_view reason(int status) {
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "";
    }
}

} // namespace vienreiz::http
