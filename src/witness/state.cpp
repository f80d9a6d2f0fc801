#include "witness/state.hpp"

namespace vienreiz::witness {

State::State(std::shared_ptr<journal::Disk> disk, std::filesystem::path file)
    : file_(std::move(disk), std::move(file)) {}

Result<std::unique_ptr<State>> State::open(std::shared_ptr<journal::Disk> disk,
                                           std::filesystem::path file) {
    std::unique_ptr<State> state(new State(std::move(disk), std::move(file)));
    auto durable = TRY(state->file_.read([&](std::string_view note) -> Outcome {
        auto parsed = TRY(journal::parse_note(note));
        auto checkpoint = TRY(journal::parse_checkpoint(parsed.text));
        Kept kept{checkpoint.size, checkpoint.root, std::string(note)};
        state->by_origin_[checkpoint.origin] = {kept, kept};
        return {};
    }));
    if (durable == StateFile::Durable::perhaps) TRY(state->file_.replace(state->all_notes()));
    return state;
}

Kept State::of(std::string_view origin) const {
    std::lock_guard hold(mutex_);
    auto found = by_origin_.find(origin);
    return found == by_origin_.end() ? Kept{} : found->second.staged;
}

std::string State::durable(std::string_view origin) const {
    std::lock_guard hold(mutex_);
    auto found = by_origin_.find(origin);
    return found == by_origin_.end() ? std::string() : found->second.durable.note;
}

std::size_t State::journals() const {
    std::lock_guard hold(mutex_);
    return by_origin_.size();
}

std::optional<std::uint64_t> State::stage(std::string_view origin, const Kept& before, Kept next) {
    std::lock_guard hold(mutex_);
    auto& both = by_origin_.try_emplace(std::string(origin)).first->second;
    if (both.staged.size != before.size || both.staged.root != before.root) return {};
    both.staged = std::move(next);
    changed_.emplace(origin);
    return ++turn_;
}

State::Writing State::begin_writing() {
    std::lock_guard hold(mutex_);
    Writing out{turn_, {}, {}};
    for (const auto& origin : changed_) {
        const auto& staged = by_origin_.find(origin)->second.staged;
        out.changed.emplace_back(origin, staged);
        journal::add_counted(out.notes, staged.note);
    }
    changed_.clear();
    if (file_.has_room_for(out.notes.size())) return out;
    out.all = true;
    out.notes = all_notes();
    return out;
}

std::string State::all_notes() const {
    std::string out;
    for (const auto& [origin, both] : by_origin_)
        if (!both.staged.note.empty()) journal::add_counted(out, both.staged.note);
    return out;
}

// What was staged while the file was written stands on what could not be kept, so it goes as well.
void State::give_up_staged() {
    for (auto& [origin, both] : by_origin_) both.staged = both.durable;
    changed_.clear();
    failed_ = turn_;
}

Outcome State::settle(std::uint64_t turn) {
    std::lock_guard writing(writing_);
    if (turn <= settled_) return {};
    if (turn <= failed_) return *failure_;
    auto next = begin_writing();
    auto kept = next.all ? file_.replace(next.notes) : file_.add(next.notes);
    std::lock_guard hold(mutex_);
    if (!kept) {
        failure_ = kept.error();
        give_up_staged();
        return kept;
    }
    settled_ = next.turn;
    for (auto& [origin, durable] : next.changed) by_origin_[origin].durable = std::move(durable);
    return {};
}

} // namespace vienreiz::witness
