// Downloads on this node's disk: each made once, however many ask for it, then served as a file.
//
//   <data>/extracts/<id>        the bytes of the download; the id stands for the version, the fields, the question and
//                               the format (bulk.hpp), so what it holds never changes
//   <data>/extracts/<id>.json   Extract. Written when the bytes are on the disk: a file without it did not survive the
//                               last start, and is made again
//
// Operation    find() what there is, or have_made() it. One thread makes them, one after another; who asks for what is
//              being made waits for the same. They may go away at any time (there is a limit to what they take; a day
//              that nobody asks for one): made again they are the same, to the byte.
// Concurrency  any thread. A lease holds a download on the disk, so that one that is being read is never removed.
// Disk         at most `bytes`, what is being made among it; those not asked for the longest go first.
#pragma once

#include "base/limits.hpp"
#include "capabilities/distribution/model.hpp"
#include "platform/workers.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <set>

namespace vienreiz::distribution {

struct Extract {
    std::string version; // its folder
    std::string hash;    // hex SHA-256 of the bytes
    std::uint64_t bytes = 0, rows = 0;
    std::vector<std::string> people; // keyed tags of whom it concerns; none of open data
    std::optional<PeopleFile> people_file;
};
BOOST_DESCRIBE_STRUCT(Extract, (), (version, hash, bytes, rows, people, people_file))

struct KeptExtract {
    Extract about;
    std::filesystem::path file;
};

class Extracts {
public:
    using Lease = std::shared_ptr<const KeptExtract>;
    // Said now and then by who makes one: so many bytes are written. A failure ends the making.
    using GoOn = std::function<Outcome(std::uint64_t bytes)>;
    // Writes the bytes to this file, which is not there yet.
    using Make = std::function<Result<Extract>(const std::filesystem::path& file, const GoOn&)>;
    using Done = std::move_only_function<void(Result<Lease>)>;

    Extracts(std::filesystem::path folder, std::uint64_t bytes,
             std::chrono::milliseconds patience = limits::extract_wait)
        : folder_(std::move(folder)), most_(bytes), patience_(patience) {}
    ~Extracts();
    Extracts(const Extracts&) = delete;
    Extracts& operator=(const Extracts&) = delete;

    // At the start: what is whole stays, what is not is removed.
    Outcome open();
    [[nodiscard]] Lease find(const std::string& id);
    // Tells `done` once, here or from the thread that makes it. `by`: who asks.
    void have_made(const std::string& id, const std::string& by, Make make, Done done);
    // Those of other versions, and those that nobody asked for in so long.
    void remove_all_but(const std::set<std::string>& versions, std::chrono::seconds idle);
    void remove(const std::string& id); // what it leads to is not there any more
    [[nodiscard]] std::uint64_t bytes() const;

private:
    using Clock = std::chrono::steady_clock;
    struct Kept {
        std::shared_ptr<const KeptExtract> extract;
        Clock::time_point asked;
    };
    struct Waiter {
        std::string by;
        Clock::time_point until;
        Done done;
    };
    struct Making {
        Make make;
        std::vector<Waiter> waiters;
    };
    using KeptAt = std::map<std::string, Kept>::iterator;

    void make(const std::string& id);
    Result<Lease> made(const std::string& id, const Make& make);
    Outcome go_on(std::uint64_t bytes);
    Outcome make_room(std::uint64_t bytes); // under the mutex
    KeptAt remove(KeptAt one);              // likewise
    [[nodiscard]] bool may_wait(const std::string& by) const;
    void answer_the_impatient();
    Outcome settle(const std::string& id, const KeptExtract& extract);

    std::filesystem::path folder_;
    std::uint64_t most_;
    std::chrono::milliseconds patience_;
    mutable std::mutex mutex_;
    std::map<std::string, Kept> kept_;
    std::map<std::string, Making> making_;
    std::uint64_t bytes_ = 0; // of those kept
    bool stopping_ = false;
    std::optional<platform::Workers> worker_; // last: it uses what stands above
};

} // namespace vienreiz::distribution
