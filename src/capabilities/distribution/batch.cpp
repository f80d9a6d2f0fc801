#include "capabilities/distribution/batch.hpp"

#include "base/failures.hpp"
#include "base/limits.hpp"
#include "capabilities/distribution/cell_check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::distribution {
namespace batch {

using Change = Batch::Change;

// ---- what was sent -----------------------------------------------------------------------------------

Result<std::string> text_of(const json::Value& value) {
    if (value.is_null()) return std::string();
    if (value.is_string()) return std::string(std::string_view(value.get_string()));
    if (value.is_bool()) return std::string(value.get_bool() ? "true" : "false");
    if (value.is_int64()) return std::to_string(value.get_int64());
    if (value.is_uint64()) return std::to_string(value.get_uint64());
    // As many digits as tell it apart from any other; a decimal with more of them comes as text.
    if (value.is_double()) return fmt::format("{}", value.get_double());
    return Failure{Kind::invalid, "A cell is text, a number, true, false or null"};
}

class Taking {
public:
    Taking(const catalogue::Dataset& dataset, Batch& to)
        : dataset_(dataset), key_(*catalogue::position(dataset, dataset.key)), cells_(dataset),
          to_(to) {}

    void row(Change::Sort sort, const PushRows::Row& row, const std::string& place) {
        Change change{sort, {}, place};
        change.cells.resize(dataset_.fields.size());
        if (auto key = row.find(dataset_.key); key == row.end() || key->second.is_null())
            return fail("Say which row: its key is missing",
                        place + json::pointer_step(dataset_.key));
        bool good = true;
        for (const auto& [name, value] : row) good = member(change, name, value) && good;
        if (sort == Change::Sort::upsert)
            for (std::size_t at = 0; at < change.cells.size(); ++at)
                if (!row.contains(dataset_.fields[at].name)) good = cell(change, at, "") && good;
        if (!good) return;
        auto key = *change.cells[key_];
        add(std::move(key), std::move(change));
    }
    void removed(const std::string& key, const std::string& place) {
        std::string canonical;
        if (auto spelt = cells_.append(key_, key, canonical); !spelt)
            return fail(spelt.error().what, place);
        add(std::move(canonical), {Change::Sort::remove, {}, place});
    }
    [[nodiscard]] Outcome told() const { return failures_.told(); }

private:
    void fail(std::string what, std::string place) {
        failures_.add(Failure{Kind::invalid, std::move(what), std::move(place)});
    }
    bool member(Change& change, const std::string& name, const json::Value& value) {
        auto at = catalogue::position(dataset_, name);
        auto text = text_of(value);
        auto place = change.place + json::pointer_step(name);
        if (!at) return fail("The dataset has no field of this name", place), false;
        if (!text) return fail(text.error().what, place), false;
        return cell(change, *at, *text);
    }
    bool cell(Change& change, std::size_t at, std::string_view value) {
        std::string canonical;
        auto fits = cells_.append(at, value, canonical);
        if (!fits)
            return fail("This does not fit: " + fits.error().what,
                        change.place + json::pointer_step(dataset_.fields[at].name)),
                   false;
        change.cells[at] = std::move(canonical);
        return true;
    }
    void add(std::string key, Change change) {
        auto place = change.place;
        auto [other, is_new] = to_.by_key.try_emplace(std::move(key), std::move(change));
        if (!is_new)
            fail("The same key is sent twice; the other one is " + other->second.place, place);
    }

    const catalogue::Dataset& dataset_;
    std::size_t key_;
    Cells cells_;
    Batch& to_;
    Failures failures_;
};

// Descriptions tell how a file spells its cells. What is pushed is spelt as answers are.
catalogue::Dataset as_answers_are(catalogue::Dataset dataset) {
    for (auto& field : dataset.fields) field.decimal_mark.reset(), field.date_order.reset();
    return dataset;
}

// ---- onto a version ------------------------------------------------------------------------------------

// Where each field stands in the version.
class Onto {
public:
    static Result<Onto> version(const catalogue::Dataset& dataset, const store::Dataset* current) {
        Onto out(dataset, current);
        if (!current) return out;
        const auto& columns = current->summary().columns;
        for (std::size_t at = 0; at < dataset.fields.size(); ++at) {
            const auto& field = dataset.fields[at];
            auto column = std::ranges::find_if(columns, [&](const store::Column& one) {
                return one.name == field.name && one.type == field.type;
            });
            if (column != columns.end())
                out.column_of_[at] = static_cast<std::size_t>(column - columns.begin());
            else if (field.required || field.name == dataset.key)
                return Failure{Kind::conflict,
                               fmt::format("The current version has no field \"{}\", which every "
                                           "row needs: publish a whole file first",
                                           field.name)};
        }
        return out;
    }

