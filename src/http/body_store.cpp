#include "http/body_store.hpp"

#include "base/limits.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace vienreiz::http {
namespace body_store {
constexpr std::size_t kept_between_requests = 64 * limits::KiB;
const Failure no_room{Kind::unavailable,
                      "There is no room for this body just now; try again later"};
} // namespace body_store

Outcome BodyStore::add(std::string_view piece) {
    if (file_) return write(piece);
    if (memory_.size() + piece.size() > limits::request_body) {
        TRY(spill());
        return write(piece);
    }
    memory_ += piece;
    return {};
}

Outcome BodyStore::spill() {
    check(folder_ && !folder_->empty(), "a large body is taken only with a folder for it");
    path_ = (*folder_ / "body-XXXXXX").string();
    file_ = FileHandle(::mkostemp(path_.data(), O_CLOEXEC));
    if (!file_) {
        path_.clear();
        return body_store::no_room;
    }
    TRY(write(memory_));
    memory_ = {};
    return {};
}

Outcome BodyStore::write(std::string_view piece) {
    while (!piece.empty()) {
        auto written = ::write(file_.descriptor(), piece.data(), piece.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return body_store::no_room;
        piece.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

void BodyStore::show_in(Request& request) const {
    if (file_)
        request.body_file = path_;
    else
        request.body = memory_;
}

void BodyStore::clear() {
    if (file_) {
        ::unlink(path_.c_str());
        file_ = FileHandle{};
        path_.clear();
    }
    if (memory_.capacity() > body_store::kept_between_requests)
        memory_ = {};
    else
        memory_.clear();
}

} // namespace vienreiz::http
