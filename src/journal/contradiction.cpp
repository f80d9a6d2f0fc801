#include "journal/contradiction.hpp"

#include "base/limits.hpp"

namespace vienreiz::journal {
namespace contradiction {

constexpr std::string_view opening_line = "vienreiz contradiction 1\n";

Failure malformed(std::string_view what) {
    return {Kind::invalid, "This is no contradiction of two checkpoints: " + std::string(what)};
}

} // namespace contradiction

std::string to_text(const Contradiction& contradiction) {
    std::string out(contradiction::opening_line);
    add_counted(out, contradiction.smaller);
    add_counted(out, contradiction.larger);
    append(out, base64(contradiction.root), "\n", to_text(contradiction.proof));
    return out;
}

bool is_contradiction(std::string_view text) {
    return text.starts_with(contradiction::opening_line);
}

Result<Contradiction> parse_contradiction(std::string_view text) {
    using contradiction::malformed;
    if (text.size() > limits::contradiction_bytes) return malformed("it is too long");
    if (!is_contradiction(text)) return malformed("its first line is another");
    text.remove_prefix(contradiction::opening_line.size());
    auto smaller = take_counted(text);
    auto larger = smaller ? take_counted(text) : std::nullopt;
    if (!larger) return malformed("it is cut short");
    auto end = text.find('\n');
    if (end == text.npos) return malformed("it ends before the root");
    auto root = TRY(hash_from_base64(text.substr(0, end)));
    auto proof = TRY(parse_proof(text.substr(end + 1)));
    return Contradiction{std::string(*smaller), std::string(*larger), root, std::move(proof)};
}

Result<Contradicting> verify_contradiction(const Contradiction& contradiction,
                                           const Policy& policy) {
    using contradiction::malformed;
    Contradicting out;
    out.smaller = TRY(verified_checkpoint(contradiction.smaller, policy)).checkpoint;
    out.larger = TRY(verified_checkpoint(contradiction.larger, policy)).checkpoint;
    const auto& [smaller, larger] = out;
    if (smaller.origin != larger.origin) return malformed("they are of two journals");
    if (smaller.size == 0 || smaller.size > larger.size)
        return malformed("they do not stand in the order of their sizes");
    TRY(verify_consistency({smaller.size, larger.size, contradiction.root, larger.root},
                           contradiction.proof));
    if (contradiction.root == smaller.root) return malformed("both may be true");
    return out;
}

} // namespace vienreiz::journal
