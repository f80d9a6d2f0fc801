#include "http/reply.hpp"

#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "http/conditions.hpp"

#include <charconv>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vienreiz::http {
namespace reply {

// One page may load only what comes from here, as files: no inline script or style
// (docs/architecture.md, pages).
constexpr std::string_view page_policy =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'\r\n";
constexpr std::string_view page_headers =
    "Referrer-Policy: same-origin\r\nX-Frame-Options: DENY\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n";
constexpr std::string_view every_answer = "X-Content-Type-Options: nosniff\r\n";
// RFC 6797.
constexpr std::string_view strict_transport = "Strict-Transport-Security: max-age=31536000\r\n";
// Copying this much is cheaper than a second piece.
constexpr std::size_t beside_head = 16 * limits::KiB;
constexpr std::size_t worth_compressing = 1 * limits::KiB;

// The header fields that decide something here.
struct Known {
    std::string_view etag, content_type, content_encoding, cache_control, last_modified;
    bool own_policy = false;
};

bool is(std::string_view name, std::string_view known) {
    return name.size() == known.size() && equal_ignoring_case(name, known);
}

// In one pass over the handler's.
Known look_through(const Fields& fields) {
    Known known;
    fields.each([&](std::string_view name, std::string_view value) {
        switch (name.size()) {
        case 4:
            if (is(name, "ETag")) known.etag = value;
            break;
        case 12:
            if (is(name, "Content-Type")) known.content_type = value;
            break;
        case 13:
            if (is(name, "Cache-Control"))
                known.cache_control = value;
            else if (is(name, "Last-Modified"))
                known.last_modified = value;
            break;
        case 16:
            if (is(name, "Content-Encoding")) known.content_encoding = value;
            break;
        case 23:
            if (is(name, "Content-Security-Policy")) known.own_policy = true;
            break;
        default:
            break;
        }
    });
    return known;
}

void append_number(std::string& out, std::uint64_t number) {
    char digits[20];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void append_status(std::string& out, int status) {
    if (status == 200) {
        append(out, "HTTP/1.1 200 OK\r\n");
        return;
    }
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::uint64_t>(status));
    out += ' ';
    out += reason(status);
    out += "\r\n";
}

bool has_no_content(int status) { return status == 204 || status == 304 || status < 200; }

bool already_there(const ReplyTo& to, const Known& known) {
    auto if_none_match = to.request.header("If-None-Match");
    if (!known.etag.empty() && !if_none_match.empty()) return names_etag(if_none_match, known.etag);
    if (!if_none_match.empty()) return false; // §13.1.3: the date counts only without a tag
    if (known.last_modified.empty()) return false;
    return unmodified_since(to.request.header("If-Modified-Since"), known.last_modified);
}

// The parts of one composition, in the order they happen.
class Composer {
public:
    Composer(Response&& response, const ReplyTo& to, std::string& out)
        : response_(std::move(response)), to_(to), out_(out) {}
    Reply run();

private:
    void negotiate();
    void condition();
    void open_file();
    void take_part_of_text();
    void compress();
    void write_head();
    void write_fields();
    void write_framing();
    [[nodiscard]] bool compressible() const;
    [[nodiscard]] std::optional<ByteRange> wanted_part(std::uint64_t length);
    void fail(const Failure& failure);

