// Any bytes as an answer of a server we ask: however they are cut, the same answer comes out, and its body keeps to the
// limit.
#include "base/fuzz_seeds.hpp"
#include "base/text.hpp"
#include "http/response_parser.hpp"

namespace {

using namespace vienreiz;

constexpr std::size_t largest_body = 256;

struct Taken {
    bool failed = false, complete = false;
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    bool operator==(const Taken&) const = default;
};

Taken take(std::string_view input, std::size_t step) {
    Taken out;
    http::ResponseParser::Sink sink = [&](std::string_view piece) -> Outcome {
        out.body += piece;
        return {};
    };
    http::ResponseParser parser(largest_body, false, sink);
    std::size_t end = 0;
    for (std::size_t begin = 0; end < input.size() && !parser.complete();) {
        end = std::min(input.size(), end + step);
        while (begin < end && !parser.complete()) {
            auto used = parser.take(input.substr(begin, end - begin));
            if (!used) return {.failed = true, .headers = {}, .body = {}};
            check(*used <= end - begin, "no more is used than there is");
            if (*used == 0) break;
            begin += *used;
        }
    }
    if (!parser.complete() && !parser.ended()) return {.failed = true, .headers = {}, .body = {}};
    out.complete = parser.complete();
    out.status = parser.response().status;
    out.headers = std::move(parser.response().headers);
    check(out.body.size() <= largest_body, "a body keeps to its limit");
    return out;
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return vienreiz::fuzz::plant(
        *count, *arguments,
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.0 404 Not Found\r\n\r\nnothing",
         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: 1\r\n\r\n",
         "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto input = text(ByteView(data, size));
    auto whole = take(input, std::max<std::size_t>(size, 1)), in_pieces = take(input, 3);
    // How much of a body that is too long was taken before it was refused is not compared.
    check(whole == in_pieces, "cutting an answer changes nothing about it");
    return 0;
}
