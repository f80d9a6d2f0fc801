#include "platform/answers.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {

void tag_by_content(http::Response& response) {
    auto hash = crypto::sha256(bytes(std::get<std::string>(response.body)));
    response.set("ETag", fmt::format("\"{}\"", hex(hash)));
    response.ranges = http::Ranges::taken;
}

http::Response confirmation(const Written& written) {
    Confirmation body;
    if (!written.subject.empty()) body.id = written.subject;
    if (written.count) {
        body.entry = written.first;
        body.receipt = fmt::format("/journals/main/receipts/{}", written.first);
    }
    auto response = json_answer(body);
    if (body.receipt) response.set("Receipt", *body.receipt);
    return response;
}

} // namespace vienreiz::platform
