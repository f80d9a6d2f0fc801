// A trust policy (c2sp.org/tlog-policy): whose checkpoints hold, and which witnesses must have cosigned them first.
//
//   log     <vkey> [<url>]
//   witness <name> <vkey> [<url>]
//   group   <name> all|any|<k> <member>...
//   quorum  <name>|none
//
// Two quorums of t among n witnesses share at least 2t - n of them. So with 6 of 8 no fork is cosigned while three are
// dishonest, and work goes on while two are away.
#pragma once

#include "journal/checkpoint.hpp"

namespace vienreiz::journal {

struct Policy {
    struct Log {
        VerifierKey key; // its name is the origin of the log's checkpoints
        std::string url{};
    };
    struct Witness {
        std::string name; // within the policy; the key has one of its own
        VerifierKey key;
        std::string url{};
    };
    // Has witnessed a checkpoint when so many of its members have: witnesses, or groups that stand before it.
    struct Group {
        std::string name;
        std::size_t least;
        std::vector<std::string> members;
    };
    std::vector<Log> logs{};
    std::vector<Witness> witnesses{};
    std::vector<Group> groups{};
    std::string quorum = "none"; // a witness or a group; none: the log's own signature is enough
};

// Kind::invalid with the line; too_large over limits::policy_bytes.
Result<Policy> parse_policy(std::string_view text);
std::string to_text(const Policy& policy);
// What a journal's own keys ask of its checkpoints: that every one of them has signed. The first makes it the log; a
// second, of ML-DSA, is its own cosigner, without which there is no quorum. So a checkpoint holds when it should even
// after one of the two algorithms has been broken. `witnesses`: whose quorum must have cosigned as well; Kind::invalid
// if the two do not make one policy: the names "post-quantum" and "everybody" are this one's, and the quorum is in no
// group.
Result<Policy> policy_for(std::span<const std::string> vkeys, const Policy& witnesses = {});
// These keys are trusted, and no quorum is asked for: a witness among them only must not have signed wrongly.
Result<Policy> policy_of(std::span<const std::string> vkeys);

// Whether these witnesses, by their names in the policy, are enough of them.
bool is_quorum(const Policy& policy, std::span<const std::string> witnesses);

struct Witnessed {
    Checkpoint checkpoint;
    std::vector<std::string> witnesses; // who cosigned, by their names in the policy
};
// A checkpoint that one of the policy's logs signed, and its quorum cosigned. Kind::forbidden says who is missing;
// Kind::invalid: a known key signed wrongly, so that nothing in the note is to be trusted.
Result<Witnessed> verified_checkpoint(std::string_view note, const Policy& policy);

} // namespace vienreiz::journal