    Response response_;
    const ReplyTo& to_;
    std::string& out_;
    Known known_;
    OutgoingBody body_;
    Coding coding_ = Coding::identity; // what we compress it with
    bool varies_ = false;              // by Accept-Encoding
    bool ranges_ = false;
    std::string content_range_;
    bool keep_alive_ = true, headless_ = false;
};

Reply Composer::run() {
    if (!response_.headers.safe()) {
        diagnostics::error("A response had a control character in a header field");
        response_ = problem(500, "This request could not be answered");
    }
    known_ = look_through(response_.headers);
    keep_alive_ = to_.keep_alive;
    headless_ = to_.request.method == Method::head;
    negotiate();
    condition();
    open_file();
    take_part_of_text();
    compress();
    write_head();
    return {response_.status, keep_alive_, std::move(body_)};
}

bool Composer::compressible() const {
    const auto* text = std::get_if<std::string>(&response_.body);
    if (text ? text->size() < worth_compressing
             : !std::holds_alternative<StreamBody>(response_.body))
        return false;
    if (has_no_content(response_.status) || !known_.content_encoding.empty()) return false;
    return !known_.cache_control.contains("no-transform") && is_text_like(known_.content_type);
}

// Comes before the conditions: a 304 is of the representation that a 200 would have carried, and says
// its tag and by what it varies (§15.4.5).
void Composer::negotiate() {
    varies_ = compressible();
    if (varies_) coding_ = choose_coding(to_.request.header("Accept-Encoding"));
}

void Composer::condition() {
    bool safe = to_.request.method == Method::get || headless_;
    if (response_.status != 200 || !safe) return;
    if (known_.etag.empty() && known_.last_modified.empty()) return;
    if (!already_there(to_, known_)) return;
    response_.status = 304;
    response_.body = std::string{};
}

void Composer::fail(const Failure& failure) {
    response_ = problem(failure);
    known_ = look_through(response_.headers);
}

void Composer::open_file() {
    auto* wanted = std::get_if<FileBody>(&response_.body);
    if (!wanted) return;
    FileHandle file(::open(wanted->path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status{};
    if (!file || ::fstat(file.descriptor(), &status) != 0 || !S_ISREG(status.st_mode))
        return fail({Kind::unavailable, "The file of this answer cannot be read"});
    auto size = static_cast<std::uint64_t>(status.st_size);
    if (wanted->offset > size || wanted->length > size - wanted->offset)
        return fail({Kind::corrupt, "The file of this answer is shorter than it should be"});
    auto length = wanted->length ? wanted->length : size - wanted->offset;
    body_.file_at = wanted->offset;
    body_.file_left = length;
    body_.file = std::move(file);
    body_.held = std::move(wanted->held);
    auto part = wanted_part(length);
    if (!part) return;
    body_.file_at += part->offset;
    body_.file_left = part->length;
}

// A part is of the text as it is: compressed anew for each request, its bytes would have no tag that
// proves two parts to be of one whole (§8.8.3.3). Who takes nothing uncompressed gets the whole.
void Composer::take_part_of_text() {
    auto* text = std::get_if<std::string>(&response_.body);
    if (!text || response_.ranges == Ranges::ignored) return;
    if (coding_ != Coding::identity && !takes_identity(to_.request.header("Accept-Encoding")))
        return;
    auto part = wanted_part(text->size());
    if (!part) return;
    text->erase(0, part->offset);
    text->resize(part->length);
}

// What of so many bytes is asked for (§14.2); the status and Content-Range then say so. Nothing: all of
// them, or none, which is the problem that the response has become.
std::optional<ByteRange> Composer::wanted_part(std::uint64_t length) {
    bool safe = to_.request.method == Method::get || headless_;
    ranges_ = response_.status == 200 && safe && known_.content_encoding.empty();
    auto range_field = to_.request.header("Range");
    // "GET is the only method for which range handling is defined."
    if (!ranges_ || headless_ || range_field.empty() ||
        !range_applies(to_.request.header("If-Range"), known_.etag, known_.last_modified))
        return {};
    auto range = byte_range(range_field, length);
    if (range.kind == ByteRange::Kind::whole) return {};
    coding_ = Coding::identity;
    if (range.kind == ByteRange::Kind::unsatisfiable) {
        body_ = {};
        response_ = problem(416, "There is no such part of it; Content-Range says how long it is");
        known_ = look_through(response_.headers);
        content_range_ = "bytes */" + std::to_string(length);
        return {};
    }
    response_.status = 206;
    content_range_ = "bytes " + std::to_string(range.offset) + '-' +
                     std::to_string(range.offset + range.length - 1) + '/' + std::to_string(length);
    return range;
}

void Composer::compress() {
    if (coding_ == Coding::identity || has_no_content(response_.status)) return;
    if (std::holds_alternative<StreamBody>(response_.body)) {
        body_.compressor = Compressor::of(coding_);
        return;
    }
    auto& text = std::get<std::string>(response_.body);
    std::string smaller;
    to_.compressors.of(coding_).add(text, Compressor::After::end, smaller);
    text = std::move(smaller);
}

void Composer::write_head() {
    append_status(out_, response_.status);
    append(out_, "Date: ", to_.date, "\r\n", every_answer);
    if (known_.content_type.starts_with("text/html")) {
        out_ += page_headers;
        if (!known_.own_policy) out_ += page_policy;
    }
    if (to_.request.tls) out_ += strict_transport;
    write_fields();
    bool coded = coding_ != Coding::identity;
    if (coded && !has_no_content(response_.status))
        out_.append("Content-Encoding: ").append(name(coding_)).append("\r\n");
    if (varies_) out_ += "Vary: Accept-Encoding\r\n";
    if (ranges_ && !coded) out_ += "Accept-Ranges: bytes\r\n";
    if (!content_range_.empty())
        out_.append("Content-Range: ").append(content_range_).append("\r\n");
    write_framing();
}

void Composer::write_fields() {
    auto fields = response_.headers.text();
    // Two encodings of one thing are not byte for byte the same: the tag becomes weak (§8.8.1).
    if (coding_ != Coding::identity && !known_.etag.empty() && !known_.etag.starts_with("W/")) {
        auto before = static_cast<std::size_t>(known_.etag.data() - fields.data());
        out_.append(fields.substr(0, before)).append("W/");
        fields.remove_prefix(before);
    }
    out_ += fields;
}

void Composer::write_framing() {
    auto* stream = std::get_if<StreamBody>(&response_.body);
    auto* text = std::get_if<std::string>(&response_.body);
    if (stream && !has_no_content(response_.status)) {
        body_.chunked = !to_.http_1_0;
        if (body_.chunked)
            out_ += "Transfer-Encoding: chunked\r\n";
        else
            keep_alive_ = false;
        body_.events = known_.content_type.starts_with("text/event-stream");
        if (!headless_) body_.stream = std::move(*stream);
    } else if (!has_no_content(response_.status)) {
        append(out_, "Content-Length: ");
        append_number(out_, text ? text->size() : body_.file_left);
        append(out_, "\r\n");
    }
    if (!keep_alive_)
        out_ += "Connection: close\r\n";
    else if (to_.http_1_0)
        out_ += "Connection: keep-alive\r\n";
    append(out_, "\r\n");
    if (headless_ || has_no_content(response_.status)) {
        body_ = {};
        return;
    }
    if (text && text->size() <= beside_head)
        out_ += *text;
    else if (text)
        body_.text = std::move(*text);
}

} // namespace reply

FileHandle::~FileHandle() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Compressor& Compressors::of(Coding coding) {
    auto& held = coding == Coding::gzip ? gzip : zstd;
    if (!held) held = Compressor::of(coding);
    return *held;
}

Reply compose(Response&& response, const ReplyTo& to, std::string& out) {
    return reply::Composer(std::move(response), to, out).run();
}

} // namespace vienreiz::http
