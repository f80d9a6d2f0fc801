#include "platform/journal_commands.hpp"

#include "base/limits.hpp"
#include "journal/receipt.hpp"
#include "platform/given_file.hpp"
#include "platform/node.hpp"
#include "platform/progress.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
namespace {

using Arguments = CommandLine::Arguments;

Result<std::vector<std::string>> vkeys_in(const std::filesystem::path& file) {
    auto content = TRY(given_file(file, limits::verifier_keys));
    std::vector<std::string> vkeys;
    for (auto line : split(content, '\n'))
        if (!trim(line).empty()) vkeys.emplace_back(trim(line));
    if (vkeys.empty())
        return Failure{Kind::invalid, "This file names no verifier key", file.string()};
    return vkeys;
}

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

Outcome verify(const Arguments& arguments) {
    auto receipt = TRY(given_file(arguments.at("receipt"), limits::receipt_bytes));
    auto vkeys = TRY(vkeys_in(arguments.at("--vkey")));
    auto verified = TRY(journal::verify_receipt(receipt, vkeys));
    if (const auto& file = arguments.at("--answer"); !file.empty())
        TRY(is_for_answer(verified, file));
    fmt::print(
        "The receipt holds.\n  journal     {}\n  entry       {} of {}\n  tree root   {}\n{}\n",
        verified.origin, verified.index, verified.size, verified.root, verified.entry);
    return {};
}

Result<std::unique_ptr<journal::Journal>> open_journal(const Arguments& arguments) {
    std::filesystem::path data = arguments.at("--data");
    const auto& name = arguments.at("--journal");
    auto folder = data / "journals" / name;
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error))
        return Failure{Kind::missing, "There is no journal in this folder", folder.string()};
    auto key = TRY(key_in(data / "keys" / fmt::format("journal-{}.pem", name)));
    return journal::open_files(
        {folder, {fmt::format("{}/journals/{}", arguments.at("--name"), name), std::move(key)}});
}

Outcome cat(const Arguments& arguments) {
    auto journal = TRY(open_journal(arguments));
    return journal->read(0, journal->size(), [](journal::Index, std::string_view entry) -> Outcome {
        fmt::print("{}\n", entry);
        return {};
    });
}

Outcome stat(const Arguments& arguments) {
    auto journal = TRY(open_journal(arguments));
    fmt::print("origin   {}\nvkey     {}\nentries  {}\n\n{}", journal->origin(), journal->vkey(),
               journal->size(), journal->checkpoint());
    return {};
}

// What a journal in a folder can be checked with. Its own key makes the seals; with the verifier key alone they cannot
// be told from others, and a verifier key that only the folder itself names proves nothing about who wrote it.
struct Checking {
    std::filesystem::path folder;
    std::string vkey;
    bool vkey_was_given = false;
    std::optional<crypto::PrivateKey> key{};
};

Result<Checking> checking_of(const Arguments& arguments) {
    std::filesystem::path data = arguments.at("--data");
    const auto& name = arguments.at("--journal");
    Checking out{data / "journals" / name, {}};
    if (const auto& given = arguments.at("--vkey"); !given.empty()) {
        auto content = TRY(given_file(given, limits::verifier_keys));
        out.vkey = trim(content);
        out.vkey_was_given = true;
    } else {
        auto own = journal::vkey_in(out.folder);
        if (!own)
            return Failure{own.error().kind, "There is no journal in this folder",
                           out.folder.string()};
        out.vkey = std::move(*own);
    }
    auto file = data / "keys" / fmt::format("journal-{}.pem", name);
    std::error_code error;
    if (std::filesystem::exists(file, error)) out.key = TRY(key_in(file));
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

// The node may serve meanwhile: nothing is opened to write.
Outcome check_journal(const Arguments& arguments) {
    auto checking = TRY(checking_of(arguments));
    ProgressBar bar("Checking");
    auto health = TRY(journal::check_files(
        checking.folder, checking.vkey,
        [&](std::uint64_t done, std::uint64_t of) { bar.show(done, of); },
        checking.key ? &*checking.key : nullptr));
    tell(checking, health);
    return {};
}

} // namespace

std::vector<CommandLine> journal_commands() {
    std::vector<CommandLine::Option> which{
        {"--data", "The node's data folder", true},
        {"--journal", "Its name: main or access", false, false, "main"},
        {"--name", "The node's name, as its origins begin", false, false, "vienreiz.local"}};
    return {
        {"verify",
         "Verify a receipt offline",
         {{"receipt", "A .tlog-proof file", true},
          {"--vkey", "A file of trusted verifier keys, one a line", true},
          {"--answer", "The answer the receipt is for"}},
         verify},
        {"journal cat", "Print the entries of a journal", which, cat},
        {"journal stat", "Print a journal's origin, verifier key, size and newest checkpoint",
         which, stat},
        {"journal check",
         "Read every byte of a journal and recompute everything; the node may serve meanwhile",
         {{"--data", "The node's data folder, or a copy of its journals alone", true},
          {"--journal", "Its name: main or access", false, false, "main"},
          {"--vkey", "A file with the verifier key you trust; none: the one the folder names"}},
         check_journal},
    };
}

} // namespace vienreiz::platform
