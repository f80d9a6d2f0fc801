#include "postgres/foremost.hpp"

namespace vienreiz::postgres {
namespace {
constexpr auto now_and_then = std::chrono::milliseconds(500);
constexpr auto patience = std::chrono::seconds(2);
} // namespace

bool Foremost::is_this_node() {
    std::lock_guard hold(mutex_);
    auto now = Deadline::clock::now();
    if (now < next_) return is_ours_;
    is_ours_ = ask();
    next_ = Deadline::clock::now() + now_and_then;
    return is_ours_;
}

bool Foremost::ask() {
    if (!session_) {
        auto opened = Connection::open(address_);
        if (!opened) return false;
        session_.emplace(std::move(*opened));
        is_ours_ = false;
    }
    // Once it is ours it stays so with the session; taken again, it would have to be given back as often.
    static const Statement take{
        "take", "SELECT pg_try_advisory_lock(hashtextextended($1::text, 0))::int::bigint"};
    static const Statement keep{"keep", "SELECT 1::bigint"};
    auto until = Deadline::clock::now() + patience;
    auto answer = is_ours_ ? session_->run(keep, Parameters(), until)
                           : session_->run(take, Parameters().text(of_), until);
    if (answer) return answer->number(0, 0) == 1;
    session_.reset();
    return false;
}

} // namespace vienreiz::postgres
