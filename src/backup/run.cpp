#include "backup/run.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::backup {

namespace running {

constexpr std::size_t known_line = 64 + 1 + 64 + 1;

// Of the store and of whom its pieces are encrypted to, in whatever order they are named.
std::string known_name(const std::string& store, std::vector<crypto::age::Recipient> recipients) {
    std::ranges::sort(recipients, {}, &crypto::age::Recipient::key);
    crypto::Hasher hasher;
    for (const auto& recipient : recipients) hasher.update(recipient.key);
    return fmt::format("{}-{}", store, hex(hasher.finish()).substr(0, 16));
}

std::string run_name(Instant at) { return replace_all(rfc3339(at), ":", "-"); }

std::optional<std::pair<crypto::Hash, std::string>> known_in(std::string_view line) {
    if (line.size() != known_line - 1 || line[64] != ' ') return {};
    auto plain = from_hex(line.substr(0, 64));
    if (!plain) return {};
    crypto::Hash hash;
    std::ranges::copy(*plain, hash.begin());
    return std::pair{hash, std::string(line.substr(65))};
}

} // namespace running

Result<Run> Run::begin(RunOptions options) {
    check(!options.recipients.empty(), "a backup is encrypted to somebody");
    auto writer = TRY(StoreWriter::open(options.disk, options.store));
    Run out(std::move(options), std::move(writer));
    out.manifest_.made = out.options_.at;
    out.result_.name = running::run_name(out.options_.at);
    TRY(out.writer_.takes_run(out.result_.name)); // and not only after all was written
    TRY(out.read_known());
    return out;
}

Outcome Run::read_known() {
    TRY(options_.disk->make_folder(options_.known_folder));
    auto name = running::known_name(writer_.store().id(), options_.recipients);
    known_file_ = TRY(options_.disk->open(options_.known_folder / name));
    auto size = TRY(known_file_->size());
    auto content = TRY(known_file_->read(0, size));
    for (auto line : split(text(content), '\n'))
        if (auto known = running::known_in(line)) known_.insert(std::move(*known));
    known_bytes_ = size;
    // A line that was torn gets its end, so that the next begins a line.
    if (size > 0 && content.back() != '\n') {
        TRY(known_file_->write(known_bytes_, bytes("\n")));
        ++known_bytes_;
    }
    return {};
}

Result<std::string> Run::piece_of(ByteView plain) {
    auto hash = crypto::sha256(plain);
    auto known = known_.find(hash);
    if (known != known_.end() && writer_.has(known->second)) return known->second;
    if (known != known_.end()) ++result_.lost_pieces;
    auto name = TRY(writer_.add_piece(crypto::age::encrypt(plain, options_.recipients)));
    auto line = fmt::format("{} {}\n", hex(hash), name);
    TRY(known_file_->write(known_bytes_, bytes(line)));
    known_bytes_ += line.size();
    known_[hash] = name;
    ++result_.new_pieces;
    result_.new_bytes += plain.size();
    return name;
}

Outcome Run::add_file(std::string path, const Path& from,
                      std::optional<std::uint64_t> first_bytes) {
    auto file = TRY(options_.disk->open_to_read(from));
    auto size = first_bytes ? *first_bytes : TRY(file->size());
    KeptFile kept{.path = std::move(path), .bytes = size, .sha256 = {}, .pieces = {}};
    crypto::Hasher hasher;
    for (std::uint64_t at = 0; at < size;) {
        auto count = std::min<std::uint64_t>(limits::backup_piece, size - at);
        auto plain = TRY(file->read(at, count));
        if (plain.size() != count)
            return Failure{Kind::corrupt, "This file became shorter while it was backed up",
                           from.string()};
        hasher.update(plain);
        auto piece = TRY(piece_of(plain));
        kept.pieces.push_back(std::move(piece));
        at += count;
    }
    kept.sha256 = hex(hasher.finish());
    manifest_.files.push_back(std::move(kept));
    return {};
}

Outcome Run::add(std::string path, ByteView content) {
    check(content.size() <= limits::backup_piece, "what is handed over whole is small");
    KeptFile kept{.path = std::move(path),
                  .bytes = content.size(),
                  .sha256 = hex(crypto::sha256(content)),
                  .pieces = {}};
    if (!content.empty()) {
        auto piece = TRY(piece_of(content));
        kept.pieces.push_back(std::move(piece));
    }
    manifest_.files.push_back(std::move(kept));
    return {};
}

Result<RunResult> Run::finish() {
    auto written = json::text(manifest_);
    if (written.size() > limits::backup_manifest)
        return Failure{Kind::too_large, "So many files do not fit one run of a backup"};
    TRY(manifest_from(
        written)); // a file with an impossible name is found out now, not when it is restored
    TRY(writer_.add_run(result_.name, crypto::age::encrypt(bytes(written), options_.recipients)));
    // After a power cut the next run need not write all of this one's again.
    TRY(known_file_->sync());
    TRY(options_.disk->sync_folder(options_.known_folder));
    result_.files = manifest_.files.size();
    result_.bytes = bytes_in(manifest_);
    return result_;
}

} // namespace vienreiz::backup
