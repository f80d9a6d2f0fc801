// A filter bound to the columns of a version: what can be asked of a row.
#pragma once

#include "query/filter.hpp"
#include "store/dataset.hpp"

#include <functional>
#include <optional>

namespace vienreiz::query {

struct Condition {
    Filter::Form form = Filter::Form::all_of; // of nothing: every row
    std::vector<Condition> parts{};
    std::size_t column = 0;
    table::Type type = table::Type::text;
    Relation relation = Relation::eq;
    std::vector<std::string> values{}; // canonical; of a list in their order (bytes), each once
    [[nodiscard]] bool is_every_row() const {
        return form == Filter::Form::all_of && parts.empty();
    }
};

// A field that may be asked for. Nothing, when there is none of this name, or the caller may not have it: a filter on
// what is hidden would tell its values one by one.
struct Field {
    std::size_t column;
    table::Type type;
};
using Fields = std::function<std::optional<Field>(std::string_view name)>;

// Kind::invalid, with the field in `where`, for one that may not be asked for, a value that its type cannot hold, or a
// test that its type has not got.
Result<Condition> bind_to(const Filter& filter, const Fields& fields);
Condition all_of(std::vector<Condition> parts);

// Of a value that is not empty; `ne` and `null` are not asked so.
bool fits(const Condition& test, std::string_view value);
bool holds(const Condition& condition, const store::Row& row);
// Each value that a test for equality names, that it asks for or excludes.
void each_equal(const Condition& condition,
                const std::function<void(std::size_t column, std::string_view value)>& visit);

// `*` stands for any characters, `?` for one (of UTF-8), a backslash before one of these or itself for that character.
bool is_like(std::string_view text, std::string_view pattern);

} // namespace vienreiz::query
