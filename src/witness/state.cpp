#include "witness/state.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

namespace vienreiz::witness {
namespace {

constexpr std::string_view opening_line = "vienreiz witness state 1\n";
constexpr std::string_view hash_word = "sha256 ";

Failure damaged(const std::filesystem::path& file) {
    return {Kind::corrupt,
            "The witness's state is damaged: put back its newest copy and start with --peers, so "
            "that what the copy "
            "does not know is learned from the others",
            file.string()};
}

std::string hash_line(std::string_view content) {
    return fmt::format("{}{}\n", hash_word, hex(crypto::sha256(bytes(content))));
}

// What stands before the line of the hash, if it is that of this content.
std::optional<std::string_view> whole_content(std::string_view text) {
    auto length = hash_line({}).size();
    if (text.size() < length) return {};
    auto content = text.substr(0, text.size() - length);
    if (text.substr(content.size()) != hash_line(content)) return {};
    return content;
}

} // namespace

State::State(std::shared_ptr<journal::Disk> disk, std::filesystem::path file)
    : disk_(std::move(disk)), file_(std::move(file)) {}

Result<std::unique_ptr<State>> State::open(std::shared_ptr<journal::Disk> disk,
                                           std::filesystem::path file) {
    auto found = TRY(journal::read_if_there(*disk, file, limits::witness_state));
    std::unique_ptr<State> state(new State(std::move(disk), file));
    if (!found) return state;
    auto content = whole_content(vienreiz::text(*found));
    if (!content || !content->starts_with(opening_line)) return damaged(file);
    for (auto rest = content->substr(opening_line.size()); !rest.empty();) {
        auto note = journal::take_counted(rest);
        if (!note) return damaged(file);
        auto parsed = journal::parse_note(*note);
        if (!parsed) return damaged(file);
        auto checkpoint = journal::parse_checkpoint(parsed->text);
        if (!checkpoint) return damaged(file);
        Kept kept{checkpoint->size, checkpoint->root, std::string(*note)};
        state->by_origin_[checkpoint->origin] = {kept, kept};
    }
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
    Writing out{turn_, {}, std::string(opening_line)};
    for (const auto& [origin, both] : by_origin_)
        if (!both.staged.note.empty()) journal::add_counted(out.content, both.staged.note);
    out.content += hash_line(out.content);
    for (const auto& origin : changed_)
        out.changed.emplace_back(origin, by_origin_.find(origin)->second.staged);
    changed_.clear();
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
    auto kept = disk_->replace(file_, bytes(next.content));
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
