#include "journal/receipt.hpp"

#include "base/limits.hpp"
#include "journal/checkpoint.hpp"
#include "journal/verification.hpp"

namespace vienreiz::journal {
namespace receipt {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::size_t longest_proof = 64; // a tree has at most 2^64 leaves

Failure malformed(std::string what, std::string where = {}) {
    return {Kind::invalid, std::move(what), std::move(where)};
}

// Takes one line off the front; a text that ends without a newline has no more lines.
Result<std::string_view> take_line(std::string_view& rest) {
    auto end = rest.find('\n');
    if (end == std::string_view::npos) return malformed("The receipt is cut short");
    auto line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return line;
}

// "represented as an ASCII decimal with no leading zeroes (unless the index is `0`)"
Result<Index> parse_index(std::string_view line) {
    if (!line.starts_with("index ")) return malformed("The receipt has no line for the index");
    line.remove_prefix(6);
    auto index = number<Index>(line);
    if (!index || std::to_string(*index) != line)
        return malformed("The receipt's index is not a number", "line " + std::string(line));
    return *index;
}

Result<VerifiedReceipt> verify_anchored(const Receipt& outer, const Policy& policy) {
    auto inner = TRY(parse_receipt(outer.entry));
    auto [anchor, witnesses] = TRY(verified_checkpoint(outer.checkpoint, policy));
    TRY(verify_inclusion(
        {outer.index, anchor.size, leaf_hash(bytes(inner.checkpoint)), anchor.root}, outer.proof));
    std::vector<VerifierKey> logs;
    for (const auto& log : policy.logs) logs.push_back(log.key);
    auto checkpoint = TRY(verified_checkpoint(inner.checkpoint, logs));
    if (checkpoint.origin == anchor.origin)
        return malformed("The receipt anchors a journal in itself", checkpoint.origin);
    TRY(verify_inclusion(
        {inner.index, checkpoint.size, leaf_hash(bytes(inner.entry)), checkpoint.root},
        inner.proof));
    return VerifiedReceipt{checkpoint.origin,
                           inner.index,
                           checkpoint.size,
                           std::move(inner.entry),
                           base64(checkpoint.root),
                           std::move(witnesses),
                           VerifiedReceipt::Anchor{anchor.origin, outer.index, anchor.size}};
}

} // namespace receipt

std::string to_text(const Receipt& receipt) {
    std::string out(receipt::first_line);
    out += "\nextra ";
    out += base64(bytes(receipt.entry));
    out += "\nindex ";
    out += std::to_string(receipt.index);
    out += '\n';
    out += to_text(receipt.proof);
    out += '\n';
    out += receipt.checkpoint;
    return out;
}

Result<Receipt> parse_receipt(std::string_view text) {
    if (text.size() > limits::receipt_bytes)
        return Failure{Kind::too_large,
                       "A receipt holds at most " + grouped(limits::receipt_bytes) + " bytes"};
    Receipt out{};
    if (TRY(receipt::take_line(text)) != receipt::first_line)
        return receipt::malformed(
            "A receipt begins with the line " + std::string(receipt::first_line), "line 1");
    auto line = TRY(receipt::take_line(text));
    if (!line.starts_with("extra "))
        return receipt::malformed("The receipt does not carry its entry: ask for a whole one",
                                  "line 2");
    auto entry = from_base64(line.substr(6));
    if (!entry) return receipt::malformed("The receipt's entry is not base64", "line 2");
    out.entry = std::string(vienreiz::text(*entry));
    line = TRY(receipt::take_line(text));
    out.index = TRY(receipt::parse_index(line));
    for (line = TRY(receipt::take_line(text)); !line.empty();
         line = TRY(receipt::take_line(text))) {
        if (out.proof.size() == receipt::longest_proof)
            return receipt::malformed("The receipt's proof is longer than any tree is high");
        out.proof.push_back(TRY(hash_from_base64(line)));
    }
    out.checkpoint = std::string(text);
    return out;
}

Result<VerifiedReceipt> verify_receipt(std::string_view text, const Policy& policy) {
    auto receipt = TRY(parse_receipt(text));
    if (receipt.entry.starts_with(receipt::first_line))
        return receipt::verify_anchored(receipt, policy);

    // "1. Compute the leaf hash. This step is application specific." Here: of the entry in `extra`.
    auto leaf = leaf_hash(bytes(receipt.entry));

    // "2. Check that the checkpoint origin line is acceptable, and that the checkpoint is signed by
    // a log public key configured for that origin line." "3. Verify all cosignatures for witnesses
    // known to the verifier. Which subsets of witnesses are considered strong enough, is determined
    // by application policy."
    auto [checkpoint, witnesses] = TRY(verified_checkpoint(receipt.checkpoint, policy));

    // "4. Check that the inclusion proof is valid, to bind the leaf hash computed in step 1 to the
    // root hash of the signed checkpoint."
    TRY(verify_inclusion({receipt.index, checkpoint.size, leaf, checkpoint.root}, receipt.proof));

    return VerifiedReceipt{checkpoint.origin,        receipt.index,           checkpoint.size,
                           std::move(receipt.entry), base64(checkpoint.root), std::move(witnesses)};
}

Result<VerifiedReceipt> verify_receipt(std::string_view receipt,
                                       std::span<const std::string> vkeys) {
    return verify_receipt(receipt, TRY(policy_of(vkeys)));
}

} // namespace vienreiz::journal
