#include "http/multipart.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace vienreiz::http {
namespace multipart {

Failure malformed(std::string_view what) {
    return {Kind::invalid, fmt::format("The form is not as RFC 7578 has it: {}", what)};
}

struct Disposition {
    std::string name;
    std::optional<std::string> file_name;
};

// A parameter's value from `at` on: quoted, with \" for a quote, or a token. `at` moves behind it.
Result<std::string> parameter_value(std::string_view text, std::size_t& at) {
    std::string out;
    if (at < text.size() && text[at] == '"') {
        for (++at; at < text.size() && text[at] != '"'; ++at) {
            if (text.substr(at).starts_with("\\\"")) ++at;
            out += text[at];
        }
        if (at >= text.size()) return malformed("a quote is not closed");
        ++at;
        return out;
    }
    auto end = std::min(text.find(';', at), text.size());
    out = trim(text.substr(at, end - at));
    at = end;
    return out;
}

// RFC 7578 §4.2: form-data; name="..."; filename="..."
Result<Disposition> disposition(std::string_view value) {
    auto at = value.find(';');
    if (!equal_ignoring_case(trim(value.substr(0, at)), "form-data"))
        return malformed("a part is not form-data");
    Disposition out;
    bool named = false;
    while (at < value.size()) {
        auto equals = value.find('=', ++at);
        if (equals == value.npos) break;
        auto key = lower(trim(value.substr(at, equals - at)));
        at = equals + 1;
        auto text = TRY(parameter_value(value, at));
        if (key == "name")
            out.name = std::move(text), named = true;
        else if (key == "filename")
            out.file_name = std::move(text);
        at = std::min(value.find(';', at), value.size());
    }
    if (!named || out.name.empty()) return malformed("a part has no name");
    if (!is_utf8(out.name) || (out.file_name && !is_utf8(*out.file_name)))
        return malformed("a name is not UTF-8");
    return out;
}

} // namespace multipart

Outcome MultipartScan::feed(std::string_view piece) {
    held_ += piece;
    while (TRY(step())) {
    }
    return {};
}

Result<bool> MultipartScan::step() {
    switch (at_) {
    case At::opening:
        return opening();
    case At::after_boundary:
        return after_boundary();
    case At::head:
        return head();
    case At::content:
        return content();
    case At::end:
        break;
    }
    if (held_.size() > 2 || !std::string_view("\r\n").starts_with(held_))
        return multipart::malformed("something follows its end");
    return false;
}

// The first boundary has no line before it.
Result<bool> MultipartScan::opening() {
    auto first = std::string_view(delimiter_).substr(2);
    if (!first.starts_with(std::string_view(held_).substr(0, first.size())))
        return multipart::malformed("it does not begin with its boundary");
    if (held_.size() < first.size()) return false;
    pass(first.size());
    at_ = At::after_boundary;
    return true;
}

// RFC 2046 §5.1.1: "it is sufficient that the boundary appear in its entirety following the CRLF";
// so a line of the content that only begins like the boundary is a mistake of the sender, not
// content.
Result<bool> MultipartScan::after_boundary() {
    if (held_.size() < 2) return false;
    bool last = held_.starts_with("--");
    if (!last && !held_.starts_with("\r\n"))
        return multipart::malformed("a boundary is followed by neither a line end nor \"--\"");
    pass(2);
    at_ = last ? At::end : At::head;
    return true;
}

Result<bool> MultipartScan::head() {
    auto end = held_.find("\r\n\r\n");
    if (std::min(end, held_.size()) > limits::form_part_head)
        return Failure{Kind::too_large, "The head of a part of the form is too long"};
    if (end == held_.npos) return false;
    TRY(begin_part(std::string_view(held_).substr(0, end)));
    pass(end + 4);
    if (file_) file_->offset = passed_;
    at_ = At::content;
    return true;
}

