// Who takes part in the simulations: an operator with two histories, and eight witnesses of whom six must cosign.
#pragma once

#include "journal/policy.hpp"
#include "journal/simulated_disk.hpp"
#include "simulation/seeds.hpp"
#include "witness/tree_test.hpp"
#include "witness/witness.hpp"

#include <array>

namespace vienreiz::simulation {
using witness::GrowingTree, witness::key_of, witness::origin;

inline constexpr unsigned parties = 8, needed = 6, borne = 2 * needed - parties - 1;
inline constexpr std::uint64_t sizes = 24; // to which the histories grow

// The two histories of the operator: one until `fork`, then each with entries of its own.
class Histories {
public:
    explicit Histories(std::uint64_t fork) : fork_(fork) {
        for (auto& tree : trees_) tree.grow_to(fork);
        trees_[0].grow_to(sizes, "one");
        trees_[1].grow_to(sizes, "another");
    }
    [[nodiscard]] const GrowingTree& operator[](unsigned which) const { return trees_[which]; }
    // As its journal signed it.
    [[nodiscard]] const std::string& note(unsigned which, std::uint64_t size) {
        auto& note = notes_[which][size];
        if (note.empty()) note = trees_[which].note(size);
        return note;
    }
    [[nodiscard]] std::string submission(unsigned which, std::uint64_t old_size,
                                         std::uint64_t size) {
        witness::Submission out{old_size, {}, note(which, size)};
        if (old_size > 0 && old_size < size) out.proof = trees_[which].consistency(old_size, size);
        return to_text(out);
    }
    [[nodiscard]] bool differ_at(std::uint64_t size) const { return size > fork_; }

private:
    std::uint64_t fork_;
    std::array<GrowingTree, 2> trees_;
    std::array<std::map<std::uint64_t, std::string>, 2> notes_;
};

// Made once: to make a key takes longer than to sign.
inline const journal::Cosigner& cosigner(unsigned party) {
    static const auto all = [] {
        std::vector<journal::Cosigner> out;
        for (unsigned one = 0; one < parties; ++one)
            out.emplace_back("w" + std::to_string(one),
                             key_of(static_cast<std::uint8_t>(100 + one)));
        return out;
    }();
    return all.at(party);
}
inline const journal::VerifierKey& journals_key() {
    static const auto key = journal::verifier_key(origin, key_of(1).public_key());
    return key;
}

// One that does what it should, until it is killed; then again from what its disk kept.
class Honest {
public:
    // Whom it asks before it trusts its state, and how.
    struct Peers {
        journal::Policy policy;
        witness::Caution::Ask ask;
    };
    Honest(unsigned party, std::uint64_t seed, std::optional<Peers> peers = {})
        : party_(party), peers_(std::move(peers)),
          disk_(std::make_shared<journal::SimulatedDisk>(seed)) {
        start();
    }
    // What it answers; nothing when it was killed meanwhile.
    std::optional<witness::Reply> answer(const std::string& submission) {
        auto decided = witness_->add_checkpoint(submission);
        auto* pending = std::get_if<witness::Pending>(&decided);
        auto reply = pending ? witness_->settled(std::move(*pending))
                             : std::get<witness::Reply>(std::move(decided));
        if (starts_again_if_killed()) return {}; // no answer leaves a program that is dead
        return reply;
    }
    std::optional<std::string> cosign(const std::string& submission) {
        auto reply = answer(submission);
        if (!reply || reply->status != 200) return {};
        return std::move(reply->body);
    }
    // What it tells another witness.
    [[nodiscard]] std::optional<std::string> checkpoint() const {
        auto reply = witness_->checkpoint(hex(crypto::sha256(bytes(std::string_view(origin)))));
        if (reply.status != 200) return {};
        return std::move(reply.body);
    }
    // Whether there is nothing left that it doubts.
    bool ask_peers() {
        bool trusts = caution_->ask_peers();
        return !starts_again_if_killed() && trusts;
    }
    void will_be_killed(std::uint64_t at) { disk_->set_faults({.crash_at = at}); }
    void jump(std::chrono::seconds by) { now_ += by; }
    [[nodiscard]] witness::Kept kept() const { return state_->of(origin); }
    [[nodiscard]] std::uint64_t holds() const { return kept().size; }
    [[nodiscard]] Bytes copy_of_its_state() const { return disk_->content(state_file); }
    void put_back(Bytes copy) {
        disk_->set_content(state_file, std::move(copy));
        start();
    }

private:
    static constexpr auto state_file = "/w/state";

    bool starts_again_if_killed() {
        if (!disk_->crashed()) return false;
        disk_->cut_power();
        disk_->set_faults({});
        start();
        return true;
    }
    void start() {
        auto opened = witness::State::open(disk_, state_file);
        check(opened.has_value(), "what was kept can be read");
        state_ = std::move(*opened);
        witness::Admission admission;
        admission[origin] = {{journals_key()}, 1'000'000'000, "nobody"};
        caution_ = std::make_unique<witness::Caution>(
            peers_ ? std::optional(peers_->policy) : std::nullopt, admission, *state_,
            peers_ ? peers_->ask : witness::Caution::Ask());
        witness_ =
            std::make_unique<witness::Witness>(std::move(admission), std::vector{cosigner(party_)},
                                               *state_, *caution_, [this] { return now_; });
    }

    unsigned party_;
    std::optional<Peers> peers_;
    std::shared_ptr<journal::SimulatedDisk> disk_;
    journal::CosignedAt now_{std::chrono::seconds(1'767'225'600)};
    std::unique_ptr<witness::State> state_;
    std::unique_ptr<witness::Caution> caution_;
    std::unique_ptr<witness::Witness> witness_;
};

inline const journal::Policy& six_of_eight() {
    static journal::Policy out;
    if (!out.logs.empty()) return out; // made once
    out.logs.push_back({journals_key()});
    journal::Policy::Group group{"public", needed, {}};
    for (unsigned party = 0; party < parties; ++party) {
        const auto& key = cosigner(party).verifier_key();
        out.witnesses.push_back({key.name, key});
        group.members.push_back(key.name);
    }
    out.groups.push_back(std::move(group));
    out.quorum = "public";
    return out;
}

// The cosignatures that the operator has been given, by history and size.
class Collected {
public:
    void take(unsigned which, std::uint64_t size, const std::string& lines) {
        lines_[which][size][lines.substr(0, lines.rfind(' '))] = lines;
    }
    [[nodiscard]] std::string note(Histories& histories, unsigned which, std::uint64_t size) const {
        auto out = histories.note(which, size);
        auto found = lines_[which].find(size);
        if (found != lines_[which].end())
            for (const auto& [who, line] : found->second) out += line;
        return out;
    }
    [[nodiscard]] bool is_final(Histories& histories, unsigned which, std::uint64_t size) const {
        auto found = lines_[which].find(size);
        if (found == lines_[which].end() || found->second.size() < needed) return false;
        return journal::verified_checkpoint(note(histories, which, size), six_of_eight())
            .has_value();
    }
    [[nodiscard]] std::vector<std::uint64_t> final_sizes(Histories& histories,
                                                         unsigned which) const {
        std::vector<std::uint64_t> out;
        for (std::uint64_t size = 1; size <= sizes; ++size)
            if (is_final(histories, which, size)) out.push_back(size);
        return out;
    }

private:
    // The lines by who made them.
    std::array<std::map<std::uint64_t, std::map<std::string, std::string>>, 2> lines_;
};

} // namespace vienreiz::simulation
