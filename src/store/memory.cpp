// Views in memory: for tests, and for views that are small.
//
// One ordered map. A commit changes it in place while no snapshot holds it, and changes a copy of
// it otherwise, so a snapshot costs one reference, and a commit beside a living snapshot costs a
// copy of the map.
#include "store/range.hpp"
#include "store/store.hpp"

#include <map>
#include <mutex>
#include <utility>

namespace vienreiz::store {

void Snapshot::scan_prefix(std::string_view prefix, const Visit& visit) const {
    scan(prefix, end_of_prefix(prefix), visit);
}

namespace memory {

using Map = std::map<std::string, std::string, std::less<>>;
using Changes = std::map<std::string, std::optional<std::string>, std::less<>>; // nothing: erased

struct Content {
    std::mutex guard; // also orders a reader's last look before the writer's change in place
    std::shared_ptr<Map> map = std::make_shared<Map>();
    bool batch_is_open = false;
};

std::shared_ptr<Map> take(Content& content) {
    std::scoped_lock lock(content.guard);
    return content.map;
}

void give_back(Content& content, std::shared_ptr<Map>& map) {
    std::scoped_lock lock(content.guard);
    map.reset();
}

bool in_range(std::string_view key, std::string_view to) { return to.empty() || key < to; }

class MemorySnapshot final : public Snapshot {
public:
    explicit MemorySnapshot(std::shared_ptr<Content> content)
        : content_(std::move(content)), map_(take(*content_)) {}
    ~MemorySnapshot() override { give_back(*content_, map_); }

    std::optional<std::string> get(std::string_view key) const override {
        auto found = map_->find(key);
        if (found == map_->end()) return {};
        return found->second;
    }
    void scan(std::string_view from, std::string_view to, const Visit& visit) const override {
        for (auto at = map_->lower_bound(from); at != map_->end() && in_range(at->first, to); ++at)
            if (visit(at->first, at->second) == Scan::stop) return;
    }

private:
    std::shared_ptr<Content> content_;
    std::shared_ptr<Map> map_;
};

class MemoryBatch final : public Batch {
public:
    explicit MemoryBatch(std::shared_ptr<Content> content) : content_(std::move(content)) {
        std::scoped_lock lock(content_->guard);
        check(!std::exchange(content_->batch_is_open, true), "a store has one batch at a time");
        map_ = content_->map;
    }
    ~MemoryBatch() override {
        if (map_) close();
    }

    void put(std::string_view key, std::string_view value) override {
        check_pair(key, value);
        changes_.insert_or_assign(std::string(key), std::string(value));
    }
    void erase(std::string_view key) override {
        changes_.insert_or_assign(std::string(key), std::nullopt);
    }

    std::optional<std::string> get(std::string_view key) const override {
        if (auto changed = changes_.find(key); changed != changes_.end()) return changed->second;
        if (auto found = map_->find(key); found != map_->end()) return found->second;
        return {};
    }
    void scan(std::string_view from, std::string_view to, const Visit& visit) const override;
    [[nodiscard]] Outcome sound() const override { return {}; }
    Outcome commit() override;

private:
    void close() {
        std::scoped_lock lock(content_->guard);
        map_.reset();
        content_->batch_is_open = false;
    }

    std::shared_ptr<Content> content_;
    std::shared_ptr<Map> map_; // as it was when the batch began
    Changes changes_;
};

// Merges the map with the changes: at equal keys the change wins, and an erased key is passed over.
void MemoryBatch::scan(std::string_view from, std::string_view to, const Visit& visit) const {
    auto kept = map_->lower_bound(from);
    auto changed = changes_.lower_bound(from);
    for (;;) {
        bool has_kept = kept != map_->end() && in_range(kept->first, to);
        bool has_changed = changed != changes_.end() && in_range(changed->first, to);
        if (!has_kept && !has_changed) return;
        if (has_changed && (!has_kept || changed->first <= kept->first)) {
            if (has_kept && changed->first == kept->first) ++kept;
            // A write by `visit` moves no element of a std::map; new changes ahead are met in their
            // order.
            if (changed->second && visit(changed->first, *changed->second) == Scan::stop) return;
            ++changed;
        } else {
            std::string_view at = kept->first;
            if (visit(at, kept->second) == Scan::stop) return;
            ++kept;
            changed = changes_.upper_bound(at);
        }
    }
}

Outcome MemoryBatch::commit() {
    check(map_ != nullptr, "a batch is committed once");
    std::scoped_lock lock(content_->guard);
    map_.reset();
    content_->batch_is_open = false;
    if (content_->map.use_count() > 1) content_->map = std::make_shared<Map>(*content_->map);
    for (auto& [key, value] : changes_) {
        if (value)
            content_->map->insert_or_assign(key, std::move(*value));
        else
            content_->map->erase(key);
    }
    return {};
}

class MemoryStore final : public Store {
public:
    std::unique_ptr<Snapshot> snapshot() const override {
        return std::make_unique<MemorySnapshot>(content_);
    }
    std::unique_ptr<Batch> batch() override { return std::make_unique<MemoryBatch>(content_); }
    Outcome clear() override {
        std::scoped_lock lock(content_->guard);
        check(!content_->batch_is_open, "a store is not cleared under an open batch");
        content_->map = std::make_shared<Map>();
        return {};
    }
    Outcome flush() override { return {}; }
    // Written as the other engine's environment, so that a copy opens whichever store it came from.
    Outcome checkpoint(const std::filesystem::path& folder) const override {
        auto copy = TRY(lmdb_store(folder));
        auto batch = copy->batch();
        snapshot()->scan("", "", [&](std::string_view key, std::string_view value) {
            batch->put(key, value);
            return Scan::next;
        });
        TRY(batch->commit());
        return copy->flush();
    }

private:
    std::shared_ptr<Content> content_ = std::make_shared<Content>();
};

} // namespace memory

std::unique_ptr<Store> memory_store() { return std::make_unique<memory::MemoryStore>(); }

} // namespace vienreiz::store
