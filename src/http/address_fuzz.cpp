// Any bytes as an address: the base of a server we ask, a path to be routed, a query, a cookie. What a parameter says
// is what was encoded; a route's parameters never outgrow the path.
#include "base/fuzz_seeds.hpp"
#include "base/text.hpp"
#include "http/client.hpp"
#include "http/router.hpp"

using namespace vienreiz;

namespace {

const http::Router& routes() {
    static http::Router router;
    [[maybe_unused]] static const bool filled = [] {
        for (const auto* path : {"/api/datasets/{dataset}/rows/{key}", "/api/datasets/all",
                                 "/journals/{name}/{file*}"})
            router.add(http::Method::get, path);
        return true;
    }();
    return router;
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return fuzz::plant(*count, *arguments,
                       {"https://example.lv", "http://[::1]:8080/", "http://a:65536",
                        "/api/datasets/uznemumi/rows/4%2F0", "/journals/main/tile/0/x001/234.p/5",
                        "keys=1,2&limit=100&name=R%C4%ABga+1", "session=abc; lv=1"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto input = text(ByteView(data, size));
    if (auto client = http::Client::to(input))
        check(input.starts_with("http"), "only HTTP is spoken"); // it connects when it is asked

    if (auto match = routes().find(http::Method::get, input))
        for (const auto& [name, value] : match->parameters)
            check(value.size() <= size, "decoding makes nothing longer");

    http::HeaderView cookies{"Cookie", input};
    http::Request request;
    request.query = input;
    request.headers = {&cookies, 1};
    if (auto value = request.cookie("session"))
        check(input.contains(*value), "a cookie's value stands in the field as it is");
    for (const auto* name : {"keys", "limit", "name", ""})
        if (auto value = request.parameter(name))
            check(value->size() <= size, "decoding makes nothing longer");

    auto query = "other=1&name=" + percent_encode(input) + "&last=";
    request.query = query;
    check(request.parameter("name") == input, "a parameter says what was encoded");
    return 0;
}
