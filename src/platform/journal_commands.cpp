#include "platform/journal_commands.hpp"

#include "base/limits.hpp"
#include "journal/contradiction.hpp"
#include "journal/cose.hpp"
#include "journal/minimum_index.hpp"
#include "journal/receipt.hpp"
#include "platform/given_file.hpp"
#include "platform/node.hpp"
#include "platform/progress.hpp"
#include "platform/trusted.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
namespace {

using Arguments = CommandLine::Arguments;

Outcome is_for_answer(const journal::VerifiedReceipt& receipt, const std::filesystem::path& file) {
    crypto::Hasher hasher;
    TRY(read_given_file(file, [&](std::string_view piece) -> Outcome {
        hasher.update(bytes(piece));
        return {};
    }));
    if (receipt.entry.contains(fmt::format(R"("answer":"{}")", hex(hasher.finish())))) return {};
    return Failure{Kind::corrupt,
                   "The receipt is genuine, but it is for another answer than this file",
                   file.string()};
}

// A COSE receipt has one signature, so it cannot show that others have signed as well.
Result<journal::VerifiedReceipt> verify_cose(std::string_view receipt,
                                             const journal::Policy& policy) {
    if (policy.quorum != "none")
        return Failure{Kind::forbidden,
                       "This policy asks for more signatures than a COSE receipt can hold: take a "
                       "tlog-proof, or trust one key with --vkey"};
    std::vector<journal::VerifierKey> known;
    for (const auto& log : policy.logs) known.push_back(log.key);
    for (const auto& witness : policy.witnesses) known.push_back(witness.key);
    return journal::verify_cose_receipt(bytes(receipt), known);
}

Outcome tell_contradiction(std::string_view text, const journal::Policy& policy) {
    auto parsed = TRY(journal::parse_contradiction(text));
    auto [smaller, larger] = TRY(journal::verify_contradiction(parsed, policy));
    fmt::print("The journal has signed two checkpoints that exclude each other.\n"
               "  journal       {}\n  of entries    {} and {}\n  with roots    {}\n"
               "                {}\n",
               smaller.origin, smaller.size, larger.size, base64(smaller.root),
               base64(larger.root));
    return {};
}

Outcome verify(const Arguments& arguments) {
    const auto& given = arguments.at("receipt");
    auto receipt = TRY(given_file(given, limits::contradiction_bytes)); // the longer of the two
    auto policy = TRY(trusted(arguments));
    if (journal::is_contradiction(receipt)) return tell_contradiction(receipt, policy);
    if (receipt.size() > limits::receipt_bytes)
        return Failure{
            Kind::too_large,
            fmt::format("A receipt holds at most {} bytes", grouped(limits::receipt_bytes)), given};
    auto verified =
        TRY(journal::looks_like_cose(receipt) ? verify_cose(receipt, policy)
                                              : journal::verify_receipt(receipt, policy));
    if (const auto& file = arguments.at("--answer"); !file.empty())
        TRY(is_for_answer(verified, file));
    fmt::print("The receipt holds.\n  journal     {}\n  entry       {} of {}\n  tree root   {}\n",
               verified.origin, verified.index, verified.size, verified.root);
    if (!verified.witnesses.empty())
        fmt::print("  cosigned    by {}\n", join(verified.witnesses, ", "));
    if (const auto& anchor = verified.anchor)
        fmt::print("  anchored    in {}, entry {} of {}\n", anchor->origin, anchor->index,
                   anchor->size);
    fmt::print("{}\n", verified.entry);
    return {};
}

std::filesystem::path folder_of(const Arguments& arguments) {
    return std::filesystem::path(arguments.at("--data")) / "journals" / arguments.at("--journal");
}

Failure no_journal(const Failure& why, const std::filesystem::path& folder) {
    return {why.kind, "There is no journal in this folder", folder.string()};
}

// Of these two as well: the node may serve meanwhile, and no key is needed.
Outcome cat(const Arguments& arguments) {
    auto folder = folder_of(arguments);
    if (auto own = journal::vkeys_in(folder); !own) return no_journal(own.error(), folder);
    TRY(journal::read_files(folder, [](journal::Index, std::string_view entry) -> Outcome {
        fmt::print("{}\n", entry);
        return {};
    }));
    return {};
}

Outcome stat(const Arguments& arguments) {
    auto folder = folder_of(arguments);
    auto kept = journal::kept_in(folder);
    if (!kept) return no_journal(kept.error(), folder);
    auto entries = kept->entries ? std::to_string(*kept->entries) : "unknown: check the journal";
    auto stated = TRY(journal::minimum_index_in(*journal::real_disk(), folder));
    auto minimum = stated ? fmt::format("given    from {} on\n", stated->minimum.index) : "";
    fmt::print("origin   {}\nvkey     {}\nentries  {}\n{}\n{}", kept->origin,
               join(kept->vkeys, "\n         "), entries, minimum,
               kept->checkpoint.empty() ? "No checkpoint is kept here.\n" : kept->checkpoint);
    return {};
}

// What a journal in a folder can be checked with. Its own key makes the seals; with the verifier key alone they cannot
// be told from others, and a verifier key that only the folder itself names proves nothing about who wrote it.
struct Checking {
    std::filesystem::path folder;
    std::string vkey;
    bool vkey_was_given = false;
    std::optional<journal::OwnKey> key{};
};

Result<Checking> checking_of(const Arguments& arguments) {
    std::filesystem::path data = arguments.at("--data");
    Checking out{folder_of(arguments), {}};
    if (const auto& given = arguments.at("--vkey"); !given.empty()) {
        auto content = TRY(given_file(given, limits::verifier_keys));
        out.vkey = trim(content);
        out.vkey_was_given = true;
    } else {
        auto own = journal::vkeys_in(out.folder);
        if (!own) return no_journal(own.error(), out.folder);
        out.vkey = std::move(own->front());
    }
    auto places = journal_places(data, arguments.at("--journal"));
    std::error_code error;
    if (std::filesystem::exists(places.key, error))
        out.key =
            TRY(journal::own_key(*journal::real_disk(), places, TRY(kept_key_in(places.key))));
    return out;
}

void tell(const Checking& checking, const journal::Health& health) {
    fmt::print(
        "The journal is whole.\n  entries  {}\n  batches  {}\n  bytes    {}\n  root     {}\n",
        health.entries, health.batches, health.bytes, health.root);
    if (checking.key)
        fmt::print("  seals    all made with the journal's key\n");
    else
        fmt::print("  seals    not checked: that takes the journal's private key\n");
    if (!health.shown)
        fmt::print("  shown    not checked: no checkpoint was kept to compare with\n");
    if (!health.side_files) fmt::print("  tiles    not checked: they are not in this folder\n");
    if (!checking.key && !checking.vkey_was_given)
        fmt::print("  origin   not checked: give the verifier key you trust with --vkey\n");
}

Result<journal::Health> watched(const Checking& checking) {
    ProgressBar bar("Checking"); // its line ends before anything is told
    return journal::check_files(
        checking.folder, checking.vkey,
        [&](std::uint64_t done, std::uint64_t of) { bar.show(done, of); },
        checking.key ? &*checking.key : nullptr);
}

// The node may serve meanwhile: nothing is opened to write.
Outcome check_journal(const Arguments& arguments) {
    auto checking = TRY(checking_of(arguments));
    tell(checking, TRY(watched(checking)));
    return {};
}

} // namespace

