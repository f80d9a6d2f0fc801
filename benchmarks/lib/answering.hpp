// A node that answers by key from a dataset of so many rows, and the load put on it: random keys over kept-alive
// connections. It serves on one thread, as nginx has one worker, unless it is told otherwise.
#pragma once

#include "nginx.hpp"
#include "state.hpp"

#include <memory>

namespace vienreiz::bench {

struct Answers {
    double
        per_cpu_second; // of all the server's threads together, so that wrk's own share does not count
    double per_second, p99_ms;
};

class Answering {
public:
    // Makes the data in `folder`, which must not exist, and starts the node.
    static Result<std::unique_ptr<Answering>> start(const std::filesystem::path& folder,
                                                    std::uint64_t rows, unsigned threads = 1);
    Answers load(int connections, int seconds) const;
    // Requests for what `address` gives: Lua for the part behind /api/datasets/bench/rows, which may call random(n), a
    // number from 0 to n.
    Answers load(const std::string& address, int connections, int seconds) const;

private:
    Answering(const std::filesystem::path& folder, unsigned threads);
    Answers load_by(const std::filesystem::path& script, int connections, int seconds) const;
    std::filesystem::path folder_, script_;
    Process node_;
    std::string url_, token_;
};

} // namespace vienreiz::bench
