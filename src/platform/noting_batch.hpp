// A batch that notes which keys an entry has written, for the root of the state (state_root.hpp).
#pragma once

#include "store/state_tree.hpp"

namespace vienreiz::platform {

class NotingBatch final : public store::Batch {
public:
    NotingBatch(store::Batch& batch, std::uint64_t entry) : batch_(batch), entry_(entry) {}
    // Once the entry has been applied: the notes join what it has written.
    void keep_notes();
    [[nodiscard]] std::optional<std::string> get(std::string_view key) const override {
        return batch_.get(key);
    }
    void scan(std::string_view from, std::string_view to,
              const store::Visit& visit) const override {
        batch_.scan(from, to, visit);
    }
    void put(std::string_view key, std::string_view value) override;
    void erase(std::string_view key) override;
    [[nodiscard]] Outcome sound() const override { return batch_.sound(); }
    Outcome commit() override { return batch_.commit(); }

private:
    void note(std::string_view key);
    store::Batch& batch_;
    std::uint64_t entry_;
    std::map<store::StateTree::Part, std::string> notes_;
};

} // namespace vienreiz::platform
