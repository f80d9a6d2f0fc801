#include "table/source.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace vienreiz::table {
namespace {

struct OpenFile {
    int descriptor = -1;
    explicit OpenFile(int opened) : descriptor(opened) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() { ::close(descriptor); }
};

Failure not_readable(const std::filesystem::path& file, int error) {
    auto kind = error == ENOENT ? Kind::missing : Kind::unavailable;
    return {kind, fmt::format("{} cannot be read: {}", file.string(), std::strerror(error))};
}

} // namespace

Result<ReadBytes> bytes_of(const std::filesystem::path& file) {
    int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return not_readable(file, errno);
    auto open = std::make_shared<OpenFile>(descriptor);
    ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    return [open, file](char* into, std::size_t room) -> Result<std::size_t> {
        for (;;) {
            auto got = ::read(open->descriptor, into, room);
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) return not_readable(file, errno);
        }
    };
}

ReadBytes bytes_of_text(std::string_view text) {
    return [text](char* into, std::size_t room) mutable -> Result<std::size_t> {
        auto got = text.copy(into, room);
        text.remove_prefix(got);
        return got;
    };
}

Source::Source(ReadBytes read, Encoding encoding, std::size_t piece)
    : read_(std::move(read)), encoding_(encoding), piece_(std::max<std::size_t>(piece, 16)) {}

// Reads a whole piece behind what `to` holds; a pipe may give it in parts.
Outcome Source::append(std::string& to) {
    auto before = to.size();
    Outcome outcome;
    to.resize_and_overwrite(before + piece_, [&](char* data, std::size_t room) {
        auto end = before;
        while (end < room) {
            auto got = read_(data + end, room - end);
            if (!got) outcome = std::move(got).error();
            if (!got || *got == 0) {
                at_end_ = true;
                break;
            }
            end += *got;
        }
        return end;
    });
    bytes_read_ += to.size() - before;
    return outcome;
}

void Source::strip_mark(std::string& raw) {
    at_front_ = false;
    auto mark = byte_order_mark(raw);
    if (mark && mark->encoding == encoding_) raw.erase(0, mark->size);
}

Outcome Source::fill() {
    if (ended_) return {};
    text_.erase(0, begin_);
    checked_ -= begin_;
    bad_end_ -= std::min(bad_end_, begin_);
    begin_ = 0;
    bool direct = encoding_ == Encoding::utf8;
    auto& raw = direct ? text_ : raw_;
    TRY(append(raw));
    if (at_front_) strip_mark(raw);

    if (direct) {
        auto surveyed = survey_utf8(std::string_view(text_).substr(checked_), at_end_);
        if (surveyed.bad > 0) bad_end_ = checked_ + surveyed.bad_end;
        checked_ += surveyed.taken;
        trouble_ = surveyed.trouble;
    } else {
        auto decoded = decode(encoding_, raw_, at_end_, text_);
        raw_.erase(0, decoded.taken);
        checked_ = text_.size();
        trouble_ = decoded.trouble;
    }
    if (trouble_) trouble_at_ = bytes_read_ - (direct ? text_.size() - checked_ : raw_.size());
    ended_ = at_end_ || trouble_;
    return {};
}

} // namespace vienreiz::table
