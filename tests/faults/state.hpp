// What the tests of failures hold a node to: a small state, everything the node acknowledged, and whether it is there.
#pragma once

#include "node/child_node.hpp"

#include <mutex>
#include <optional>

namespace vienreiz::faults {

// Everything that was answered with success: it must be there for ever after.
struct Acknowledged {
    struct LookUp {
        std::uint64_t entry; // of the access journal
        std::string hash;    // of the answer
    };
    struct Institution {
        std::uint64_t entry; // of the main journal
        std::string id;
    };
    std::mutex mutex;
    std::vector<LookUp> look_ups;
    std::vector<Institution> institutions;
    std::vector<std::string> ended; // agreements
    std::uint64_t version = 0;
};

// The demonstration state, with one person who may do everything for the provider, and a dataset of numbers whose rows
// all name the round they were published in: a version that is half one and half another would show.
class State {
public:
    static constexpr std::uint64_t rows = 200;
    static constexpr std::string_view dataset = "skaits";

    static Result<std::unique_ptr<State>> make(const std::filesystem::path& data,
                                               unsigned agreements_to_end,
                                               const std::vector<std::string>& more = {});

    const std::filesystem::path data;
    Acknowledged acknowledged;
    std::vector<std::string> agreements; // active, to be ended

    // The callers, signed in at a node that has just started.
    struct Credentials {
        test::Voice::Headers steward, system;
    };
    Result<Credentials> sign_in(const std::string& url) const;
    // The same with those of before, where the node still knows them.
    Result<Credentials> sign_in_again(const std::string& url, const Credentials& before) const;

    Outcome register_institution(test::Voice& operator_);
    Outcome look_up(test::Voice& system, std::uint64_t number);
    Outcome publish_round(test::Voice& steward);
    Outcome end_agreement(test::Voice& signatory);

    struct Since { // how much was acknowledged when a node started
        std::size_t look_ups = 0, institutions = 0, ended = 0;
    };
    [[nodiscard]] Since so_far();
    // What was acknowledged since, asked of the node that started after.
    Outcome holds(const std::string& url, const Credentials& credentials, const Since& since);
    // Everything ever acknowledged, entry by entry, asked of the journals' files while no node runs.
    Outcome journals_hold();

private:
    explicit State(std::filesystem::path folder) : data(std::move(folder)) {}
    Outcome fill(unsigned agreements_to_end, const std::vector<std::string>& more);
    Result<std::string> agree(test::Voice& provider, test::Voice& receiver,
                              const json::Value& terms);
    Outcome look_ups_hold(test::Voice& operator_, const Since& since);
    Outcome institutions_hold(test::Voice& operator_, const Since& since);
    Outcome version_holds(test::Voice& steward);
    Outcome changes_hold(test::Voice& steward, const json::Array& serve, std::uint64_t serving);
    Outcome endings_hold(test::Voice& operator_, test::Voice& system, const Since& since);

    std::string provider_, receiver_, system_;
    std::optional<crypto::PrivateKey> system_key_, provider_key_, receiver_key_;
    std::string agreement_; // look-ups are made under it
    std::uint64_t next_number_ = 4'000'900'000;
    std::uint64_t round_ = 0;
};

} // namespace vienreiz::faults
