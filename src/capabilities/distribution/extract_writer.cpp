#include "capabilities/distribution/extract_writer.hpp"

#include "capabilities/distribution/people.hpp"
#include "capabilities/distribution/people_file.hpp"
#include "store/files.hpp"
#include "store/lane.hpp"
#include "store/row_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace vienreiz::distribution {
namespace {

constexpr std::size_t block_bytes = 1 * limits::MiB;

// ---- rows as text ------------------------------------------------------------------------------------

// Columns that stand side by side in the version are copied together, where nothing has to be quoted.
struct Neighbours {
    std::size_t first, last;
};
std::vector<Neighbours> neighbours_in(const std::vector<std::size_t>& columns) {
    std::vector<Neighbours> out;
    for (auto column : columns)
        if (!out.empty() && out.back().last + 1 == column)
            out.back().last = column;
        else
            out.push_back({column, column});
    return out;
}

class RowText {
public:
    explicit RowText(const ExtractWish& wish)
        : grant_(*wish.grant), format_(wish.format), neighbours_(neighbours_in(grant_.columns)) {}

    void begin(std::string& out) const {
        if (is_table(format_)) append_table_head(out, grant_, delimiter(format_));
        if (format_ == Format::json)
            out += fmt::format(R"({{"dataset":"{}","version":{},"rows":[)", grant_.dataset.id.text,
                               grant_.version.number);
    }
    void add(std::string& out, const store::Row& row, bool is_first) const {
        if (format_ == Format::tsv) return append_table_row(out, grant_, row, '\t');
        if (format_ == Format::csv) return add_csv(out, row);
        if (format_ == Format::json && !is_first) out += ',';
        append_json(out, grant_, row);
        if (format_ == Format::ndjson) out += '\n';
    }
    void end(std::string& out, std::uint64_t rows) const {
        if (format_ == Format::json) out += fmt::format(R"(],"total":{}}})", rows);
    }

private:
    void add_csv(std::string& out, const store::Row& row) const {
        auto view = store::RowAccess::view(row);
        bool is_blank = grant_.columns.size() == 1 && row.cell(grant_.columns.front()).empty();
        if (!view.is_plain || is_blank) return append_table_row(out, grant_, row, ',');
        const auto* text = reinterpret_cast<const char*>(view.text);
        bool is_first = true;
        for (auto [first, last] : neighbours_) {
            if (!is_first) out += ',';
            is_first = false;
            auto begin = first == 0 ? 0 : view.end(first - 1) + 1;
            out.append(text + begin, view.end(last) - begin);
        }
        out += "\r\n";
    }

    const Grant& grant_;
    Format format_;
    std::vector<Neighbours> neighbours_;
};

// ---- people ------------------------------------------------------------------------------------------

// Their codes, one behind the other.
struct Codes {
    std::string text;
    std::vector<std::size_t> ends;
    void add(std::string_view code) {
        text += code;
        ends.push_back(text.size());
    }
};

class PeopleIn {
public:
    PeopleIn(const ExtractWish& wish, const crypto::Tagger& tagger,
             const std::filesystem::path& folder)
        : columns_(wish.grant->person_columns), writer_(folder) {
        if (columns_.empty()) return;
        lane_.emplace([this, &tagger](const Codes& codes) { return tag(codes, tagger); });
        for (const auto& code : wish.asked_for) codes_.add(code);
    }
    void add(const store::Row& row) {
        for (auto column : columns_)
            if (auto code = row.cell(column); !code.empty()) codes_.add(code);
        if (codes_.text.size() > block_bytes / 4) hand_over();
    }
    [[nodiscard]] bool failed() const { return lane_ && lane_->failed(); }
    Result<Concerned> finish() {
        if (!lane_) return Concerned{};
        hand_over();
        TRY(lane_->finish());
        return writer_.finish();
    }

private:
    void hand_over() { lane_->hand_over(std::exchange(codes_, {})); }
    Outcome tag(const Codes& codes, const crypto::Tagger& tagger) {
        std::size_t begin = 0;
        for (auto end : codes.ends) {
            auto code = std::string_view(codes.text).substr(begin, end - begin);
            TRY(writer_.add(person_tag(tagger, code)));
            begin = end;
        }
        return {};
    }

    const std::vector<std::size_t>& columns_;
    PeopleFileWriter writer_;
    Codes codes_;
    std::optional<store::Lane<Codes>> lane_;
};

// ---- the file ----------------------------------------------------------------------------------------

// Hashes and writes behind the back of who renders.
class HashedFile {
public:
    explicit HashedFile(store::files::File file)
        : file_(std::move(file)), lane_([this](const std::string& block) { return put(block); }) {}
    void hand_over(std::string block) { lane_.hand_over(std::move(block)); }
    [[nodiscard]] bool failed() const { return lane_.failed(); }
    // The hash, and how many bytes it is of.
    Result<std::pair<std::string, std::uint64_t>> finish() {
        TRY(lane_.finish());
        return std::pair{hex(hasher_.finish()), file_.size()};
    }

private:
    Outcome put(const std::string& block) {
        hasher_.update(bytes(block));
        TRY(file_.append(bytes(block)));
        file_.begin_writing_back(); // it is synced later, when nobody waits
        return {};
    }

    store::files::File file_;
    crypto::Hasher hasher_;
    store::Lane<std::string> lane_; // last: it uses the others
};

} // namespace

Result<Extract> write_extract(const ExtractWish& wish, const crypto::Tagger& tagger,
                              const std::filesystem::path& file,
                              const std::filesystem::path& people, const Extracts::GoOn& go_on) {
    const auto& grant = *wish.grant;
    HashedFile out(TRY(store::files::File::create(file)));
    PeopleIn in_it(wish, tagger, people);
    RowText text(wish);
    Extract extract{.version = grant.version.folder, .hash = {}};
    std::uint64_t handed_over = 0;
    Outcome going_on;
    std::string block;
    auto next_block = [&] {
        handed_over += block.size();
        going_on = go_on(handed_over);
        out.hand_over(std::exchange(block, {}));
        block.reserve(block_bytes + block_bytes / 8);
    };
    text.begin(block);
    bool is_every_row = wish.condition.is_every_row();
    std::uint64_t looked_at = 0;
    grant.rows->all([&](const store::Row& row) {
        // A filter that holds for few rows must be stoppable, too.
        constexpr std::uint64_t now_and_then = 65'536;
        if (++looked_at % now_and_then == 0 && going_on) going_on = go_on(handed_over);
        if (is_every_row || query::holds(wish.condition, row)) {
            text.add(block, row, extract.rows == 0);
            in_it.add(row);
            ++extract.rows;
            if (block.size() >= block_bytes) next_block();
        }
        return going_on && !out.failed() && !in_it.failed();
    });
    text.end(block, extract.rows);
    next_block();
    TRY(std::move(going_on));
    std::tie(extract.hash, extract.bytes) = TRY(out.finish());
    auto concerned = TRY(in_it.finish());
    extract.people = std::move(concerned.tags);
    extract.people_file = concerned.file;
    return extract;
}

} // namespace vienreiz::distribution
