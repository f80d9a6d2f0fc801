// Both journals of a node before the witnesses its operator has named.
#pragma once

#include "witness/witnessing.hpp"

namespace vienreiz::platform {

class WitnessedJournals {
public:
    // `folder`: where the final checkpoints are kept. Kind::invalid when the policy cannot be one for these journals.
    static Result<std::unique_ptr<WitnessedJournals>>
    begin(const journal::Journal& main, const journal::Journal& access,
          const journal::Policy& witnesses, const std::shared_ptr<journal::Disk>& disk,
          const std::filesystem::path& folder, const witness::Witnessing::Send& send);

    // "main", "access"
    [[nodiscard]] const witness::Witnessing& of(std::string_view journal) const;
    [[nodiscard]] const journal::Policy& policy() const { return policy_; }

private:
    explicit WitnessedJournals(journal::Policy policy) : policy_(std::move(policy)) {}
    void propose(const std::stop_token& stop);

    journal::Policy policy_;
    std::unique_ptr<witness::Witnessing> main_, access_;
    std::jthread proposing_; // the last member: it uses the others
};

} // namespace vienreiz::platform