std::vector<CommandLine> journal_commands() {
    using enum CommandLine::Option::Takes;
    std::vector<CommandLine::Option> which{
        {.name = "--data",
         .help = "The node's data folder, or a copy of its journals alone",
         .required = true,
         .takes = file},
        {"--journal", "Its name: main, access or root", false, false, "main"}};
    return {
        {"verify",
         "Verify a receipt offline, or the proof that a journal has contradicted itself",
         {{.name = "receipt",
           .help = "A .tlog-proof file; or a contradiction that an observer has kept",
           .required = true,
           .takes = file},
          trust_options()[0],
          trust_options()[1],
          {.name = "--answer", .help = "The answer the receipt is for", .takes = file}},
         verify},
        {"journal cat", "Check a journal and print its entries; the node may serve meanwhile",
         which, cat},
        {"journal stat",
         "Print a journal's origin, verifier key, size and the newest checkpoint that is kept",
         which, stat},
        {"journal check",
         "Read every byte of a journal and recompute everything; the node may serve meanwhile",
         {{.name = "--data",
           .help = "The node's data folder, or a copy of its journals alone",
           .required = true,
           .takes = file},
          {"--journal", "Its name: main, access or root", false, false, "main"},
          {.name = "--vkey",
           .help = "A file with the verifier key you trust; none: the one the folder names",
           .takes = file}},
         check_journal},
    };
}

} // namespace vienreiz::platform
