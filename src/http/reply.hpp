// From a handler's response to the bytes of an HTTP/1.1 message: status and header fields of our
// own, conditional requests, ranges, compression, framing. Knows no socket.
#pragma once

#include "http/compress.hpp"
#include "http/message.hpp"

namespace vienreiz::http {

// An open file; -1 is none.
class FileHandle {
public:
    FileHandle() = default;
    explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
    FileHandle(FileHandle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FileHandle& operator=(FileHandle&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~FileHandle();
    [[nodiscard]] int descriptor() const { return descriptor_; }
    int release() { return std::exchange(descriptor_, -1); }
    explicit operator bool() const { return descriptor_ >= 0; }

private:
    int descriptor_ = -1;
};

// The compressors of one loop, made when first wanted.
struct Compressors {
    std::unique_ptr<Compressor> gzip, zstd;
    Compressor& of(Coding coding);
};

struct ReplyTo {
    const Request& request;
    bool http_1_0 = false;
    bool keep_alive = true;
    std::string_view date; // of this second, as the Date field says it
    Compressors& compressors;
};

// What follows the head.
struct OutgoingBody {
    std::string text; // too large to stand beside the head in one buffer
    FileHandle file;
    std::shared_ptr<const void> held; // as long as the file is sent
    std::uint64_t file_at = 0, file_left = 0;
    StreamBody stream;
    bool events = false;                    // the stream is text/event-stream
    bool unflushed = false;                 // the compressor holds some of what the stream has made
    bool chunked = false;                   // otherwise a stream ends with the connection
    std::unique_ptr<Compressor> compressor; // of the stream
};

struct Reply {
    int status = 200;
    bool keep_alive = true;
    OutgoingBody body;
};

// Appends the head, and a small body with it, to `out`.
Reply compose(Response&& response, const ReplyTo& to, std::string& out);

} // namespace vienreiz::http
