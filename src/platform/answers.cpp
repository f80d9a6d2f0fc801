#include "platform/answers.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
namespace {

struct Confirmation {
    std::optional<std::string> id;
    std::optional<std::uint64_t> entry;
    std::optional<std::string> receipt;
};
BOOST_DESCRIBE_STRUCT(Confirmation, (), (id, entry, receipt))

} // namespace

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
