// A journal's side of c2sp.org/tlog-witness: its newest checkpoint goes to every witness of a policy, and is final once
// the quorum has cosigned it.
//
// Operation    One thread a witness sends it the checkpoint that is proposed, with a proof from what that witness last
//              had. propose() puts forward the journal's newest one, when the one before it has become final, or has
//              waited long enough for those who are away. What comes after the quorum is added to the final note.
// Concurrency  propose() and learn() by one thread; the rest by any.
// After a crash the final note is read again; a checkpoint that was only proposed is proposed again, or a larger one:
//              the journal never signs two trees of one size.
#pragma once

#include "journal/journal.hpp"
#include "journal/place.hpp"
#include "journal/policy.hpp"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace vienreiz::witness {

struct Final {
    std::uint64_t size = 0;               // 0: none yet
    std::string note{};                   // with the cosignatures
    std::vector<std::string> witnesses{}; // who cosigned, by their names in the policy
};

class Witnessing {
public:
    struct Answer {
        int status = 0;
        std::string body;
    };
    // POST <url>/add-checkpoint with that body. Blocks; called by one thread for each URL.
    using Send = std::function<Result<Answer>(const std::string& url, const std::string& body)>;
    struct Options {
        // Where the final note is kept over a restart, and its name there. Where several nodes have one journal, each
        // finds there what any of them has had cosigned.
        journal::Place place;
        std::string file;
        std::chrono::milliseconds patience = std::chrono::seconds(1), // with those who are away
            again = std::chrono::seconds(1),           // after one could not be reached
            apart = std::chrono::milliseconds::zero(); // proposals, at least
    };
    // `policy`: its witnesses, each with a URL, and its quorum. Kind::invalid where one has no URL.
    static Result<std::unique_ptr<Witnessing>>
    begin(const journal::Journal& journal, journal::Policy policy, Options options, Send send);
    ~Witnessing(); // stops asking; a request under way is waited for

    void propose();
    // Instead, where another node of the same journal asks the witnesses: shows what they have cosigned for it, and
    // proposes nothing any more.
    void learn();
    [[nodiscard]] Final final_one() const;
    // Its note. Kind::unavailable while there is none: what the witnesses have not cosigned must not pass for it.
    [[nodiscard]] Result<std::string> checkpoint() const;
    [[nodiscard]] std::uint64_t final_size() const {
        return final_size_.load();
    } // waits for nobody
    // Waits until so many entries are final. False when that takes longer.
    [[nodiscard]] bool wait_for(std::uint64_t size, std::chrono::milliseconds most) const;

private:
    struct Proposal {
        journal::Checkpoint checkpoint;
        std::string note; // with the journal's signatures
        std::chrono::steady_clock::time_point at;
        std::map<std::string, std::string>
            lines{}; // cosignatures, by the witness's name in the policy
    };
    Witnessing(const journal::Journal& journal, journal::Policy policy, Options options, Send send);
    Result<std::optional<Final>> kept_final() const;
    void ask(const std::stop_token& stop, const std::string& url);
    Outcome send_to(const std::string& url, const Proposal& proposal, std::uint64_t& held);
    Result<std::string> submission(const Proposal& proposal, std::uint64_t old_size) const;
    Outcome take(const Proposal& proposal, std::string_view lines);
    Outcome add(const Proposal& proposal, std::map<std::string, std::string> lines);

    const journal::Journal& journal_;
    journal::Policy policy_;
    Options options_;
    Send send_;
    std::mutex adding_; // held while the final note is written; before mutex_
    mutable std::mutex mutex_;
    mutable std::condition_variable_any changed_;
    std::shared_ptr<Proposal> proposal_; // under mutex_, but for what never changes of it
    Final final_;
    std::atomic<std::uint64_t> final_size_{0}; // of final_
    std::vector<std::jthread> threads_;        // the last member: they use the others
};

// The receipt of an entry (C2SP tlog-proof) under the newest checkpoint that is final, or, where that one does not hold
// the entry yet, under the journal's own newest. `witnessing`: null where nobody cosigns, and its own signature is all.
struct NewestReceipt {
    std::string text;
    bool is_final;
};
Result<NewestReceipt> newest_receipt(const journal::Journal& journal, const Witnessing* witnessing,
                                     journal::Index index);

} // namespace vienreiz::witness
