#include "witness/submission.hpp"

#include <fmt/format.h>

namespace vienreiz::witness {
namespace {

// "The client MUST NOT send more than 63 consistency proof lines."
constexpr std::size_t longest_proof = 63;

Failure malformed(std::string_view what) { return {Kind::invalid, std::string(what)}; }

} // namespace

Result<Submission> parse_submission(std::string_view body) {
    // The proof may be empty, so this one line ends the head as well.
    auto end = body.find('\n');
    if (!body.starts_with("old ") || end == body.npos)
        return malformed("The first line is the word old, a space and a size");
    auto digits = body.substr(4, end - 4);
    auto old_size = number<std::uint64_t>(digits);
    if (!old_size || (digits.starts_with('0') && digits != "0"))
        return malformed("The old size is a decimal number without leading zeros");
    auto gap = body.find("\n\n", end);
    if (gap == body.npos) return malformed("An empty line stands before the checkpoint");
    auto proof = TRY(journal::parse_proof(body.substr(end + 1, gap - end)));
    if (proof.size() > longest_proof) return malformed("A proof has at most 63 lines");
    return Submission{*old_size, std::move(proof), body.substr(gap + 2)};
}

std::string to_text(const Submission& submission) {
    return fmt::format("old {}\n{}\n{}", submission.old_size, journal::to_text(submission.proof),
                       submission.note);
}

} // namespace vienreiz::witness
