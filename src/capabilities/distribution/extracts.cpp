#include "capabilities/distribution/extracts.hpp"

#include "base/diagnostics.hpp"
#include "base/json.hpp"
#include "store/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::distribution {
namespace {

constexpr std::string_view of_the_unfinished = ".new", of_what_it_is = ".json";

std::filesystem::path with_ending(const std::filesystem::path& path, std::string_view ending) {
    auto out = path;
    out += ending;
    return out;
}

Failure ends_before() {
    return {Kind::unavailable, "The node is stopping; ask again when it is back"};
}

} // namespace

// Who waits is answered, and what is being made is given up.
Extracts::~Extracts() {
    std::vector<Waiter> waiters;
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
        for (auto& [id, making] : making_)
            std::ranges::move(making.waiters, std::back_inserter(waiters));
        making_.clear();
    }
    for (auto& waiter : waiters) waiter.done(ends_before());
    worker_.reset();
}

Outcome Extracts::open() {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator at(folder_, error), end; !error && at != end;
         at.increment(error))
        files.push_back(at->path());
    if (error)
        return Failure{Kind::unavailable,
                       "The folder of downloads cannot be made ready: " + error.message(),
                       folder_.string()};
    std::set<std::filesystem::path> whole;
    for (const auto& path : files) {
        if (path.extension() != of_what_it_is) continue;
        auto file = path.parent_path() / path.stem();
        auto text = store::files::read_small(path);
        auto about = text ? json::read<Extract>(*text) : Result<Extract>(text.error());
        if (!about || std::filesystem::file_size(file, error) != about->bytes || error) continue;
        whole.insert({path, file});
        bytes_ += about->bytes;
        auto kept = std::make_shared<const KeptExtract>(KeptExtract{std::move(*about), file});
        kept_[file.filename().string()] = {std::move(kept), Clock::now()};
    }
    for (const auto& path : files)
        if (!whole.contains(path)) std::filesystem::remove(path, error);
    worker_.emplace(1, limits::extracts_waiting);
    std::lock_guard lock(mutex_);
    return make_room(0); // the limit may be another one than it was
}

Extracts::Lease Extracts::find(const std::string& id) {
    std::lock_guard lock(mutex_);
    auto found = kept_.find(id);
    if (found == kept_.end()) return nullptr;
    found->second.asked = Clock::now();
    return found->second.extract;
}

std::uint64_t Extracts::bytes() const {
    std::lock_guard lock(mutex_);
    return bytes_;
}

bool Extracts::may_wait(const std::string& by) const {
    std::size_t of_this_one = 0;
    for (const auto& [id, making] : making_)
        of_this_one += !making.waiters.empty() && making.waiters.front().by == by;
    return making_.size() < limits::extracts_waiting && of_this_one < limits::extracts_of_one;
}

void Extracts::have_made(const std::string& id, const std::string& by, Make make, Done done) {
    std::unique_lock lock(mutex_);
    if (auto kept = kept_.find(id); kept != kept_.end()) { // made since the caller looked for it
        auto lease = kept->second.extract;
        lock.unlock();
        return done(std::move(lease));
    }
    auto making = making_.find(id);
    if (making == making_.end()) {
        if (stopping_ || !may_wait(by)) {
            auto failure =
                stopping_ ? ends_before()
                          : Failure{Kind::too_many,
                                    "Other downloads are being made first; ask again later", "30"};
            lock.unlock();
            return done(std::move(failure));
        }
        making = making_.emplace(id, Making{std::move(make), {}}).first;
        worker_->run([this, id] { this->make(id); });
    }
    making->second.waiters.push_back({by, Clock::now() + patience_, std::move(done)});
}

void Extracts::make(const std::string& id) {
    Make how;
    {
        std::lock_guard lock(mutex_);
        auto making = making_.find(id);
        if (making == making_.end()) return;
        how = making->second.make;
    }
    auto result = made(id, how);
    std::vector<Waiter> waiters;
    {
        std::lock_guard lock(mutex_);
        if (auto making = making_.find(id); making != making_.end()) {
            waiters = std::move(making->second.waiters);
            making_.erase(making);
        }
    }
    for (auto& waiter : waiters) waiter.done(result);
    // Nobody waits for the disk: what a power cut takes away is made again.
    if (!result) return;
    if (auto settled = settle(id, **result); !settled)
        diagnostics::warn("A download will not outlive a restart", {{"why", settled.error().what}});
}

