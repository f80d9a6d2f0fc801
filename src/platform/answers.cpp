#include "platform/answers.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {

void tag_by_content(http::Response& response) {
    tag_by_content(response, hex(crypto::sha256(bytes(std::get<std::string>(response.body)))));
}

void tag_by_content(http::Response& response, std::string_view hash) {
    response.set("ETag", fmt::format("\"{}\"", hash));
    response.ranges = http::Ranges::taken;
}

http::Header receipt_header() {
    return {.name = "Receipt",
            .description = "Where the receipt of this answer is (C2SP tlog-proof); none, where "
                           "nothing had to be recorded",
            .of_failures = true};
}

http::Header etag_header() {
    return {.name = "ETag",
            .description = "Of this answer: with If-None-Match, 304 while it is the same"};
}

std::vector<http::Header> headers_by_content() {
    return {etag_header(),
            {.name = "Accept-Ranges", .description = "bytes: it may be asked for in parts"}};
}

http::Header next_page_header() {
    return {.name = "Link",
            .description = "The next page, as rel=\"next\" (RFC 8288); none on the last"};
}

http::Header location_header(std::string_view of_what) {
    return {.name = "Location", .description = fmt::format("Where {} is", of_what)};
}

http::Header file_name_header() {
    return {.name = "Content-Disposition", .description = "The name to keep it under"};
}

namespace {
std::string receipt_place(const Written& written) {
    return fmt::format("/journals/main/receipts/{}", written.first);
}
} // namespace

http::Response confirmation(const Node& node, const Written& written) {
    Confirmation body;
    if (!written.subject.empty()) body.id = written.subject;
    if (written.count) {
        body.entry = written.first;
        body.receipt = receipt_place(written);
        body.finality = finality_of(node, "main", written.first);
    }
    auto response = json_answer(body);
    set_receipt(response, node, written);
    return response;
}

void set_receipt(http::Response& response, const Node& node, const Written& written) {
    if (!written.count) return;
    response.set("Receipt", receipt_place(written));
    response.set("Finality", name(finality_of(node, "main", written.first)));
}

} // namespace vienreiz::platform
