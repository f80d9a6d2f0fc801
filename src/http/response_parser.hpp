// The client's side of Beast's parser: a response's head by value, its body piece by piece.
#pragma once

#include "http/client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

namespace vienreiz::http {

class ResponseParser final : private boost::beast::http::basic_parser<false> {
    using Base = boost::beast::http::basic_parser<false>;

public:
    using Sink = std::function<Outcome(std::string_view)>;
    ResponseParser(std::size_t largest_body, bool without_body, const Sink& sink);

    // How many of the bytes were used; the rest comes again, with more after it.
    Result<std::size_t> take(std::string_view bytes);
    Outcome ended(); // the peer has closed
    [[nodiscard]] bool started() const { return Base::got_some(); }
    [[nodiscard]] bool complete() const { return Base::is_done(); }
    // RFC 9110 §15.2: the final one follows.
    [[nodiscard]] bool interim() const { return response_.status < 200; }
    [[nodiscard]] bool keeps_alive() const { return Base::keep_alive(); }
    ClientResponse&& response() { return std::move(response_); }

private:
    using View = boost::beast::string_view;
    using Error = boost::beast::error_code;
    void on_request_impl(boost::beast::http::verb, View, View, int, Error&) override {}
    void on_response_impl(int status, View, int, Error&) override { response_.status = status; }
    void on_field_impl(boost::beast::http::field, View name, View value, Error&) override;
    void on_header_impl(Error&) override { in_body_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
    std::size_t on_body_impl(View piece, Error&) override;
    void on_chunk_header_impl(std::uint64_t, View, Error&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, View piece, Error&) override;
    void on_finish_impl(Error&) override {}
    Failure failure_for(const Error& error);

    ClientResponse response_;
    const Sink& sink_;
    std::optional<Failure> refused_; // by the sink
    bool in_body_ = false;
};

} // namespace vienreiz::http
