#include "journal/policy.hpp"

#include "base/limits.hpp"
#include "journal/verification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace vienreiz::journal {
namespace policy {

using Words = std::span<const std::string_view>;

constexpr std::string_view no_quorum = "none";

Failure malformed(std::string what) { return {Kind::invalid, std::move(what)}; }

// "sequences of ASCII space and tab characters only"
std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0; (at = line.find_first_not_of(" \t", at)) != line.npos;) {
        auto end = std::min(line.find_first_of(" \t", at), line.size());
        words.push_back(line.substr(at, end - at));
        at = end;
    }
    return words;
}

// Reads lines in their order: a name is of use only below the line that gives it.
class Reader {
public:
    Outcome line(std::string_view line);
    Result<Policy> finish();

private:
    Outcome log(Words words);
    Outcome witness(Words words);
    Outcome group(Words words);
    Outcome quorum(Words words);
    Outcome give(std::string_view name);
    Outcome first_of_its_kind(std::set<Bytes>& seen, const VerifierKey& key);

    Policy policy_;
    bool has_quorum_ = false;
    std::set<std::string, std::less<>> names_, members_; // given; and already in a group
    std::set<Bytes> log_keys_, witness_keys_;
};

Outcome Reader::line(std::string_view line) {
    auto words = words_of(line);
    if (words.empty() || words[0].starts_with('#')) return {};
    auto rest = Words(words).subspan(1);
    if (words[0] == "log") return log(rest);
    if (words[0] == "witness") return witness(rest);
    if (words[0] == "group") return group(rest);
    if (words[0] == "quorum") return quorum(rest);
    return malformed(fmt::format(
        "A line of a policy begins with log, witness, group or quorum, not with {}", words[0]));
}

// "Two vkeys are considered duplicate if they wrap the same underlying public key, even if they differ by key name"
Outcome Reader::first_of_its_kind(std::set<Bytes>& seen, const VerifierKey& key) {
    if (seen.insert(raw_key(key)).second) return {};
    return malformed("The key of " + key.name + " stands in this policy already");
}

Outcome Reader::log(Words words) {
    if (words.empty() || words.size() > 2) return malformed("A log is: log <vkey> [<url>]");
    auto key = TRY(verifier_key(words[0]));
    if (!is_log_key(key))
        return malformed("This is a witness's verifier key, not a log's: " + key.name);
    TRY(first_of_its_kind(log_keys_, key));
    policy_.logs.push_back({std::move(key), words.size() > 1 ? std::string(words[1]) : ""});
    return {};
}

Outcome Reader::give(std::string_view name) {
    if (name == no_quorum)
        return malformed("No witness and no group is called none: it stands for no quorum");
    if (!names_.emplace(name).second)
        return malformed(fmt::format("The name {} is given twice", name));
    return {};
}

Outcome Reader::witness(Words words) {
    if (words.size() < 2 || words.size() > 3)
        return malformed("A witness is: witness <name> <vkey> [<url>]");
    auto key = TRY(verifier_key(words[1]));
    if (!is_cosigner_key(key))
        return malformed("This is a log's verifier key, not a witness's: " + key.name);
    TRY(first_of_its_kind(witness_keys_, key));
    TRY(give(words[0]));
    policy_.witnesses.push_back(
        {std::string(words[0]), std::move(key), words.size() > 2 ? std::string(words[2]) : ""});
    return {};
}

Result<std::size_t> least_of(std::string_view word, std::size_t members) {
    if (word == "all") return members;
    if (word == "any") return 1;
    auto least = number<std::size_t>(word);
    if (!least || *least < 1 || *least > members)
        return malformed(
            fmt::format("A group of {} needs all, any or 1 to {} of them", members, members));
    return *least;
}

Outcome Reader::group(Words words) {
    if (words.size() < 3) return malformed("A group is: group <name> all|any|<k> <member>...");
    auto members = words.subspan(2);
    auto least = TRY(least_of(words[1], members.size()));
    Policy::Group group{std::string(words[0]), least, {}};
    for (auto member : members) {
        if (!names_.contains(member))
            return malformed(fmt::format("No line above this one names {}", member));
        // "Each defined name can be listed as a group member at most once."
        if (!members_.emplace(member).second)
            return malformed(fmt::format("{} is in a group already: it would count twice", member));
        group.members.emplace_back(member);
    }
    TRY(give(words[0]));
    policy_.groups.push_back(std::move(group));
    return {};
}

Outcome Reader::quorum(Words words) {
    if (words.size() != 1) return malformed("A quorum is: quorum <name>, or quorum none");
    if (has_quorum_) return malformed("A policy has one quorum");
    if (words[0] != no_quorum && !names_.contains(words[0]))
        return malformed(fmt::format("No line above this one names {}", words[0]));
    policy_.quorum = words[0];
    has_quorum_ = true;
    return {};
}

