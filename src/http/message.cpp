#include "http/message.hpp"

#include "base/diagnostics.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace vienreiz::http {

std::string_view name(Method method) {
    switch (method) {
    case Method::get:
        return "GET";
    case Method::head:
        return "HEAD";
    case Method::post:
        return "POST";
    case Method::put:
        return "PUT";
    case Method::patch:
        return "PATCH";
    case Method::delete_:
        return "DELETE";
    case Method::options:
        return "OPTIONS";
    case Method::other:
        break;
    }
    return "?";
}

std::string_view Request::header(std::string_view wanted) const {
    for (const auto& field : headers)
        if (field.name.size() == wanted.size() && equal_ignoring_case(field.name, wanted))
            return field.value;
    return {};
}

HeaderView Fields::take_field(std::string_view& rest) {
    auto colon = rest.find(": "), end = rest.find("\r\n", colon);
    HeaderView field{rest.substr(0, colon), rest.substr(colon + 2, end - colon - 2)};
    rest.remove_prefix(end + 2);
    return field;
}

void Fields::set(std::string_view name, std::string_view value) {
    check(name != "Content-Length" && name != "Date", "the server sets these fields itself");
    if (has_control(name) || has_control(value)) {
        safe_ = false;
        return;
    }
    constexpr std::size_t usual = 240; // of all fields of an answer
    if (text_.empty()) text_.reserve(usual);
    append(text_, name, ": ", value, "\r\n");
}

std::string_view Fields::operator[](std::string_view wanted) const {
    for (std::string_view rest = text_; !rest.empty();) {
        auto [name, value] = take_field(rest);
        if (name.size() == wanted.size() && equal_ignoring_case(name, wanted)) return value;
    }
    return {};
}

// RFC 6265 §5.4 as clients send it: "a=1; b=2". The first of a name wins; quotes are part of the
// value.
std::optional<std::string> Request::cookie(std::string_view wanted) const {
    for (const auto& field : headers) {
        if (!equal_ignoring_case(field.name, "cookie")) continue;
        for (auto pair : split(field.value, ';')) {
            pair = trim(pair);
            auto equals = pair.find('=');
            if (equals != pair.npos && pair.substr(0, equals) == wanted)
                return std::string(pair.substr(equals + 1));
        }
    }
    return {};
}

namespace {

Outcome readable_text(std::string_view encoded, std::string_view sentence, std::string_view place) {
    if (!encoded.contains('%') && is_utf8(encoded)) return {};
    auto decoded = percent_decode(encoded);
    if (decoded && is_utf8(*decoded)) return {};
    return Failure{Kind::invalid, std::string(sentence), std::string(place)};
}

} // namespace

bool Request::is_form() const {
    constexpr std::string_view type = "application/x-www-form-urlencoded";
    return equal_ignoring_case(header("Content-Type").substr(0, type.size()), type);
}

// What separates its parts is ASCII, so the whole is UTF-8 just when every part is.
Outcome Request::readable() const {
    constexpr std::string_view address =
        "This address cannot be read: it is not percent-encoded UTF-8";
    TRY(readable_text(path, address, "path"));
    TRY(readable_text(query, address, "query"));
    if (body.empty() || !is_form()) return {};
    return readable_text(body, "This form cannot be read: it is not percent-encoded UTF-8", "body");
}

// One that cannot be decoded counts as absent; readable() has refused it before.
std::optional<std::string> Request::parameter(std::string_view wanted) const {
    for (auto rest = query; !rest.empty();) {
        auto end = std::min(rest.find('&'), rest.size());
        auto pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        auto equals = std::min(pair.find('='), pair.size());
        auto key = percent_decode(pair.substr(0, equals), true);
        if (!key || *key != wanted) continue;
        auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
        if (value) return std::move(*value);
    }
    return {};
}

void Responder::give(Response&& response) {
    auto* target = std::exchange(target_, nullptr);
    std::unique_ptr<Target> owner(owned_ ? target : nullptr);
    target->respond(std::move(response));
}

void Responder::operator()(Response response) {
    check(target_ != nullptr, "a request is answered once");
    give(std::move(response));
}

void Responder::drop() {
    if (!target_) return;
    diagnostics::error("A request was dropped without an answer");
    give(problem(500, "This request could not be answered"));
}

Responder& Responder::operator=(Responder&& other) noexcept {
    if (this == &other) return *this;
    drop();
    target_ = std::exchange(other.target_, nullptr);
    owned_ = other.owned_;
    return *this;
}

} // namespace vienreiz::http
