// Several journals of one operator before the same witnesses.
#pragma once

#include "witness/witnessing.hpp"

namespace vienreiz::witness {

class WitnessedJournals {
public:
    // `folder`: where the final checkpoints are kept. Kind::invalid when the policy cannot be one for these journals.
    static Result<std::unique_ptr<WitnessedJournals>>
    begin(const std::map<std::string, const journal::Journal*>& journals,
          const journal::Policy& witnesses, const std::shared_ptr<journal::Disk>& disk,
          const std::filesystem::path& folder, const Witnessing::Send& send);

    // By the names they were begun with.
    [[nodiscard]] const Witnessing& of(std::string_view journal) const;
    [[nodiscard]] const journal::Policy& policy() const { return policy_; }

private:
    explicit WitnessedJournals(journal::Policy policy) : policy_(std::move(policy)) {}
    void propose(const std::stop_token& stop);

    journal::Policy policy_;
    std::map<std::string, std::unique_ptr<Witnessing>, std::less<>> by_name_;
    std::jthread proposing_; // the last member: it uses the others
};

} // namespace vienreiz::witness
