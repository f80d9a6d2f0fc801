// What a witness decides about a submission, step by step as c2sp.org/tlog-witness has them.
#pragma once

#include "journal/cosignature.hpp"
#include "witness/admission.hpp"
#include "witness/caution.hpp"
#include "witness/state.hpp"
#include "witness/submission.hpp"

#include <functional>

namespace vienreiz::witness {

struct Reply {
    int status = 200;
    std::string body; // a sentence, where the standard asks for none
    std::string type = "text/plain; charset=utf-8";
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
    // How many requests a journal has left: a day's fill in a day, an hour's wait at most.
    struct Allowance {
        double left;
        journal::CosignedAt at;
    };
    struct Signed {
        const Admitted* admitted;
        journal::Checkpoint checkpoint;
        std::string note; // with its journal's signatures only
    };
    [[nodiscard]] std::expected<Signed, Reply> signed_by_its_journal(std::string_view note) const;
    [[nodiscard]] bool may_ask(const std::string& origin, const Admitted& admitted);
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
