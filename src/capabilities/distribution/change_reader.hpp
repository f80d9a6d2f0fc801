// Reads what has changed between two versions, as one grant lets it be seen, and writes it as events.
#pragma once

#include "capabilities/distribution/changes.hpp"

namespace vienreiz::distribution {

class ChangeReader {
public:
    ChangeReader(const platform::Ask& ask, const Grant& grant,
                 std::shared_ptr<const store::Dataset> before, const Version& version_before);
    Outcome read_list(const store::VersionChanges& changes, const Cursor& from, std::uint64_t limit,
                      Format format);
    Outcome read_both(const Cursor& from, std::uint64_t limit, Format format);
    ChangePage take() { return std::move(page_); }

private:
    enum class Sort : std::uint8_t { inserted, updated, deleted };
    // As this grant shows it: rows outside it are not there.
    struct Seen {
        std::optional<store::Row> before, now;
    };
    [[nodiscard]] Seen seen(const store::RowChange& change) const;
    [[nodiscard]] bool covered_before(const store::Row& row) const;
    [[nodiscard]] std::string_view cell_before(const store::Row& row, std::size_t column) const;
    // Nothing when what is shown of it stays the same.
    [[nodiscard]] std::optional<Sort> sort_of(const Seen& seen) const;
    [[nodiscard]] bool is_full(std::uint64_t limit) const;
    void add(const store::RowChange& change, const std::string& id, const Cursor& behind,
             Format format);
    void write(const Seen& seen, Sort sort, const std::string& id, const Cursor& behind);
    void note_people(const Seen& seen);
    void finish(Format format);

    const platform::Ask& ask_;
    const Grant& grant_;
    std::shared_ptr<const store::Dataset> before_;
    const Version& version_before_;
    std::vector<std::optional<std::size_t>> in_before_; // of each column of the grant's version
    std::string source_, time_;
    ChangePage page_;
};

} // namespace vienreiz::distribution
