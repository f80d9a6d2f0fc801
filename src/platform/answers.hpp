// The answers most endpoints give.
#pragma once

#include "base/json.hpp"
#include "http/openapi.hpp"
#include "platform/finality.hpp"
#include "platform/sequencer.hpp"

namespace vienreiz::platform {

template <class T>
http::Response json_answer(const T& value, int status = 200) {
    http::Response response;
    response.status = status;
    response.set("Content-Type", "application/json");
    response.body = json::text(value);
    return response;
}

// For text that stands for itself, and is on no record: may be asked for in parts, and again only when it has
// changed. Its entity tag is its hash, which the caller may know already.
void tag_by_content(http::Response& response);
void tag_by_content(http::Response& response, std::string_view hash);

// Fields of answers' heads, for Endpoint::sends.
http::Header receipt_header(); // of what is recorded: commands, and answers out of restricted data
http::Header etag_header();
std::vector<http::Header> headers_by_content(); // of what is tagged by its content
http::Header location_header(std::string_view of_what);
http::Header next_page_header(); // RFC 8288
http::Header file_name_header();

// The answer to a command: what it was about, its entry in the main journal, where the receipt is, and whether the
// witnesses have cosigned it by now.
struct Confirmation {
    std::optional<std::string> id{};
    std::optional<std::uint64_t> entry{};
    std::optional<std::string> receipt{};
    std::optional<Finality> finality{};
};
BOOST_DESCRIBE_STRUCT(Confirmation, (), (id, entry, receipt, finality))

http::Response confirmation(const Node& node, const Written& written);
// For commands whose answer has a body of its own.
void set_receipt(http::Response& response, const Node& node, const Written& written);

} // namespace vienreiz::platform