Result<Policy> Reader::finish() {
    if (!has_quorum_)
        return malformed("A policy says which quorum it asks for: quorum <name>, or quorum none");
    return std::move(policy_);
}

// "The only allowed control characters are tab and newline"
bool has_forbidden_byte(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7f;
    });
}

// In the order of the file, so that a group's members are decided before it.
std::set<std::string> witnessing(const Policy& policy, std::span<const std::string> witnesses) {
    std::set<std::string> out(witnesses.begin(), witnesses.end());
    for (const auto& group : policy.groups) {
        auto have = std::ranges::count_if(
            group.members, [&](const std::string& member) { return out.contains(member); });
        if (static_cast<std::size_t>(have) >= group.least) out.insert(group.name);
    }
    return out;
}

} // namespace policy

Result<Policy> parse_policy(std::string_view text) {
    if (text.size() > limits::policy_bytes)
        return Failure{Kind::too_large,
                       "A policy holds at most " + grouped(limits::policy_bytes) + " bytes"};
    if (policy::has_forbidden_byte(text))
        return policy::malformed("A policy has no control characters but tabs and newlines");
    // Cut in the middle of a name, the last line might name another.
    if (!text.ends_with('\n'))
        return policy::malformed("The policy is cut short: its last line does not end");
    text.remove_suffix(1);
    policy::Reader reader;
    for (std::size_t number = 1; auto line : split(text, '\n')) {
        if (auto done = reader.line(line); !done)
            return within(std::move(done).error(), fmt::format("line {}", number));
        ++number;
    }
    return reader.finish();
}

std::string to_text(const Policy& policy) {
    std::string out;
    auto url = [](const std::string& given) { return given.empty() ? "" : " " + given; };
    for (const auto& log : policy.logs)
        out += fmt::format("log {}{}\n", to_vkey(log.key), url(log.url));
    for (const auto& witness : policy.witnesses)
        out +=
            fmt::format("witness {} {}{}\n", witness.name, to_vkey(witness.key), url(witness.url));
    for (const auto& group : policy.groups)
        out +=
            fmt::format("group {} {} {}\n", group.name, group.least, fmt::join(group.members, " "));
    return out + "quorum " + policy.quorum + "\n";
}

Result<Policy> policy_for(std::span<const std::string> vkeys, const Policy& witnesses) {
    check(!vkeys.empty() && vkeys.size() <= 2, "a journal signs with one key or two");
    constexpr std::string_view own = "post-quantum", all = "everybody";
    Policy out = witnesses;
    auto first = TRY(verifier_key(std::string_view(vkeys[0])));
    out.logs = {{std::move(first)}};
    if (vkeys.size() == 2) {
        auto second = TRY(verifier_key(std::string_view(vkeys[1])));
        out.witnesses.insert(out.witnesses.begin(), {std::string(own), std::move(second)});
        if (witnesses.quorum == policy::no_quorum) {
            out.quorum = own;
        } else {
            out.groups.push_back({std::string(all), 2, {std::string(own), witnesses.quorum}});
            out.quorum = all;
        }
    }
    // Names and keys may be taken, and a quorum be in a group already: whoever reads it must be able to.
    return parse_policy(to_text(out));
}

Result<Policy> policy_of(std::span<const std::string> vkeys) {
    Policy out;
    for (const auto& vkey : vkeys) {
        auto key = TRY(verifier_key(std::string_view(vkey)));
        if (is_log_key(key))
            out.logs.push_back({std::move(key)});
        else
            out.witnesses.push_back({key.name, key});
    }
    return out;
}

bool is_quorum(const Policy& policy, std::span<const std::string> witnesses) {
    return policy.quorum == policy::no_quorum ||
           policy::witnessing(policy, witnesses).contains(policy.quorum);
}

Result<Witnessed> verified_checkpoint(std::string_view note, const Policy& policy) {
    std::vector<VerifierKey> known;
    for (const auto& log : policy.logs) known.push_back(log.key);
    for (const auto& witness : policy.witnesses) known.push_back(witness.key);
    auto parsed = TRY(parse_note(note));
    auto signers = TRY(verified_by(parsed, known));
    Witnessed out{TRY(parse_checkpoint(parsed.text)), {}};
    bool by_its_log = false;
    for (auto place : signers) {
        if (place < policy.logs.size())
            by_its_log |= known[place].name == out.checkpoint.origin;
        else
            out.witnesses.push_back(policy.witnesses[place - policy.logs.size()].name);
    }
    if (!by_its_log)
        return Failure{Kind::forbidden,
                       "No log of the policy has signed a checkpoint of " + out.checkpoint.origin};
    if (is_quorum(policy, out.witnesses)) return out;
    return Failure{Kind::forbidden,
                   fmt::format("The quorum {} has not cosigned this checkpoint; {} of the {} "
                               "witnesses of the policy have",
                               policy.quorum, out.witnesses.size(), policy.witnesses.size())};
}

} // namespace vienreiz::journal
