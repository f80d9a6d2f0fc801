// Where a request's body is gathered: in memory up to limits::request_body, beyond that in a
// temporary file.
#pragma once

#include "http/reply.hpp"

namespace vienreiz::http {

class BodyStore {
public:
    BodyStore() = default;
    BodyStore(const BodyStore&) = delete;
    BodyStore& operator=(const BodyStore&) = delete;
    ~BodyStore() { clear(); }

    // An empty folder: nothing larger than limits::request_body will come.
    void start(const std::filesystem::path& folder) { folder_ = &folder; }
    Outcome add(std::string_view piece);
    void show_in(Request& request) const;
    void clear(); // removes the file, unless the handler has moved it away

private:
    Outcome spill();
    Outcome write(std::string_view piece);
    const std::filesystem::path* folder_ = nullptr;
    std::string memory_;
    FileHandle file_;
    std::string path_;
};

} // namespace vienreiz::http
