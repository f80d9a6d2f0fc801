#include "witness/witnessing.hpp"

#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "journal/cosignature.hpp"
#include "journal/receipt.hpp"
#include "witness/submission.hpp"

#include <algorithm>

namespace vienreiz::witness {
namespace {

bool is_more_than(const Final& before, const Final& next) {
    return next.size > before.size ||
           (next.size == before.size && next.witnesses.size() > before.witnesses.size());
}

} // namespace

Witnessing::Witnessing(const journal::Journal& journal, journal::Policy policy, Options options,
                       Send send)
    : journal_(journal), policy_(std::move(policy)), options_(std::move(options)),
      send_(std::move(send)) {}

Result<std::unique_ptr<Witnessing>> Witnessing::begin(const journal::Journal& journal,
                                                      journal::Policy policy, Options options,
                                                      Send send) {
    std::set<std::string> urls;
    for (const auto& witness : policy.witnesses) {
        if (witness.url.empty())
            return Failure{Kind::invalid,
                           "The policy names no address for the witness " + witness.name};
        urls.insert(witness.url);
    }
    std::unique_ptr<Witnessing> out(
        new Witnessing(journal, std::move(policy), std::move(options), std::move(send)));
    if (auto kept = TRY(out->kept_final())) out->final_ = std::move(*kept);
    out->final_size_ = out->final_.size;
    for (const auto& url : urls)
        out->threads_.emplace_back(
            [all = out.get(), url](const std::stop_token& stop) { all->ask(stop, url); });
    return out;
}

Witnessing::~Witnessing() {
    for (auto& thread : threads_) thread.request_stop();
}

// The policy may have changed since: what is not final any more is proposed again.
Result<std::optional<Final>> Witnessing::kept_final() const {
    auto kept = options_.place.get(options_.file);
    if (!kept && kept.error().kind != Kind::missing) return kept.error();
    if (!kept) return std::optional<Final>();
    std::string note(text(*kept));
    auto verified = journal::verified_checkpoint(note, policy_);
    if (!verified) return std::optional<Final>();
    return std::optional(
        Final{verified->checkpoint.size, std::move(note), std::move(verified->witnesses)});
}

void Witnessing::learn() {
    std::lock_guard adding(adding_);
    auto kept = kept_final();
    std::lock_guard hold(mutex_);
    proposal_.reset();
    if (!kept || !*kept) return; // it is looked for again soon
    auto& next = **kept;
    // A journal that is behind the node that asked could prove nothing by it yet.
    if (!is_more_than(final_, next) || next.size > journal_.size()) return;
    final_ = std::move(next);
    final_size_ = final_.size;
    changed_.notify_all();
}

void Witnessing::propose() {
    auto now = std::chrono::steady_clock::now();
    {
        std::lock_guard hold(mutex_);
        bool is_final = !proposal_ || proposal_->checkpoint.size <= final_.size;
        auto wait = is_final ? options_.apart : options_.patience;
        if (proposal_ && now - proposal_->at < wait) return;
        if (proposal_ && proposal_->checkpoint.size == journal_.size()) return;
        if (journal_.size() == final_.size && final_.witnesses.size() == policy_.witnesses.size())
            return;
    }
    auto note = journal_.checkpoint();
    auto parsed = journal::parse_note(note);
    check(parsed.has_value(), "the journal's own checkpoint is a note");
    auto checkpoint = journal::parse_checkpoint(parsed->text);
    check(checkpoint.has_value(), "and a checkpoint");
    std::lock_guard hold(mutex_);
    proposal_ = std::make_shared<Proposal>(
        Proposal{.checkpoint = std::move(*checkpoint), .note = std::move(note), .at = now});
    changed_.notify_all();
}

Final Witnessing::final_one() const {
    std::lock_guard hold(mutex_);
    return final_;
}

Result<std::string> Witnessing::checkpoint() const {
    auto newest = final_one();
    if (!newest.note.empty()) return std::move(newest.note);
    return Failure{Kind::unavailable, "The witnesses have cosigned no checkpoint yet; the newest "
                                      "is at the address that ends in pending"};
}

Result<NewestReceipt> newest_receipt(const journal::Journal& journal, const Witnessing* witnessing,
                                     journal::Index index) {
    if (!witnessing) return NewestReceipt{TRY(journal.receipt(index)), true};
    auto newest = witnessing->final_one();
    if (index >= newest.size) return NewestReceipt{TRY(journal.receipt(index)), false};
    auto entry = TRY(journal.entry(index));
    auto proof = TRY(journal.inclusion(index, newest.size));
    journal::Receipt receipt{index, std::move(entry), std::move(proof), std::move(newest.note)};
    return NewestReceipt{to_text(receipt), true};
}

bool Witnessing::wait_for(std::uint64_t size, std::chrono::milliseconds most) const {
    std::unique_lock hold(mutex_);
    return changed_.wait_for(hold, most, [&] { return final_.size >= size; });
}

// One witness's thread: whatever is proposed goes to it, the newest only.
void Witnessing::ask(const std::stop_token& stop, const std::string& url) {
    std::shared_ptr<Proposal> done;
    std::uint64_t held = 0; // what the witness has; it says so itself when this is wrong
    std::string trouble;
    while (!stop.stop_requested()) {
        std::shared_ptr<Proposal> next;
        {
            std::unique_lock hold(mutex_);
            if (!changed_.wait(hold, stop, [&] { return proposal_ && proposal_ != done; })) return;
            next = proposal_;
        }
        auto sent = send_to(url, *next, held);
        if (sent) {
            done = std::move(next);
            trouble.clear();
            continue;
        }
        // Once for each trouble, however long it lasts.
        if (std::exchange(trouble, sent.error().what) != sent.error().what)
            diagnostics::warn("A witness has not cosigned", {{"witness", url}, {"why", trouble}});
        std::unique_lock hold(mutex_);
        changed_.wait_for(hold, stop, options_.again, [] { return false; });
    }
}

Result<std::string> Witnessing::submission(const Proposal& proposal, std::uint64_t old_size) const {
    Submission out{old_size, {}, proposal.note};
    auto size = proposal.checkpoint.size;
    if (old_size > size)
        return Failure{Kind::corrupt, "The witness has cosigned more than the journal holds"};
    if (old_size > 0) out.proof = TRY(journal_.consistency(old_size, size));
    return to_text(out);
}

Outcome Witnessing::send_to(const std::string& url, const Proposal& proposal, std::uint64_t& held) {
    // A witness that was ahead of what we knew says where it is; then the proof is made from there. One that has just
    // started may ask for several, from where its peers are (caution.hpp).
    constexpr int times_at_most = 8;
    for (int times = 0; times < times_at_most; ++times) {
        auto body = TRY(submission(proposal, held));
        auto answer = TRY(send_(url, body));
        if (answer.status == 200) {
            held = proposal.checkpoint.size;
            return take(proposal, answer.body);
        }
        auto size = number<std::uint64_t>(trim(answer.body));
        if (answer.status != 409 || !size)
            return Failure{Kind::unavailable, "It answered " + std::to_string(answer.status) +
                                                  ": " + escaped(answer.body.substr(0, 200))};
        held = *size;
    }
    return Failure{Kind::unavailable, "It says again and again that it has another size"};
}

// "The client MUST ignore any cosignatures from unknown keys."
Outcome Witnessing::take(const Proposal& proposal, std::string_view lines) {
    auto note = TRY(journal::parse_note(to_text(proposal.checkpoint) + "\n" + std::string(lines)));
    std::map<std::string, std::string> found;
    for (const auto& line : note.signatures)
        for (const auto& [name, key, url] : policy_.witnesses)
            if (line.name == key.name && line.id == key.id &&
                journal::verifies_cosignature(key, note.text, line.signature))
                found[name] = journal::signature_line(line.name, line.id, line.signature);
    if (found.empty())
        return Failure{Kind::invalid, "None of its signatures is of a key that the policy names"};
    return add(proposal, std::move(found));
}

// At the quorum it becomes final, and with each cosignature that comes later again. It is kept before it is shown, and
// nobody who only reads waits for the disk.
Outcome Witnessing::add(const Proposal& proposal, std::map<std::string, std::string> lines) {
    std::lock_guard adding(adding_);
    Final next{proposal.checkpoint.size, proposal.note, {}};
    bool is_news = false; // after a restart it is not, until more have cosigned than before
    {
        std::lock_guard hold(mutex_);
        if (!proposal_ || proposal_->checkpoint.size != proposal.checkpoint.size) return {};
        proposal_->lines.merge(lines);
        for (const auto& [name, line] : proposal_->lines) {
            next.note += line;
            next.witnesses.push_back(name);
        }
        is_news = is_more_than(final_, next);
    }
    if (!journal::is_quorum(policy_, next.witnesses) || !is_news) return {};
    TRY(options_.place.put(options_.file, bytes(next.note)));
    std::lock_guard hold(mutex_);
    final_ = std::move(next);
    final_size_ = final_.size;
    changed_.notify_all();
    return {};
}

} // namespace vienreiz::witness
