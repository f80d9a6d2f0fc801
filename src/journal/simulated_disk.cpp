#include "journal/simulated_disk.hpp"

#include <algorithm>

namespace vienreiz::journal {
namespace simulated {

constexpr std::size_t sector = 512;

Failure power_is_off() { return {Kind::unavailable, "The simulated machine has stopped"}; }
Failure no_such_file(const std::filesystem::path& path) {
    return {Kind::missing, "There is no such simulated file", path.string()};
}
Failure sync_failed() {
    return {Kind::unavailable, "Could not sync a simulated file: Input/output error"};
}

void put(Bytes& to, std::uint64_t offset, ByteView data) {
    if (to.size() < offset + data.size()) to.resize(offset + data.size());
    std::ranges::copy(data, to.begin() + static_cast<std::ptrdiff_t>(offset));
}

} // namespace simulated

class SimulatedFile final : public File {
public:
    SimulatedFile(std::shared_ptr<SimulatedDisk> disk, SimulatedDisk::Contents content)
        : disk_(std::move(disk)), content_(std::move(content)), life_(disk_->life_) {}

    Result<std::uint64_t> size() override {
        std::lock_guard hold(disk_->mutex_);
        if (!alive()) return simulated::power_is_off();
        return content_->seen.size();
    }
    Result<Bytes> read(std::uint64_t offset, std::size_t count) override {
        std::lock_guard hold(disk_->mutex_);
        if (!alive()) return simulated::power_is_off();
        auto all = ByteView(content_->seen);
        if (offset >= all.size()) return Bytes{};
        auto part = all.subspan(offset, std::min<std::uint64_t>(count, all.size() - offset));
        return Bytes(part.begin(), part.end());
    }
    Outcome write(std::uint64_t offset, ByteView data) override {
        std::lock_guard hold(disk_->mutex_);
        if (!alive()) return simulated::power_is_off();
        return disk_->write(*content_, offset, data);
    }
    Outcome sync() override {
        std::lock_guard hold(disk_->mutex_);
        if (!alive()) return simulated::power_is_off();
        return disk_->sync(*content_);
    }
    Outcome truncate(std::uint64_t size) override {
        std::lock_guard hold(disk_->mutex_);
        if (!alive()) return simulated::power_is_off();
        TRY(disk_->step());
        content_->seen.resize(size);
        content_->pending.push_back({.truncate_to = size});
        return {};
    }

private:
    [[nodiscard]] bool alive() const { return !disk_->crashed_ && life_ == disk_->life_; }

