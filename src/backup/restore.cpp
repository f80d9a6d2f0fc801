#include "backup/restore.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

namespace vienreiz::backup {

namespace restoring {

Failure of_file(Failure why, const KeptFile& file) {
    why.what += fmt::format(". The file {} cannot be restored", file.path);
    return why;
}

class Restore {
public:
    Restore(journal::Disk& disk, const Restoring& what)
        : disk_(disk), what_(what), total_(bytes_in(what.manifest)) {}

    Outcome run() {
        for (const auto& file : what_.manifest.files) {
            auto restored = restore(file);
            if (!restored) return of_file(std::move(restored).error(), file);
        }
        return {};
    }

private:
    Outcome restore(const KeptFile& file) {
        auto path = what_.to / file.path;
        TRY(disk_.make_folder(path.parent_path()));
        auto out = TRY(disk_.open(path));
        crypto::Hasher hasher;
        std::uint64_t at = 0;
        for (const auto& name : file.pieces) {
            auto plain = TRY(opened(name));
            hasher.update(plain);
            TRY(out->write(at, plain));
            at += plain.size();
            done_ += plain.size();
            if (what_.progress) what_.progress(done_, total_);
        }
        if (at != file.bytes || hex(hasher.finish()) != file.sha256)
            return Failure{Kind::corrupt, "The pieces do not make the file that was backed up",
                           path.string()};
        return out->sync();
    }

    Result<Bytes> opened(const std::string& name) const {
        auto piece = TRY(what_.store.piece(name));
        auto plain = crypto::age::decrypt(piece, what_.identities);
        if (!plain) return within(std::move(plain).error(), "piece " + name + " ");
        return plain;
    }

    journal::Disk& disk_;
    const Restoring& what_;
    std::uint64_t done_ = 0, total_;
};

} // namespace restoring

Result<Manifest> read_run(const Store& store, const std::string& name,
                          std::span<const crypto::age::Identity> identities) {
    auto encrypted = TRY(store.run(name));
    auto plain = crypto::age::decrypt(encrypted, identities);
    if (!plain) return Failure{plain.error().kind, plain.error().what, "run " + name};
    auto manifest = manifest_from(text(*plain));
    if (!manifest) return within(std::move(manifest).error(), "run " + name + " ");
    return manifest;
}

Outcome restore_files(journal::Disk& disk, const Restoring& restoring) {
    return restoring::Restore(disk, restoring).run();
}

Result<std::vector<Failure>> damaged_pieces(const Store& store, const Progress& progress) {
    auto pieces = TRY(store.pieces());
    std::vector<Failure> out;
    std::uint64_t done = 0;
    for (const auto& name : pieces) {
        if (auto piece = store.piece(name); !piece) out.push_back(std::move(piece).error());
        if (progress) progress(++done, pieces.size());
    }
    return out;
}

} // namespace vienreiz::backup
