#include "witness/over_http.hpp"

#include "base/limits.hpp"
#include "http/client.hpp"

namespace vienreiz::witness {
namespace {

Result<std::unique_ptr<http::Client>> client_to(const http::ServiceAddress& service) {
    return http::Client::to(
        service.base,
        {.timeout = limits::peer_timeout, .largest_body = limits::note_bytes, .trust = {}});
}

} // namespace

Caution::Ask ask_over_http() {
    return [](const std::string& url,
              const std::string& origin_hash) -> Result<std::optional<std::string>> {
        auto service = http::service_address(url);
        auto client = TRY(client_to(service));
        auto answer =
            TRY(client->send({.target = service.path + "/" + origin_hash + "/checkpoint"}));
        if (answer.status == 404) return std::nullopt;
        if (answer.status != 200)
            return Failure{Kind::unavailable, "A witness answered " + std::to_string(answer.status),
                           url};
        return std::move(answer.body);
    };
}

Witnessing::Send send_over_http() {
    return [](const std::string& url, const std::string& body) -> Result<Witnessing::Answer> {
        thread_local std::map<std::string, std::unique_ptr<http::Client>> clients;
        auto service = http::service_address(url);
        auto& client = clients[service.base];
        if (!client) client = TRY(client_to(service));
        auto answer = TRY(client->send({.method = "POST",
                                        .target = service.path + "/add-checkpoint",
                                        .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
                                        .body = body}));
        return Witnessing::Answer{answer.status, std::move(answer.body)};
    };
}

} // namespace vienreiz::witness
