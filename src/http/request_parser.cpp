#include "http/request_parser.hpp"

#include "base/text.hpp"

namespace vienreiz::http {
namespace request_parser {
namespace beast_http = boost::beast::http;

Method method_of(beast_http::verb verb) {
    static constexpr std::pair<beast_http::verb, Method> known[] = {
        {beast_http::verb::get, Method::get},         {beast_http::verb::post, Method::post},
        {beast_http::verb::head, Method::head},       {beast_http::verb::put, Method::put},
        {beast_http::verb::patch, Method::patch},     {beast_http::verb::delete_, Method::delete_},
        {beast_http::verb::options, Method::options},
    };
    for (auto [theirs, ours] : known)
        if (theirs == verb) return ours;
    return Method::other;
}

// RFC 9112 §3.2.1 origin-form, of the characters RFC 3986 allows in a path and a query.
bool is_origin_form(std::string_view target) {
    static constexpr auto allowed = [] {
        std::array<bool, 256> table{};
        for (unsigned c = 0x21; c < 0x7f; ++c) table[c] = true;
        for (char c : std::string_view("\"<>\\^`{|}#"))
            table[static_cast<unsigned char>(c)] = false;
        return table;
    }();
    if (!target.starts_with('/')) return false;
    for (char c : target)
        if (!allowed[static_cast<unsigned char>(c)]) return false;
    return true;
}

// RFC 9110 §7.2: host [":" port]. Only its characters are checked: names are the proxy's business.
bool is_host(std::string_view value) {
    for (char c : value) {
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && !std::string_view("-._~:[]%").contains(c)) return false;
    }
    return !value.empty();
}

} // namespace request_parser

auto RequestParser::head(std::string_view bytes) -> Progress {
    first_ = bytes.data();
    last_ = bytes.data() + bytes.size();
    Error error;
    head_size_ = Base::put({bytes.data(), bytes.size()}, error);
    if (error == boost::beast::http::error::need_more) {
        if (bytes.size() < limits::request_head) return Progress::incomplete;
        error = boost::beast::http::error::header_limit;
    }
    if (error) return refused_for(error, bytes);
    check(Base::is_header_done(), "a head without an error is whole");
    return Progress::complete;
}

void RequestParser::put_into(Request& request) const {
    auto question = target_.find('?');
    request.method = method_;
    request.path = target_.substr(0, question);
    request.query = question == target_.npos ? std::string_view{} : target_.substr(question + 1);
    request.headers = {fields_.data(), count_};
}

std::optional<std::uint64_t> RequestParser::length() const {
    auto length = Base::content_length();
    if (!length) return {};
    return *length;
}

void RequestParser::limit_body(std::size_t limit, const BodySink& sink) {
    in_body_ = true;
    sink_ = &sink;
    Base::eager(true);
    Base::body_limit(limit);
}

auto RequestParser::body(std::string_view bytes, std::size_t& used) -> Progress {
    first_ = bytes.data();
    last_ = bytes.data() + bytes.size();
    Error error;
    used = Base::put({bytes.data(), bytes.size()}, error);
    if (error && error != boost::beast::http::error::need_more) return refused_for(error, bytes);
    return Base::is_done() ? Progress::complete : Progress::incomplete;
}

auto RequestParser::refused_for(const Error& error, std::string_view bytes) -> Progress {
    using Reason = boost::beast::http::error;
    if (!sentence_.empty()) return Progress::refused;
    Error ignored;
    if (error == Reason::header_limit && bytes.substr(0, limits::request_head).contains("\r\n"))
        refuse(431, "The header fields of a request are limited to 16 KiB", ignored);
    else if (error == Reason::header_limit)
        refuse(414, "The address of a request is too long", ignored);
    else if (error == Reason::body_limit)
        refuse(413, "This body is larger than is taken here", ignored);
    else if (error == Reason::bad_version)
        refuse(505, "The request line ends with HTTP/1.1", ignored);
    else
        refuse(400, "This is not an HTTP/1.1 request: " + error.message(), ignored);
    return Progress::refused;
}

void RequestParser::refuse(int status, std::string_view sentence, Error& error) {
    status_ = status;
    sentence_ = sentence;
    error = boost::beast::http::error::bad_value;
}

void RequestParser::on_request_impl(boost::beast::http::verb verb, View, View target, int version,
                                    Error& error) {
    method_ = request_parser::method_of(verb);
    target_ = {target.data(), target.size()};
    version_ = version;
    if (target_ == "*" && method_ == Method::options) return; // RFC 9112 §3.2.4
    if (!request_parser::is_origin_form(target_))
        refuse(400, "The address of a request is a path: /like/this", error);
}

void RequestParser::on_field_impl(boost::beast::http::field field, View name, View value,
                                  Error& error) {
    if (in_body_) return; // RFC 9110 §6.5.1: trailers may be dropped
    // Beast joins folded lines in a buffer of its own, so such a value lies outside ours; or it
    // starts a line further.
    bool inside = value.data() >= first_ && value.data() <= last_;
    if (!inside || std::string_view(name.data(), value.data()).contains('\r'))
        return refuse(400, "A header field stands on one line (RFC 9112 §5.2)", error);
    if (count_ == fields_.size())
        return refuse(431, "A request has at most 100 header fields", error);
    std::string_view text(value.data(), value.size());
    fields_[count_++] = {{name.data(), name.size()}, text};
    framing_field(field, text, error);
}

void RequestParser::framing_field(boost::beast::http::field field, std::string_view value,
                                  Error& error) {
    using Known = boost::beast::http::field;
    if (field == Known::host) {
        if (++hosts_ > 1) return refuse(400, "A request has one Host", error);
        if (!request_parser::is_host(value)) refuse(400, "This Host is not a name", error);
    } else if (field == Known::content_length) {
        if (++lengths_ > 1 || value.contains(','))
            refuse(400, "A request has one Content-Length", error);
    } else if (field == Known::transfer_encoding) {
        if (version_ < 11) return refuse(400, "HTTP/1.0 has no Transfer-Encoding", error);
        if (!equal_ignoring_case(value, "chunked"))
            refuse(501, "The only Transfer-Encoding taken here is chunked", error);
    } else if (field == Known::expect) {
        if (!equal_ignoring_case(value, "100-continue"))
            return refuse(417, "The only expectation met here is 100-continue", error);
        expects_continue_ = version_ >= 11;
    }
}

void RequestParser::on_header_impl(Error& error) {
    if (hosts_ == 0 && version_ >= 11)
        refuse(400, "A request says its Host (RFC 9112 §3.2)", error);
}

std::size_t RequestParser::on_body_impl(View piece, Error& error) {
    auto taken = (*sink_)({piece.data(), piece.size()});
    if (!taken) refuse(status_of(taken.error().kind), taken.error().what, error);
    return piece.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, View piece, Error& error) {
    return on_body_impl(piece, error);
}

} // namespace vienreiz::http
