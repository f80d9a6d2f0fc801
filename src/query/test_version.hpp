// A small version of six columns, indexed, for tests.
#pragma once

#include "query/selection.hpp"
#include "store/scratch_folder.hpp"

#include <fmt/format.h>

namespace vienreiz::query::test {

using table::Type;

inline const std::vector<store::Column> columns{
    {"code", Type::text}, {"age", Type::integer}, {"share", Type::decimal},
    {"name", Type::text}, {"since", Type::date},  {"active", Type::boolean}};

inline std::optional<Field> field(std::string_view name) {
    for (std::size_t at = 0; at < columns.size(); ++at)
        if (columns[at].name == name) return Field{at, columns[at].type};
    return {};
}

struct Version {
    store::ScratchFolder scratch;
    std::shared_ptr<const store::Dataset> dataset;
    explicit Version(const std::vector<std::vector<std::string>>& rows) {
        auto folder = scratch.path() / "v1";
        auto writer = store::write_dataset(folder, columns, 0).value();
        for (std::uint64_t line = 1; const auto& row : rows) {
            std::vector<std::string_view> cells(row.begin(), row.end());
            check(writer->add(cells, ++line).has_value(), "a row is written");
        }
        std::vector<store::DuplicateKey> duplicates;
        check(writer->finish(duplicates, 1).has_value(), "a version is written");
        check(store::index_columns(folder, {}).has_value(), "its columns are indexed");
        dataset = store::open_dataset(folder).value();
        check(dataset->open_columns().has_value(), "and opened");
    }
    [[nodiscard]] const store::ColumnIndex& index() const { return *dataset->columns(); }
};

// People of a small town, some without an age or a day.
inline std::vector<std::vector<std::string>> town(std::size_t people) {
    std::vector<std::vector<std::string>> rows;
    const std::vector<std::string> names{"Anna", "Ansis", "Bērziņa", "Zane", "Žanis", ""};
    for (std::size_t at = 0; at < people; ++at) {
        auto mixed = at * 2'654'435'761 % 4'294'967'296;
        rows.push_back(
            {fmt::format("{:05}", mixed % 100'003),
             mixed % 7 ? fmt::format("{}", static_cast<int>(mixed % 97) - 5) : "",
             fmt::format("{}.{}", mixed % 13, 1 + mixed % 9), names[mixed / 3 % names.size()],
             mixed % 5 ? fmt::format("20{:02}-0{}-1{}", mixed % 30, 1 + mixed % 9, mixed % 10) : "",
             mixed % 2 ? "true" : "false"});
    }
    return rows;
}

inline Condition condition(std::string_view filter) {
    auto bound = bind_to(parse_filter(filter).value(), field);
    check(bound.has_value(), bound ? "" : bound.error().what);
    return std::move(*bound);
}

} // namespace vienreiz::query::test
