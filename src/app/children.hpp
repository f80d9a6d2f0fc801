// Programs that run as long as this one does: started again when they end.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace vienreiz::app {

struct Child {
    std::string name;               // "m1 etcd"
    std::vector<std::string> words; // the program and its arguments
    std::filesystem::path output;   // of both streams; added to
    // PostgreSQL and what belongs to it refuse to run as root: then they run as the user postgres, or as nobody.
    bool never_as_root = false;
    unsigned level = 0;           // those of the highest are stopped first, all at once
    std::filesystem::path down{}; // while this file is there, it is not started again
};

class Children {
public:
    Children();
    ~Children(); // stops all of them
    Children(const Children&) = delete;
    Children& operator=(const Children&) = delete;

    // Kind::missing when there is no such program. `<output>.pid` names its process from then on.
    Outcome start(Child child);

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Gives a folder to whom programs that never run as root run as.
Outcome give_folder(const std::filesystem::path& folder);

} // namespace vienreiz::app
