#include "journal/checkpoint.hpp"

#include <algorithm>

namespace vienreiz::journal {
namespace checkpoint {
Failure malformed(std::string what) { return {Kind::invalid, std::move(what), "checkpoint"}; }
} // namespace checkpoint

Result<Checkpoint> checkpoint_in(std::string_view note) {
    auto parsed = TRY(parse_note(note));
    return parse_checkpoint(parsed.text);
}

Result<Hash> hash_from_base64(std::string_view text) {
    Hash hash;
    auto raw = from_base64(text);
    if (!raw || raw->size() != hash.size())
        return Failure{Kind::invalid, "A hash is the base64 of 32 bytes"};
    std::ranges::copy(*raw, hash.begin());
    return hash;
}

std::string to_text(const Checkpoint& checkpoint) {
    std::string out = checkpoint.origin;
    out += '\n';
    out += std::to_string(checkpoint.size);
    out += '\n';
    out += base64(checkpoint.root);
    out += '\n';
    for (const auto& line : checkpoint.extensions) {
        out += line;
        out += '\n';
    }
    return out;
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
    if (!text.ends_with('\n')) return checkpoint::malformed("A checkpoint ends with a newline");
    text.remove_suffix(1);
    auto lines = split(text, '\n');
    // "at least three non-empty lines"
    if (lines.size() < 3 || std::ranges::any_of(lines, &std::string_view::empty))
        return checkpoint::malformed("A checkpoint has at least three lines, none of them empty");
    // "ASCII decimal representation ..., with no leading zeroes (unless the tree is empty)"
    auto size = number<std::uint64_t>(lines[1]);
    if (!size || (lines[1].starts_with('0') && lines[1] != "0"))
        return checkpoint::malformed("A checkpoint's second line is the size of the tree");
    auto root = hash_from_base64(lines[2]);
    if (!root) return checkpoint::malformed("A checkpoint's third line is the root, in base64");
    return Checkpoint{std::string(lines[0]), *size, *root, {lines.begin() + 3, lines.end()}};
}

std::string to_text(std::span<const Hash> proof) {
    std::string out;
    for (const auto& hash : proof) out += base64(hash) + '\n';
    return out;
}

Result<Proof> parse_proof(std::string_view lines) {
    constexpr std::size_t longest = 65; // a tree is at most 64 rows high
    auto malformed = [](std::string what) {
        return Failure{Kind::invalid, std::move(what), "proof"};
    };
    Proof out;
    while (!lines.empty()) {
        auto end = lines.find('\n');
        if (end == lines.npos) return malformed("The proof is cut short");
        if (out.size() == longest) return malformed("The proof is longer than any tree is high");
        out.push_back(TRY(hash_from_base64(lines.substr(0, end))));
        lines.remove_prefix(end + 1);
    }
    return out;
}

} // namespace vienreiz::journal
