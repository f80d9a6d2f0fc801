// What is asked of rows, as it was written: a tree of tests on fields by name (grammar: README.md).
#pragma once

#include "base/result.hpp"

#include <boost/describe/enum.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace vienreiz::query {

enum class Relation { eq, ne, lt, le, gt, ge, in, prefix, contains, like, null };
BOOST_DESCRIBE_ENUM(Relation, eq, ne, lt, le, gt, ge, in, prefix, contains, like, null)

struct Filter {
    enum class Form { test, all_of, any_of, none_of }; // none_of has one part
    Form form = Form::all_of;                          // of nothing: every row
    std::vector<Filter> parts{};
    std::string field{};
    Relation relation = Relation::eq;
    std::vector<std::string> values{};
    bool operator==(const Filter&) const = default;
};

// Kind::invalid with the place in the text, "filter, character 17"; Kind::too_large over what base/limits.hpp allows.
Result<Filter> parse_filter(std::string_view text);
// The same filter, spelt out.
std::string to_text(const Filter& filter);

} // namespace vienreiz::query
