// Beast's parser used strictly: a request head as views into the connection's buffer, then the
// body's pieces.
//
// Beast takes what RFC 9112 lets a recipient take; this refuses what a proxy in front might read
// differently (request smuggling): folded lines (§5.2), Transfer-Encoding other than one "chunked"
// (§6.1), both framings at once (§6.3), Content-Length more than once, a Host that is absent or
// repeated (§3.2), a target that is no path (§3.2.1).
#pragma once

#include "base/limits.hpp"
#include "http/message.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include <array>

namespace vienreiz::http {

// Where the pieces of a body go; a failure stops the parser.
using BodySink = std::function<Outcome(std::string_view piece)>;

class RequestParser final : private boost::beast::http::basic_parser<true> {
    using Base = boost::beast::http::basic_parser<true>;

public:
    using Fields = std::array<HeaderView, limits::request_header_fields>;

    // What a head may turn out to be. `refused`: answer status() with sentence(), then close.
    enum class Progress { incomplete, complete, refused };

    explicit RequestParser(Fields& fields) : fields_(fields) {
        Base::header_limit(static_cast<std::uint32_t>(limits::request_head));
        Base::body_limit(boost::none);
    }
    // `bytes` starts at the request line. Incomplete: throw the parser away and come with the same
    // and more.
    Progress head(std::string_view bytes);
    [[nodiscard]] std::size_t head_size() const { return head_size_; }
    void put_into(Request& request) const;

    [[nodiscard]] bool has_body() const { return !Base::is_done(); }
    [[nodiscard]] bool keeps_alive() const { return Base::keep_alive(); }
    [[nodiscard]] bool is_http_1_0() const { return version_ == 10; }
    [[nodiscard]] bool expects_continue() const { return expects_continue_; }
    [[nodiscard]] std::optional<std::uint64_t> length() const; // Content-Length; nothing: chunked

    // Hands the pieces among `bytes` to the sink; says how many bytes were used. Complete: the body
    // has ended.
    void limit_body(std::size_t limit, const BodySink& sink);
    Progress body(std::string_view bytes, std::size_t& used);

    [[nodiscard]] int status() const { return status_; }
    [[nodiscard]] const std::string& sentence() const { return sentence_; }

private:
    using View = boost::beast::string_view;
    using Error = boost::beast::error_code;
    void on_request_impl(boost::beast::http::verb, View, View target, int version, Error&) override;
    void on_response_impl(int, View, int, Error&) override {}
    void on_field_impl(boost::beast::http::field, View name, View value, Error&) override;
    void on_header_impl(Error&) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
    std::size_t on_body_impl(View piece, Error&) override;
    void on_chunk_header_impl(std::uint64_t, View, Error&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, View piece, Error&) override;
    void on_finish_impl(Error&) override {}
    void refuse(int status, std::string_view sentence, Error&);
    void framing_field(boost::beast::http::field, std::string_view value, Error&);
    Progress refused_for(const Error& error, std::string_view bytes);

    Fields& fields_;
    std::size_t count_ = 0, head_size_ = 0;
    const char *first_ = nullptr, *last_ = nullptr; // the bytes now under the parser
    Method method_ = Method::other;
    std::string_view target_;
    int version_ = 11, hosts_ = 0, lengths_ = 0;
    bool expects_continue_ = false, in_body_ = false;
    const BodySink* sink_ = nullptr;
    int status_ = 400;
    std::string sentence_;
};

} // namespace vienreiz::http