    std::shared_ptr<SimulatedDisk> disk_;
    SimulatedDisk::Contents content_;
    std::uint64_t life_;
};

class SimulatedWrites final : public AllWrites {
public:
    explicit SimulatedWrites(std::shared_ptr<SimulatedDisk> disk)
        : disk_(std::move(disk)), life_(disk_->life_) {}
    Outcome sync() override {
        std::lock_guard hold(disk_->mutex_);
        if (disk_->crashed_ || life_ != disk_->life_) return simulated::power_is_off();
        return disk_->sync_all();
    }

private:
    std::shared_ptr<SimulatedDisk> disk_;
    std::uint64_t life_;
};

struct SimulatedLock final : Lock {
    SimulatedLock(std::shared_ptr<SimulatedDisk> on, std::filesystem::path what)
        : disk(std::move(on)), path(std::move(what)), life(disk->life_) {}
    SimulatedLock(const SimulatedLock&) = delete;
    SimulatedLock& operator=(const SimulatedLock&) = delete;
    ~SimulatedLock() override {
        std::lock_guard hold(disk->mutex_);
        if (life == disk->life_) disk->locks_.erase(path);
    }
    std::shared_ptr<SimulatedDisk> disk;
    std::filesystem::path path;
    std::uint64_t life;
};

// ---- what a process asks ---------------------------------------------------------------------

Result<std::unique_ptr<File>> SimulatedDisk::open(const std::filesystem::path& path) {
    std::lock_guard hold(mutex_);
    if (crashed_) return simulated::power_is_off();
    auto& content = files_[path];
    if (!content) {
        auto stepped = step();
        if (!stepped) {
            files_.erase(path);
            return std::move(stepped).error();
        }
        content = std::make_shared<Content>();
    }
    return std::unique_ptr<File>(std::make_unique<SimulatedFile>(shared_from_this(), content));
}

Result<std::unique_ptr<File>> SimulatedDisk::open_to_read(const std::filesystem::path& path) {
    std::lock_guard hold(mutex_);
    if (crashed_) return simulated::power_is_off();
    auto found = files_.find(path);
    if (found == files_.end()) return simulated::no_such_file(path);
    return std::unique_ptr<File>(
        std::make_unique<SimulatedFile>(shared_from_this(), found->second));
}

Result<std::vector<std::string>> SimulatedDisk::list(const std::filesystem::path& folder) {
    std::lock_guard hold(mutex_);
    if (crashed_) return simulated::power_is_off();
    std::vector<std::string> names;
    for (const auto& [path, content] : files_)
        if (path.parent_path() == folder) names.push_back(path.filename().string());
    std::ranges::sort(names);
    return names;
}

Outcome SimulatedDisk::make_folder(const std::filesystem::path&) { return {}; }

Outcome SimulatedDisk::replace(const std::filesystem::path& path, ByteView content) {
    std::lock_guard hold(mutex_);
    TRY(step());
    auto fresh = std::make_shared<Content>();
    TRY(take_space(*fresh, content.size()));
    fresh->seen.assign(content.begin(), content.end());
    fresh->durable = fresh->seen;
    fresh->in_folder = true;
    files_[path] = std::move(fresh);
    return {};
}

Outcome SimulatedDisk::remove(const std::filesystem::path& path) {
    std::lock_guard hold(mutex_);
    TRY(step());
    if (files_.erase(path) == 0) return simulated::no_such_file(path);
    return {};
}

Outcome SimulatedDisk::remove_folder(const std::filesystem::path&) { return {}; }

Result<std::unique_ptr<AllWrites>> SimulatedDisk::all_writes(const std::filesystem::path&) {
    std::lock_guard hold(mutex_);
    if (crashed_) return simulated::power_is_off();
    return std::unique_ptr<AllWrites>(std::make_unique<SimulatedWrites>(shared_from_this()));
}

Outcome SimulatedDisk::sync_folder(const std::filesystem::path& folder) {
    std::lock_guard hold(mutex_);
    TRY(step());
    for (auto& [path, content] : files_)
        if (path.parent_path() == folder) content->in_folder = true;
    return {};
}

Result<std::unique_ptr<Lock>> SimulatedDisk::lock(const std::filesystem::path& path) {
    std::lock_guard hold(mutex_);
    if (crashed_) return simulated::power_is_off();
    if (!locks_.insert(path).second)
        return Failure{Kind::conflict, "The simulated journal is already open", path.string()};
    return std::unique_ptr<Lock>(std::make_unique<SimulatedLock>(shared_from_this(), path));
}

// ---- what becomes of it ----------------------------------------------------------------------

Outcome SimulatedDisk::step() {
    if (!crashed_ && operations_++ != faults_.crash_at) return {};
    crashed_ = true;
    return simulated::power_is_off();
}

Outcome SimulatedDisk::take_space(Content& content, std::uint64_t end) {
    std::uint64_t used = end > content.seen.size() ? end - content.seen.size() : 0;
    for (const auto& [path, other] : files_) used += other->seen.size();
    if (used <= faults_.capacity) return {};
    return Failure{Kind::unavailable, "The disk is full: this is a simulated one"};
}

Outcome SimulatedDisk::write(Content& content, std::uint64_t offset, ByteView data) {
    auto stepped = step();
    auto fits = take_space(content, offset + data.size());
    // A write that is cut short by the crash or by a full disk has still written some of its bytes.
    if (!stepped || !fits) data = data.first(random_() % (data.size() + 1));
    simulated::put(content.seen, offset, data);
    content.pending.push_back(
        {.truncate_to = {}, .offset = offset, .data = {data.begin(), data.end()}});
    if (!stepped) return stepped;
    return fits;
}

Outcome SimulatedDisk::sync(Content& content) {
    TRY(step());
    if (syncs_++ == faults_.fail_sync_at) {
        lose_some(content);
        return simulated::sync_failed();
    }
    settle(content);
    return {};
}

Outcome SimulatedDisk::sync_all() {
    TRY(step());
    bool fails = syncs_++ == faults_.fail_sync_at;
    for (auto& [path, content] : files_) {
        fails ? lose_some(*content) : settle(*content);
        content->in_folder = true;
    }
    if (fails) return simulated::sync_failed();
    return {};
}

void SimulatedDisk::lose_some(Content& content) {
    for (const auto& change : content.pending) apply_torn(content.durable, change);
    content.pending.clear();
}

void SimulatedDisk::settle(Content& content) {
    for (const auto& change : content.pending) {
        if (change.truncate_to)
            content.durable.resize(*change.truncate_to);
        else
            simulated::put(content.durable, change.offset, change.data);
    }
    content.pending.clear();
}

void SimulatedDisk::apply_torn(Bytes& to, const Change& change) {
    if (change.truncate_to) {
        if (coin()) to.resize(*change.truncate_to);
        return;
    }
    auto mode = random_() % 3; // 0: lost, 1: kept, 2: some of its sectors
    for (std::uint64_t at = 0; at < change.data.size();) {
        auto next = (change.offset + at) / simulated::sector * simulated::sector +
                    simulated::sector - change.offset;
        next = std::min<std::uint64_t>(next, change.data.size());
        if (mode == 1 || (mode == 2 && coin()))
            simulated::put(to, change.offset + at, ByteView(change.data).subspan(at, next - at));
        at = next;
    }
}

void SimulatedDisk::survive(Content& content) {
    std::ranges::shuffle(content.pending, random_);
    for (const auto& change : content.pending) apply_torn(content.durable, change);
    content.pending.clear();
    content.seen = content.durable;
    content.in_folder = true;
}

void SimulatedDisk::cut_power() {
    std::lock_guard hold(mutex_);
    for (auto file = files_.begin(); file != files_.end();) {
        bool lost = !file->second->in_folder && coin();
        if (!lost) survive(*file->second);
        file = lost ? files_.erase(file) : std::next(file);
    }
    crashed_ = false;
    ++life_;
    locks_.clear();
    faults_ = {};
}

void SimulatedDisk::restart() {
    std::lock_guard hold(mutex_);
    crashed_ = false;
    ++life_;
    locks_.clear();
    faults_ = {};
}

void SimulatedDisk::set_faults(Faults faults) {
    std::lock_guard hold(mutex_);
    faults_ = faults;
    operations_ = syncs_ = 0;
}

std::uint64_t SimulatedDisk::operations() {
    std::lock_guard hold(mutex_);
    return operations_;
}

bool SimulatedDisk::crashed() {
    std::lock_guard hold(mutex_);
    return crashed_;
}

void SimulatedDisk::flip_bit(const std::filesystem::path& path, std::uint64_t bit) {
    auto bytes = content(path);
    check(bit / 8 < bytes.size(), "the bit to flip lies in the file");
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1U << (bit % 8)));
    set_content(path, std::move(bytes));
}

Bytes SimulatedDisk::content(const std::filesystem::path& path) {
    std::lock_guard hold(mutex_);
    auto found = files_.find(path);
    return found == files_.end() ? Bytes{} : found->second->seen;
}

void SimulatedDisk::set_content(const std::filesystem::path& path, Bytes content) {
    std::lock_guard hold(mutex_);
    auto fresh = std::make_shared<Content>();
    fresh->seen = content;
    fresh->durable = std::move(content);
    fresh->in_folder = true;
    files_[path] = std::move(fresh);
}

} // namespace vienreiz::journal
