// Whatever is taken as a request has views inside its bytes and no line break in a field; and
// however its body is cut on the way, the same bytes come out and the next request starts at the
// same place.
#include "base/fuzz_seeds.hpp"
#include "http/request_parser.hpp"

namespace {

using namespace vienreiz;
using http::RequestParser;

struct Taken {
    RequestParser::Progress progress;
    std::size_t size = 0; // of head and body
    std::string body;
    bool operator==(const Taken&) const = default;
};

void check_views(const http::Request& request, std::string_view input) {
    auto inside = [&](std::string_view text) {
        return text.empty() || (text.data() >= input.data() &&
                                text.data() + text.size() <= input.data() + input.size());
    };
    check(request.path.starts_with('/') || request.path == "*", "a request is for a path");
    check(inside(request.path) && inside(request.query), "an address is part of the input");
    for (const auto& [name, value] : request.headers) {
        check(inside(name) && inside(value) && !name.empty(), "a field is part of the input");
        check(value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos,
              "a field stands on one line");
    }
}

Taken take(std::string_view input, std::size_t step) {
    RequestParser::Fields fields;
    RequestParser parser(fields);
    Taken out{parser.head(input), 0, {}};
    if (out.progress != RequestParser::Progress::complete) return out;
    http::Request request;
    parser.put_into(request);
    check_views(request, input);
    out.size = parser.head_size();
    if (!parser.has_body()) return out;
    http::BodySink sink = [&](std::string_view piece) -> Outcome {
        out.body += piece;
        return {};
    };
    parser.limit_body(limits::request_body, sink);
    out.progress = RequestParser::Progress::incomplete;
    for (auto end = out.size;
         end < input.size() && out.progress == RequestParser::Progress::incomplete;) {
        end = std::min(input.size(), end + step);
        std::size_t used = 0;
        out.progress = parser.body(input.substr(out.size, end - out.size), used);
        check(used <= end - out.size, "no more is used than there is");
        out.size += used;
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return vienreiz::fuzz::plant(
        *count, *arguments,
        {"GET /a?b=c HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\n\r\n",
         "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET",
         "PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
         "PATCH / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
         "3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n",
         "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input(reinterpret_cast<const char*>(data), size);
    auto whole = take(input, size), in_pieces = take(input, 3);
    check(whole.progress == in_pieces.progress, "cutting a body changes nothing about it");
    if (whole.progress == RequestParser::Progress::complete)
        check(whole == in_pieces, "the same bytes come out");
    return 0;
}
