#include "platform/answers.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {

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
