// What a witness decides about a submission, step by step as c2sp.org/tlog-witness has them.
#pragma once

#include "base/allowance.hpp"
#include "journal/cosignature.hpp"
#include "witness/admission.hpp"
#include "witness/caution.hpp"
#include "witness/state.hpp"
#include "witness/submission.hpp"

#include <functional>

namespace vienreiz::witness {

struct Reply {
    int status = 200;
    std::string body; // what the standard asks for; for other statuses than 200 and 409 a sentence
    std::chrono::seconds again{}; // with 429 and 503: when to try
};
// A reply that may leave once the state has settled this turn.
struct Pending {
    std::uint64_t turn;
    Reply reply;
};

class Witness {
public:
    using Clock = std::function<journal::CosignedAt()>;
    Witness(Admission admission, std::vector<journal::Cosigner> cosigners, State& state,
            Caution& caution, Clock clock);

    // Any thread.
    [[nodiscard]] std::variant<Reply, Pending> add_checkpoint(std::string_view body);
    // Makes durable what add_checkpoint staged: the reply to give.
    [[nodiscard]] Reply settled(Pending pending);
    // GET <hash of an origin>/checkpoint: the newest cosigned, with its journal's signatures and ours.
    [[nodiscard]] Reply checkpoint(std::string_view origin_hash) const;
    [[nodiscard]] std::vector<std::string> vkeys() const;

private:
    struct Signed {
        const Admitted* admitted;
        journal::Checkpoint checkpoint;
        std::string note; // with its journal's signatures only
    };
    [[nodiscard]] std::expected<Signed, Reply> signed_by_its_journal(std::string_view note) const;
    // Seconds to wait, or nothing when the journal may ask now.
    [[nodiscard]] std::optional<std::chrono::seconds> wait_of(const std::string& origin,
                                                              const Admitted& admitted);
    [[nodiscard]] std::string cosignatures(std::string_view text) const;

    Admission admission_;
    std::vector<journal::Cosigner> cosigners_;
    State& state_;
    Caution& caution_;
    Clock clock_;
    std::map<std::string, std::string, std::less<>> origin_by_hash_;
    std::mutex mutex_;
    std::map<std::string, Allowance, std::less<>> allowances_;
};

} // namespace vienreiz::witness
