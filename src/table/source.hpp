// The text of a file, a window at a time: read, checked or decoded, its byte order mark taken off.
#pragma once

#include "table/decode.hpp"

#include <atomic>
#include <functional>

namespace vienreiz::table {

// Reads up to `room` bytes; 0 only at the end.
using ReadBytes = std::function<Result<std::size_t>(char* into, std::size_t room)>;
Result<ReadBytes> bytes_of(const std::filesystem::path& file);
ReadBytes bytes_of_text(std::string_view text);

class Source {
public:
    Source(ReadBytes read, Encoding encoding, std::size_t piece);

    // UTF-8 without NUL, not yet consumed.
    [[nodiscard]] std::string_view text() const {
        return std::string_view(text_).substr(begin_, checked_ - begin_);
    }
    // Somewhere in text() stand bytes that are no part of a UTF-8 character.
    [[nodiscard]] bool has_bad_bytes() const { return bad_end_ > begin_; }
    void consume(std::size_t bytes) { begin_ += bytes; }
    // Makes the text longer by about one piece, unless it has ended.
    Outcome fill();
    // Nothing comes after text(): the file's end, or trouble.
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] std::optional<Trouble> trouble() const { return trouble_; }
    [[nodiscard]] std::uint64_t trouble_at() const { return trouble_at_; } // byte of the file
    [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }

private:
    Outcome append(std::string& to);
    void strip_mark(std::string& raw);

    ReadBytes read_;
    Encoding encoding_;
    std::size_t piece_;
    std::string text_;        // UTF-8 files are read straight into it
    std::string raw_;         // of files in another encoding, what is not decoded yet
    std::size_t begin_ = 0;   // consumed before it
    std::size_t checked_ = 0; // known to be text before it
    std::size_t bad_end_ = 0; // behind the last byte that is not UTF-8
    bool at_front_ = true, at_end_ = false, ended_ = false;
    std::optional<Trouble> trouble_;
    std::uint64_t trouble_at_ = 0;
    std::atomic<std::uint64_t> bytes_read_ = 0;
};

} // namespace vienreiz::table
