// A form posted with a file: multipart/form-data (RFC 7578, on RFC 2046 §5.1). Fields are kept; of
// a file only the place is, so that a body of gigabytes is scanned once and never copied into
// memory.
//
// Strict where browsers agree: no preamble, no padding behind a boundary, nothing but a line end
// after the last one. Limits: limits::form_parts, form_part_head, form_field.
#pragma once

#include "http/message.hpp"

#include <map>

namespace vienreiz::http {

struct PostedFile {
    std::string name;                     // as the browser calls it; for showing only
    std::uint64_t offset = 0, length = 0; // within the body
};

struct PostedForm {
    std::map<std::string, std::string> fields; // boxes of one name: a line each
    std::optional<PostedFile> file;            // at most one; none when nobody chose one
};

// Takes the body in pieces of any size.
class MultipartScan {
public:
    explicit MultipartScan(std::string_view boundary)
        : delimiter_("\r\n--" + std::string(boundary)) {}
    Outcome feed(std::string_view piece);
    Result<PostedForm> finish(); // Kind::invalid when the end is missing

private:
    enum class At { opening, after_boundary, head, content, end };
    Result<bool> step(); // false: more bytes are wanted
    Result<bool> opening();
    Result<bool> after_boundary();
    Result<bool> head();
    Result<bool> content();
    Outcome begin_part(std::string_view head);
    Outcome take(std::size_t count); // of the part's content
    Outcome end_part();
    void pass(std::size_t count);

    std::string delimiter_;
    std::string held_;         // arrived and not passed yet
    std::uint64_t passed_ = 0; // bytes of the body before held_
    At at_ = At::opening;
    std::size_t parts_ = 0;
    std::string name_, value_;
    std::optional<PostedFile> file_;
    PostedForm form_;
};

// The value of `boundary` in a Content-Type, when that is multipart/form-data and has one (1 to 70
// characters).
std::optional<std::string> multipart_boundary(std::string_view content_type);

// The posted form of a request, in memory or in its body file.
Result<PostedForm> posted_form(const Request& request);

} // namespace vienreiz::http