    [[nodiscard]] std::optional<store::Row> find(std::string_view key) const {
        return current_ ? current_->find(key) : std::nullopt;
    }
    [[nodiscard]] std::string_view cell(const store::Row& row, std::size_t field) const {
        return column_of_[field] ? row.cell(*column_of_[field]) : std::string_view();
    }
    // The row as it becomes; nothing where it is removed.
    std::optional<std::vector<std::string_view>> cells(const store::Row* before,
                                                       const Change* change) const {
        if (change && change->sort == Change::Sort::remove) return {};
        std::vector<std::string_view> out(column_of_.size());
        for (std::size_t at = 0; at < out.size(); ++at)
            if (change && change->cells[at])
                out[at] = *change->cells[at];
            else if (before)
                out[at] = cell(*before, at);
        return out;
    }
    [[nodiscard]] bool changes(const store::Row& before, const Change& change) const {
        for (std::size_t at = 0; at < change.cells.size(); ++at)
            if (change.cells[at] && *change.cells[at] != cell(before, at)) return true;
        return false;
    }

private:
    Onto(const catalogue::Dataset& dataset, const store::Dataset* current)
        : current_(current), column_of_(dataset.fields.size()) {}
    const store::Dataset* current_;
    std::vector<std::optional<std::size_t>> column_of_; // by field
};

Failure nothing_to_patch(const std::string& key, const Change& change) {
    return {Kind::missing,
            fmt::format("There is no row \"{}\" to be patched; upsert it whole", escaped(key)),
            change.place};
}

// Both in the order of keys; `row` and `change` are null where one side has none.
template <class Visit>
Outcome side_by_side(const Batch& all, const store::Dataset* current, Visit&& visit) {
    auto change = all.by_key.begin();
    Outcome out;
    auto key = current ? current->summary().key : 0;
    auto before = [&](const store::Row& row) {
        auto here = row.cell(key);
        for (; out && change != all.by_key.end() && change->first < here; ++change)
            out = visit(nullptr, &change->second);
        if (!out) return false;
        bool changes = change != all.by_key.end() && change->first == here;
        out = visit(&row, changes ? &change->second : nullptr);
        if (changes) ++change;
        return out.has_value();
    };
    if (current) current->by_key("", before);
    for (; out && change != all.by_key.end(); ++change) out = visit(nullptr, &change->second);
    return out;
}

} // namespace batch

Result<Batch> batch_of(const catalogue::Dataset& dataset, const PushRows& pushed) {
    using Sort = Batch::Change::Sort;
    for (const auto& field : dataset.fields)
        if (field.generated)
            return Failure{Kind::conflict,
                           fmt::format("The field \"{}\" numbers the rows of a file: such a "
                                       "dataset is published by whole files",
                                       field.name)};
    auto size = [](const auto& list) { return list ? list->size() : 0; };
    auto all = size(pushed.upsert) + size(pushed.patch) + size(pushed.remove);
    if (all == 0)
        return Failure{Kind::invalid, "Say which rows: upsert, patch or remove names none"};
    if (all > limits::pushed_rows)
        return Failure{Kind::too_large,
                       fmt::format("A batch has at most {} rows", grouped(limits::pushed_rows))};
    Batch out{{}, pushed.version};
    auto described = batch::as_answers_are(dataset);
    batch::Taking taking(described, out);
    auto rows = [&](Sort sort, std::string_view name, const auto& list) {
        for (std::size_t at = 0; at < size(list); ++at)
            taking.row(sort, (*list)[at], fmt::format("/{}/{}", name, at));
    };
    rows(Sort::upsert, "upsert", pushed.upsert);
    rows(Sort::patch, "patch", pushed.patch);
    for (std::size_t at = 0; at < size(pushed.remove); ++at)
        taking.removed((*pushed.remove)[at], fmt::format("/remove/{}", at));
    TRY(taking.told());
    return out;
}

Outcome Batch::is_for(std::uint64_t current) const {
    if (!version || *version == current) return {};
    return Failure{Kind::conflict,
                   fmt::format("These rows are for version {}, and the current one is {}: look at "
                               "it, and send what is still to be changed",
                               *version, current),
                   "/version"};
}

Result<Effect> effect_of(const Batch& all, const catalogue::Dataset& dataset,
                         const store::Dataset* current) {
    auto onto = TRY(batch::Onto::version(dataset, current));
    Effect out;
    Failures failures;
    for (const auto& [key, change] : all.by_key) {
        auto before = onto.find(key);
        if (change.sort == Batch::Change::Sort::remove)
            ++(before ? out.removed : out.absent);
        else if (before)
            ++(onto.changes(*before, change) ? out.updated : out.unchanged);
        else if (change.sort == Batch::Change::Sort::patch)
            failures.add(batch::nothing_to_patch(key, change));
        else
            ++out.inserted;
    }
    TRY(failures.told());
    return out;
}

Result<Reading> merge_into_version(const Batch& all, const catalogue::Dataset& dataset,
                                   const store::Dataset* current,
                                   const std::filesystem::path& version, Progress& progress) {
    auto onto = TRY(batch::Onto::version(dataset, current));
    std::vector<store::Column> columns;
    for (const auto& field : dataset.fields) columns.push_back({field.name, field.type});
    auto key = *catalogue::position(dataset, dataset.key);
    auto writer = TRY(store::write_dataset(version, std::move(columns), key));
    TRY(batch::side_by_side(all, current,
                            [&](const store::Row* before, const Batch::Change* change) -> Outcome {
                                if (!before && change->sort == Batch::Change::Sort::patch)
                                    return batch::nothing_to_patch(*change->cells[key], *change);
                                auto cells = onto.cells(before, change);
                                if (!cells || (!before && !change)) return {};
                                return writer->add(*cells, ++progress.rows);
                            }));
    if (progress.rows == 0)
        return Failure{Kind::invalid, "No row would be left; a version has at least one"};
    std::vector<store::DuplicateKey> none;
    auto summary = TRY(writer->finish(none, 1));
    TRY(index_if_short(version, summary));
    return Reading{std::move(summary), 0, {}};
}

} // namespace vienreiz::distribution
