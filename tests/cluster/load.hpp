// Callers of a cluster's nodes, who go to the next node when one does not answer, and keep what was acknowledged.
#pragma once

#include "app/demonstration.hpp"
#include "node/child_node.hpp"

#include <atomic>
#include <mutex>
#include <thread>

namespace vienreiz::cluster {

class Load {
public:
    // Registers institutions until it ends. `nodes`: their addresses.
    Load(std::vector<std::string> nodes, test::Voice::Headers operators);
    ~Load() { stop(); }
    void stop() { callers_.clear(); }

    // Institutions that were acknowledged so far.
    [[nodiscard]] std::size_t acknowledged() const;
    // Answers that were neither that nor a word that it is to be tried again; and, since the last time this was asked,
    // those that were no success, and requests that were heard and cut off.
    [[nodiscard]] std::vector<std::string> wrong() const;
    std::vector<std::string> take_refusals();
    [[nodiscard]] std::chrono::milliseconds longest() const { return longest_.load(); }
    void forget_longest() { longest_ = std::chrono::milliseconds(0); }
    // Everything acknowledged is in the journal, as that node shows it.
    Outcome hold(const std::string& node) const;

private:
    struct Acknowledged {
        std::uint64_t entry;
        std::string id, number;
    };
    void call(const std::stop_token& stop, std::size_t first_node);
    void register_one(const std::stop_token& stop, std::size_t& node);
    std::string next_number();

    std::vector<std::string> nodes_;
    test::Voice::Headers operators_;
    mutable std::mutex mutex_;
    inline static std::uint64_t last_number_ = 40'009'000'000; // of all loads, one after another
    std::vector<Acknowledged> acknowledged_;
    std::vector<std::string> wrong_, refusals_;
    std::atomic<std::chrono::milliseconds> longest_{};
    std::vector<std::jthread> callers_;
};

} // namespace vienreiz::cluster
