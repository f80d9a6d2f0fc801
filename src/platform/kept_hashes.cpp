#include "platform/kept_hashes.hpp"

#include "base/allowance.hpp"
#include "base/diagnostics.hpp"
#include "base/time.hpp"

#include <mutex>

namespace vienreiz::platform {
namespace {

class Alone final : public KeptHashes {
public:
    explicit Alone(std::unique_ptr<store::Store> store) : store_(std::move(store)) {}

    Outcome write(const std::vector<Change>& changes) override {
        if (changes.empty()) return {};
        std::lock_guard lock(mutex_);
        auto batch = store_->batch();
        for (const auto& [key, value] : changes)
            if (value)
                batch->put(key, *value);
            else
                batch->erase(key);
        return batch->commit();
    }
    // Whoever asks holds all that is kept in memory, and has looked there. A full disk keeps nobody out.
    Result<bool> write_first(const std::string& key, const std::string& value) override {
        if (auto kept = write({{key, value}}); !kept)
            diagnostics::warn("What was seen could not be kept; a restart forgets it",
                              {{"why", kept.error().what}});
        return true;
    }
    std::optional<std::string> find(const std::string&) override { return {}; }
    Outcome hear(std::string_view shelf, Mark& heard, const Hear& hear) override {
        if (heard++ > 0) return {};
        store_->snapshot()->scan_prefix(shelf, [&](std::string_view key, std::string_view value) {
            hear(key.substr(shelf.size()), value);
            return store::Scan::next;
        });
        return {};
    }

private:
    std::mutex mutex_; // a store has one batch at a time
    std::unique_ptr<store::Store> store_;
};

class Shared final : public KeptHashes {
public:
    explicit Shared(postgres::Shelf& shelf) : shelf_(shelf) {}

    Outcome write(const std::vector<Change>& changes) override {
        for (const auto& [key, value] : changes)
            TRY(value ? shelf_.put(key, bytes(*value)) : shelf_.erase(key));
        return {};
    }
    Result<bool> write_first(const std::string& key, const std::string& value) override {
        return shelf_.put_first(key, bytes(value));
    }
    // Whoever invents tokens would have the database asked for each; and while it does not answer, every one would be
    // waited for.
    std::optional<std::string> find(const std::string& key) override {
        {
            std::lock_guard lock(mutex_);
            auto now = system_clock()->now();
            if (now < not_before_ || asked_.take(rate, now, 1)) return {};
        }
        auto found = shelf_.get(key);
        if (!found) {
            std::lock_guard lock(mutex_);
            not_before_ = system_clock()->now() + after_a_failure;
        }
        if (!found || !*found) return {};
        return std::string(text(**found));
    }
    Outcome hear(std::string_view shelf, Mark& heard, const Hear& hear) override {
        heard = TRY(
            shelf_.changes(shelf, heard, [&](std::string_view key, std::optional<ByteView> value) {
                hear(key.substr(shelf.size()), value ? std::optional(text(*value)) : std::nullopt);
            }));
        return {};
    }

private:
    static constexpr Allowance::Rate rate{200, 200};
    static constexpr auto after_a_failure = std::chrono::seconds(5);
    postgres::Shelf& shelf_;
    std::mutex mutex_;
    Allowance asked_{rate, system_clock()->now()};
    Instant not_before_{};
};

} // namespace

std::unique_ptr<KeptHashes> hashes_in(std::unique_ptr<store::Store> store) {
    return std::make_unique<Alone>(std::move(store));
}
std::unique_ptr<KeptHashes> hashes_on(postgres::Shelf& shelf) {
    return std::make_unique<Shared>(shelf);
}

} // namespace vienreiz::platform
