#include "http/answer.hpp"

namespace vienreiz::http {

Response answer(std::string body, std::string_view type, std::string_view cache) {
    Response response;
    response.set("Content-Type", type);
    response.set("Cache-Control", cache);
    response.body = std::move(body);
    return response;
}

Response unrouted(const Failure& failure) {
    if (failure.kind != Kind::conflict) return problem(failure);
    auto response = problem(
        405, "This address does not take that method; the header Allow names those it takes");
    response.set("Allow", failure.where);
    return response;
}

} // namespace vienreiz::http
