// Several journals of one operator before the same witnesses.
#pragma once

#include "witness/witnessing.hpp"

namespace vienreiz::witness {

class WitnessedJournals {
public:
    struct Options {
        journal::Place place; // of the final note of each
        // Whether this node asks the witnesses, of several that have the same journals. Empty: always.
        std::function<bool()> asks{};
    };
    // Kind::invalid when the policy cannot be one for these journals.
    static Result<std::unique_ptr<WitnessedJournals>>
    begin(const std::map<std::string, const journal::Journal*>& journals,
          const journal::Policy& witnesses, Options options, const Witnessing::Send& send);

    // By the names they were begun with.
    [[nodiscard]] const Witnessing& of(std::string_view journal) const;
    [[nodiscard]] const journal::Policy& policy() const { return policy_; }

private:
    WitnessedJournals(journal::Policy policy, Options options)
        : policy_(std::move(policy)), options_(std::move(options)) {}
    void propose(const std::stop_token& stop);

    journal::Policy policy_;
    Options options_;
    std::map<std::string, std::unique_ptr<Witnessing>, std::less<>> by_name_;
    std::jthread proposing_; // the last member: it uses the others
};

} // namespace vienreiz::witness
