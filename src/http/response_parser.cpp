#include "http/response_parser.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

namespace vienreiz::http {

ResponseParser::ResponseParser(std::size_t largest_body, bool without_body, const Sink& sink)
    : sink_(sink) {
    Base::header_limit(static_cast<std::uint32_t>(limits::response_head));
    Base::body_limit(largest_body);
    Base::eager(true);
    Base::skip(without_body);
}

Result<std::size_t> ResponseParser::take(std::string_view bytes) {
    Error error;
    auto used = Base::put({bytes.data(), bytes.size()}, error);
    if (error && error != boost::beast::http::error::need_more) return failure_for(error);
    return used;
}

Outcome ResponseParser::ended() {
    if (!Base::got_some())
        return Failure{Kind::unavailable, "The server closed the connection without an answer"};
    Error error;
    Base::put_eof(error);
    if (error)
        return Failure{Kind::unavailable,
                       "The server closed the connection in the middle of its answer"};
    return {};
}

Failure ResponseParser::failure_for(const Error& error) {
    if (refused_) return *refused_;
    if (error == boost::beast::http::error::body_limit)
        return {Kind::too_large, "The server's answer is larger than is taken here"};
    return {Kind::corrupt, "The server's answer is not HTTP/1.1: " + error.message()};
}

void ResponseParser::on_field_impl(boost::beast::http::field, View name, View value, Error&) {
    if (in_body_) return; // trailers
    response_.headers.emplace_back(std::string(name.data(), name.size()),
                                   std::string(value.data(), value.size()));
}

std::size_t ResponseParser::on_body_impl(View piece, Error& error) {
    auto taken = sink_({piece.data(), piece.size()});
    if (!taken) {
        refused_ = std::move(taken).error();
        error = boost::beast::http::error::bad_value;
    }
    return piece.size();
}

std::size_t ResponseParser::on_chunk_body_impl(std::uint64_t, View piece, Error& error) {
    return on_body_impl(piece, error);
}

std::string_view ClientResponse::header(std::string_view wanted) const {
    for (const auto& [name, value] : headers)
        if (equal_ignoring_case(name, wanted)) return value;
    return {};
}

} // namespace vienreiz::http