Outcome MultipartScan::begin_part(std::string_view head) {
    if (++parts_ > limits::form_parts)
        return Failure{Kind::too_large,
                       fmt::format("A form has at most {} parts", limits::form_parts)};
    std::optional<multipart::Disposition> about;
    for (auto line : split(head, '\n')) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        auto colon = line.find(':');
        if (colon == line.npos) return multipart::malformed("a header of a part has no colon");
        if (!equal_ignoring_case(line.substr(0, colon), "Content-Disposition")) continue;
        if (about) return multipart::malformed("a part says twice what it is");
        about = TRY(multipart::disposition(line.substr(colon + 1)));
    }
    if (!about) return multipart::malformed("a part has no Content-Disposition");
    name_ = std::move(about->name);
    value_.clear();
    file_.reset();
    if (about->file_name) file_ = PostedFile{std::move(*about->file_name), 0, 0};
    return {};
}

Result<bool> MultipartScan::content() {
    auto end = held_.find(delimiter_);
    if (end == held_.npos) {
        auto safe = held_.size() - std::min(held_.size(), delimiter_.size() - 1);
        TRY(take(safe));
        return false;
    }
    TRY(take(end));
    TRY(end_part());
    pass(delimiter_.size());
    at_ = At::after_boundary;
    return true;
}

Outcome MultipartScan::take(std::size_t count) {
    if (file_) {
        file_->length += count;
    } else {
        if (value_.size() + count > limits::form_field)
            return Failure{Kind::too_large, fmt::format("The field \"{}\" is longer than {} bytes",
                                                        name_, limits::form_field)};
        value_.append(held_, 0, count);
    }
    pass(count);
    return {};
}

Outcome MultipartScan::end_part() {
    if (file_) {
        if (file_->name.empty() && file_->length == 0) return {}; // nobody chose a file
        if (form_.file)
            return Failure{Kind::invalid, "This form takes one file; there are several"};
        form_.file = std::move(file_);
        return {};
    }
    if (!is_utf8(value_)) return multipart::malformed("a value is not UTF-8");
    auto [found, fresh] = form_.fields.try_emplace(name_, value_);
    if (!fresh) found->second += "\n" + value_;
    return {};
}

void MultipartScan::pass(std::size_t count) {
    held_.erase(0, count);
    passed_ += count;
}

Result<PostedForm> MultipartScan::finish() {
    if (at_ != At::end) return multipart::malformed("its end is missing; was the upload cut off?");
    return std::move(form_);
}

std::optional<std::string> multipart_boundary(std::string_view content_type) {
    auto at = content_type.find(';');
    if (!equal_ignoring_case(trim(content_type.substr(0, at)), "multipart/form-data")) return {};
    constexpr std::size_t longest = 70; // RFC 2046 §5.1.1
    while (at < content_type.size()) {
        auto equals = content_type.find('=', ++at);
        if (equals == content_type.npos) return {};
        auto key = lower(trim(content_type.substr(at, equals - at)));
        at = equals + 1;
        auto value = multipart::parameter_value(content_type, at);
        if (!value) return {};
        if (key == "boundary")
            return value->empty() || value->size() > longest ? std::nullopt
                                                             : std::optional(std::move(*value));
        at = std::min(content_type.find(';', at), content_type.size());
    }
    return {};
}

Result<PostedForm> posted_form(const Request& request) {
    auto boundary = multipart_boundary(request.header("Content-Type"));
    if (!boundary) return multipart::malformed("its Content-Type names no boundary");
    MultipartScan scan(*boundary);
    if (request.body_file.empty()) {
        TRY(scan.feed(request.body));
        return scan.finish();
    }
    std::ifstream in(request.body_file, std::ios::binary);
    if (!in) return Failure{Kind::unavailable, "The form that arrived cannot be read back"};
    std::string buffer(limits::MiB, '\0');
    while (in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        TRY(scan.feed(std::string_view(buffer).substr(0, static_cast<std::size_t>(in.gcount()))));
    }
    return scan.finish();
}

} // namespace vienreiz::http
