// Of several nodes over one database the one that does what only one need do. It holds a lock there for as long as its
// session lives; when it is gone, another has the lock at its next try. For a moment after a server was lost two may
// believe it of themselves, so nothing may depend on there being one only.
#pragma once

#include "postgres/connection.hpp"

#include <mutex>

namespace vienreiz::postgres {

class Foremost {
public:
    // `of`: what is done, a name for the lock.
    Foremost(std::string address, std::string of)
        : address_(std::move(address)), of_(std::move(of)) {}
    // Asks the database now and then. Any thread.
    bool is_this_node();

private:
    bool ask();
    std::string address_, of_;
    std::mutex mutex_;
    std::optional<Connection> session_;
    bool is_ours_ = false;
    Deadline next_{};
};

} // namespace vienreiz::postgres
