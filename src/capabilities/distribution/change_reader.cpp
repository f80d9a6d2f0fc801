#include "capabilities/distribution/change_reader.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::distribution {

ChangeReader::ChangeReader(const platform::Ask& ask, const Grant& grant,
                           std::shared_ptr<const store::Dataset> before,
                           const Version& version_before)
    : ask_(ask), grant_(grant), before_(std::move(before)), version_before_(version_before),
      in_before_(store::same_columns(before_->summary().columns, grant.rows->summary().columns)),
      source_("/api/datasets/" + grant.dataset.id.text), time_(json::text(grant.version.at)) {}

std::string_view ChangeReader::cell_before(const store::Row& row, std::size_t column) const {
    return in_before_[column] ? row.cell(*in_before_[column]) : std::string_view();
}

// What the agreement's filter looks at was not there: nothing of it was within the agreement.
bool ChangeReader::covered_before(const store::Row& row) const {
    if (!grant_.agreement || !grant_.agreement->filter_column) return true;
    auto column = in_before_[*grant_.agreement->filter_column];
    return column && grant_.agreement->covers(row.cell(*column));
}

ChangeReader::Seen ChangeReader::seen(const store::RowChange& change) const {
    Seen out;
    if (change.before != store::RowChange::none) out.before = before_->at(change.before);
    if (out.before && !covered_before(*out.before)) out.before.reset();
    if (change.now != store::RowChange::none) out.now = grant_.rows->at(change.now);
    if (out.now && !grant_.covers(*out.now)) out.now.reset();
    return out;
}

std::optional<ChangeReader::Sort> ChangeReader::sort_of(const Seen& seen) const {
    if (!seen.before && !seen.now) return {};
    if (!seen.before) return Sort::inserted;
    if (!seen.now) return Sort::deleted;
    bool differs = std::ranges::any_of(grant_.columns, [&](std::size_t column) {
        return cell_before(*seen.before, column) != seen.now->cell(column);
    });
    if (!differs) return {};
    return Sort::updated;
}

// An update may concern those of the row as it was and those of the row as it is.
bool ChangeReader::is_full(std::uint64_t limit) const {
    return page_.events == limit || page_.looked_at == limits::changes_looked_at ||
           page_.people.tags.size() + 2 * grant_.person_columns.size() > limits::answer_people;
}

void ChangeReader::note_people(const Seen& seen) {
    if (seen.now) page_.people.add(ask_, grant_, *seen.now);
    if (!seen.before) return;
    for (auto column : grant_.person_columns)
        page_.people.add(ask_, grant_, column, cell_before(*seen.before, column));
}

// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#context-attributes
void ChangeReader::write(const Seen& seen, Sort sort, const std::string& id, const Cursor& behind) {
    constexpr std::array<std::string_view, 3> types{"inserted", "updated", "deleted"};
    auto& out = page_.body;
    append(out, R"({"specversion":"1.0","id":")", id, R"(","source":)");
    json::write_string(out, source_);
    append(out, R"(,"type":"lv.vienreiz.row.)", types[static_cast<std::size_t>(sort)],
           R"(","subject":)");
    json::write_string(out, seen.now ? seen.now->cell(grant_.key)
                                     : cell_before(*seen.before, grant_.key));
    append(out, R"(,"time":)", time_, R"(,"version":)", std::to_string(grant_.version.number),
           R"(,"cursor":")", text_of(behind, grant_.dataset.id), "\"");
    if (seen.now) {
        out += ",\"data\":";
        append_json(out, grant_, *seen.now);
    }
    out += '}';
}

void ChangeReader::add(const store::RowChange& change, const std::string& id, const Cursor& behind,
                       Format format) {
    ++page_.looked_at;
    page_.end = behind;
    auto what = seen(change);
    auto sort = sort_of(what);
    if (!sort) return;
    if (page_.events > 0 && format == Format::json) page_.body += ',';
    write(what, *sort, id, behind);
    if (format == Format::ndjson) page_.body += '\n';
    ++page_.events;
    note_people(what);
}

void ChangeReader::finish(Format format) {
    if (format == Format::json) page_.body = "[" + page_.body + "]";
}

Outcome ChangeReader::read_list(const store::VersionChanges& changes, const Cursor& from,
                                std::uint64_t limit, Format format) {
    page_.end = from;
    if (from.known > changes.size())
        return Failure{Kind::invalid, "This place lies behind the last change of its version",
                       "after"};
    for (auto at = from.known; at < changes.size() && !is_full(limit); ++at) {
        auto behind = from;
        behind.known = at + 1;
        if (behind.known == changes.size()) behind = {.version = from.to};
        add(changes[at], fmt::format("{}/{}", from.to, at + 1), behind, format);
    }
    if (page_.end.known == changes.size()) page_.end = {.version = from.to};
    finish(format);
    return {};
}

Outcome ChangeReader::read_both(const Cursor& from, std::uint64_t limit, Format format) {
    auto merge = TRY(store::VersionMerge::of(*before_, *grant_.rows));
    if (from.place.before > before_->summary().rows || from.place.now > grant_.rows->summary().rows)
        return Failure{Kind::invalid, "This place lies behind the last row of its version",
                       "after"};
    merge.go_to(from.place);
    page_.end = from;
    auto rank = [](store::Rank one) {
        return one == store::RowChange::none ? std::string("-") : std::to_string(one);
    };
    while (!merge.at_end() && !is_full(limit)) {
        auto change = merge.next();
        auto behind = from;
        behind.place = merge.place();
        if (!change) {
            ++page_.looked_at;
            page_.end = behind;
            continue;
        }
        add(*change,
            fmt::format("{}-{}/{}.{}", version_before_.number, from.to, rank(change->before),
                        rank(change->now)),
            behind, format);
    }
    if (merge.at_end()) page_.end = {.version = from.to};
    finish(format);
    return {};
}

} // namespace vienreiz::distribution
