#include "witness/state_file.hpp"

#include "base/limits.hpp"
#include "journal/note.hpp"

namespace vienreiz::witness {
namespace {

constexpr std::string_view opening_line = "vienreiz witness state 2\n";
constexpr std::string_view whole_opening_line = "vienreiz witness state 1\n";
constexpr std::string_view hash_word = "sha256 ";
constexpr std::string_view settled = "\x06\n";

std::string hash_line(const crypto::Hash& hash) {
    std::string out;
    append(out, hash_word, hex(hash), "\n");
    return out;
}

crypto::Hash hash_of(const crypto::Hash& before, std::string_view notes) {
    crypto::Hasher hasher;
    hasher.update(before);
    hasher.update(bytes(notes));
    return hasher.finish();
}

Outcome take_notes(std::string_view notes,
                   const std::function<Outcome(std::string_view note)>& each) {
    while (!notes.empty()) {
        auto note = journal::take_counted(notes);
        if (!note) return Failure{Kind::corrupt, "A note is cut short"};
        TRY(each(*note));
    }
    return {};
}

// The notes of the next block, if it is whole; then `rest` stands at its mark.
std::optional<std::string_view> take_block(std::string_view& rest, crypto::Hash& hash) {
    auto behind = rest;
    auto notes = journal::take_counted(behind);
    if (!notes) return {};
    auto expected = hash_of(hash, *notes);
    auto line = hash_line(expected);
    if (!behind.starts_with(line)) return {};
    behind.remove_prefix(line.size());
    rest = behind;
    hash = expected;
    return notes;
}

// As it was written before it grew: the notes, and a hash of everything above it.
bool is_whole(std::string_view text) {
    auto length = hash_line({}).size();
    if (text.size() < length) return false;
    auto content = text.substr(0, text.size() - length);
    return text.substr(content.size()) == hash_line(crypto::sha256(bytes(content)));
}

enum class Reached { damage, the_last_mark, a_block_without_one };

Result<Reached> read_blocks(std::string_view rest,
                            const std::function<Outcome(std::string_view note)>& each) {
    crypto::Hash hash{};
    auto notes = take_block(rest, hash);
    if (!notes || !rest.starts_with(settled)) return Reached::damage;
    auto reached = Reached::the_last_mark;
    while (notes) {
        TRY(take_notes(*notes, each));
        reached = Reached::a_block_without_one;
        if (!rest.starts_with(settled)) break;
        reached = Reached::the_last_mark;
        rest.remove_prefix(settled.size());
        notes = take_block(rest, hash);
    }
    return rest.contains(settled) ? Reached::damage : reached;
}

Failure damaged(const std::filesystem::path& file) {
    return {Kind::corrupt,
            "The witness's state is damaged: put back its newest copy and start with --peers, so "
            "that what the copy "
            "does not know is learned from the others",
            file.string()};
}

} // namespace

Result<StateFile::Durable>
StateFile::read(const std::function<Outcome(std::string_view note)>& each) const {
    auto found =
        TRY(journal::read_if_there(*disk_, path_, limits::witness_state + limits::witness_changes));
    if (!found) return Durable::yes;
    auto text = vienreiz::text(*found);
    if (text.starts_with(whole_opening_line) && is_whole(text)) {
        text.remove_suffix(hash_line({}).size());
        auto taken = take_notes(text.substr(whole_opening_line.size()), each);
        if (!taken) return damaged(path_);
        return Durable::yes;
    }
    if (!text.starts_with(opening_line)) return damaged(path_);
    auto reached = read_blocks(text.substr(opening_line.size()), each);
    if (!reached || *reached == Reached::damage) return damaged(path_);
    return *reached == Reached::the_last_mark ? Durable::yes : Durable::perhaps;
}

bool StateFile::has_room_for(std::size_t notes) const {
    return file_ && added_ + notes <= limits::witness_changes;
}

std::string StateFile::block_of(std::string_view notes, crypto::Hash& hash) const {
    hash = hash_of(hash_, notes);
    std::string out;
    journal::add_counted(out, notes);
    out += hash_line(hash);
    return out;
}

Outcome StateFile::add(std::string_view notes) {
    check(has_room_for(notes.size()), "where there is no room the whole is written");
    auto file = std::move(file_); // put back once it is known what it holds
    crypto::Hash hash;
    auto block = block_of(notes, hash);
    auto length = block.size();
    // Room made ahead leaves the size of the file as it was, and the sync is one write of the disk instead of two.
    if (end_ + length + settled.size() > room_) {
        block.resize(length + limits::journal_room);
        room_ = end_ + block.size();
    }
    TRY(file->write(end_, bytes(block)));
    TRY(file->sync());
    end_ += length;
    added_ += length;
    hash_ = hash;
    if (!file->write(end_, bytes(settled))) return {}; // kept all the same; the next is a whole one
    end_ += settled.size();
    file_ = std::move(file);
    return {};
}

Outcome StateFile::replace(std::string_view notes) {
    file_.reset();
    hash_ = {};
    crypto::Hash hash;
    std::string whole(opening_line);
    whole += block_of(notes, hash);
    whole += settled;
    TRY(disk_->replace(path_, bytes(whole)));
    hash_ = hash;
    end_ = room_ = whole.size();
    added_ = 0;
    auto file = disk_->open(path_);
    if (file) file_ = std::move(*file); // or the next one is whole as well
    return {};
}

} // namespace vienreiz::witness
