// Everybody whom a download concerns, where they are more than its record holds.
//
// Format       <data>/people/<hex SHA-256 of the file>: the first 16 bytes of each keyed tag, in order, each once, and
//              nothing else. The record names the file by its hash, so it cannot be changed unseen.
// Operation    add() everybody, as often as they occur, then finish() once: the file is on the disk before it is named.
//              What was not finished is removed at the next start.
// Memory       bounded, whatever their number: sorted in runs, which are merged at the end.
#pragma once

#include "base/limits.hpp"
#include "capabilities/distribution/model.hpp"
#include "store/files.hpp"

#include <functional>
#include <optional>
#include <set>

namespace vienreiz::distribution {

// Few are told by their tags, as in the record of any answer; many by a file.
struct Concerned {
    std::vector<std::string> tags; // hex, in order
    std::optional<PeopleFile> file;
};

class PeopleFileWriter {
public:
    explicit PeopleFileWriter(std::filesystem::path folder,
                              std::size_t memory = limits::people_sort_bytes)
        : folder_(std::move(folder)), most_(memory / sizeof(Short)) {}
    Outcome add(const crypto::Hash& tag);
    Result<Concerned> finish();

private:
    using Short = std::array<std::uint8_t, 16>;
    friend class TagRun;
    Outcome add_short(const crypto::Hash& tag);
    void sort();
    Outcome spill();
    Outcome merge(const std::function<Outcome(ByteView)>& put);

    std::filesystem::path folder_;
    std::size_t most_; // in memory at once
    std::set<crypto::Hash> few_;
    bool many_ = false;
    std::vector<Short> tags_;
    std::optional<store::files::File> scratch_;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> runs_; // from where to where in it
};

class PeopleFiles {
public:
    explicit PeopleFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    // What a fall left unfinished is removed.
    Outcome open() const;
    // And it is about to be named by a record: remove_all_but() takes it for new.
    [[nodiscard]] bool has(const PeopleFile& file) const;
    // Kind::missing where this node has not got the file. `tag`: hex, whole.
    [[nodiscard]] Result<bool> names(std::string_view file, std::string_view tag) const;
    // Those no record names, made before then: of downloads that were refused once they had been made.
    Outcome remove_all_but(const std::set<std::string, std::less<>>& named, Instant before) const;

private:
    std::filesystem::path folder_;
};

} // namespace vienreiz::distribution