Result<Extracts::Lease> Extracts::made(const std::string& id, const Make& make) {
    auto file = folder_ / id, begun = with_ending(file, of_the_unfinished);
    std::error_code error;
    std::filesystem::remove(begun, error);
    auto extract = [&]() -> Result<Extract> {
        try {
            return make(begun, [this](std::uint64_t bytes) { return go_on(bytes); });
        } catch (const std::exception& thrown) {
            diagnostics::error("A download could not be made", {{"exception", thrown.what()}});
            return Failure{Kind::corrupt, "This download could not be made"};
        }
    }();
    if (extract) {
        std::filesystem::rename(begun, file, error);
        if (error)
            extract = Failure{Kind::unavailable,
                              "A download cannot be given its name: " + error.message()};
    }
    if (!extract) {
        std::filesystem::remove(begun, error);
        // Where our files lie is nobody's business.
        return Failure{extract.error().kind, extract.error().what};
    }
    auto kept = std::make_shared<const KeptExtract>(KeptExtract{std::move(*extract), file});
    std::lock_guard lock(mutex_);
    bytes_ += kept->about.bytes;
    kept_[id] = {kept, Clock::now()};
    return kept;
}

Outcome Extracts::go_on(std::uint64_t bytes) {
    answer_the_impatient();
    std::lock_guard lock(mutex_);
    if (stopping_) return ends_before();
    return make_room(bytes);
}

Outcome Extracts::make_room(std::uint64_t bytes) {
    if (bytes > most_)
        return Failure{Kind::too_large,
                       fmt::format("A download has at most {} bytes here: ask for fewer rows or "
                                   "fields",
                                   grouped(most_))};
    while (bytes_ + bytes > most_) {
        auto least = kept_.end();
        for (auto at = kept_.begin(); at != kept_.end(); ++at)
            if (at->second.extract.use_count() == 1 &&
                (least == kept_.end() || at->second.asked < least->second.asked))
                least = at;
        if (least == kept_.end())
            return Failure{Kind::unavailable,
                           "There is no room for this download while others are being read; ask "
                           "again in some minutes"};
        remove(least);
    }
    return {};
}

auto Extracts::remove(KeptAt one) -> KeptAt {
    const auto& extract = *one->second.extract;
    std::error_code ignored;
    std::filesystem::remove(with_ending(extract.file, of_what_it_is), ignored);
    std::filesystem::remove(extract.file, ignored);
    bytes_ -= extract.about.bytes;
    return kept_.erase(one);
}

void Extracts::remove(const std::string& id) {
    std::lock_guard lock(mutex_);
    if (auto found = kept_.find(id); found != kept_.end()) remove(found);
}

void Extracts::remove_all_but(const std::set<std::string>& versions, std::chrono::seconds idle) {
    std::lock_guard lock(mutex_);
    auto before = Clock::now() - idle;
    for (auto at = kept_.begin(); at != kept_.end();) {
        const auto& [extract, asked] = at->second;
        bool is_read = extract.use_count() > 1;
        bool is_idle = asked < before && !is_read;
        // Of a version that is gone nothing is asked for any more; who reads it reads on.
        at = is_idle || !versions.contains(extract->about.version) ? remove(at) : std::next(at);
    }
}

// They come again for what is made meanwhile.
void Extracts::answer_the_impatient() {
    std::vector<Waiter> out;
    {
        std::lock_guard lock(mutex_);
        auto now = Clock::now();
        for (auto& [id, making] : making_) {
            auto& all = making.waiters;
            auto late = std::ranges::stable_partition(
                all, [&](const Waiter& waiter) { return waiter.until > now; });
            std::ranges::move(late, std::back_inserter(out));
            all.erase(late.begin(), late.end());
        }
    }
    for (auto& waiter : out)
        waiter.done(
            Failure{Kind::unavailable, "This download is still being made; ask again in a moment"});
}

Outcome Extracts::settle(const std::string& id, const KeptExtract& extract) {
    TRY(store::files::sync_path(extract.file));
    auto about = with_ending(extract.file, of_what_it_is);
    TRY(store::files::write_small(about, json::text(extract.about)));
    std::lock_guard lock(mutex_);
    std::error_code ignored;
    if (!kept_.contains(id)) std::filesystem::remove(about, ignored);
    return {};
}

} // namespace vienreiz::distribution
