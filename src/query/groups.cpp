#include "query/groups.hpp"

#include "base/limits.hpp"
#include "store/hash64.hpp"
#include "table/order.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace vienreiz::query {
namespace {

using store::ColumnIndex;
using store::Ordinal;
using store::Rank;
__extension__ using Wide = __int128;

// ---- numbers, exact ------------------------------------------------------------------------------

std::size_t decimals_of(std::string_view number) {
    auto point = number.find('.');
    return point == number.npos ? 0 : number.size() - point - 1;
}

// The number times ten to the power of `decimals`, of which it has no more. 37 digits at most.
Wide scaled(std::string_view number, std::size_t decimals) {
    Wide out = 0;
    for (char c : number)
        if (c != '-' && c != '.') out = 10 * out + (c - '0');
    for (auto missing = decimals - decimals_of(number); missing > 0; --missing) out *= 10;
    return number.starts_with('-') ? -out : out;
}

// As table::append_canonical spells it: no zeros behind the last digit, no point behind a whole number.
std::string spelt(Wide number, std::size_t decimals) {
    bool negative = number < 0;
    std::string digits;
    do {
        auto digit = static_cast<int>(number % 10);
        digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
        number /= 10;
    } while (number != 0 || digits.size() <= decimals);
    std::ranges::reverse(digits);
    digits.insert(digits.size() - decimals, decimals > 0 ? "." : "");
    while (decimals > 0 && digits.ends_with('0')) digits.pop_back();
    if (digits.ends_with('.')) digits.pop_back();
    return negative && digits != "0" ? "-" + digits : digits;
}

// Rounded to the nearest, a half away from zero.
std::optional<std::string> quotient(Wide sum, std::uint64_t count, std::size_t decimals) {
    constexpr std::size_t more = 6;
    constexpr int power = 1'000'000;
    Wide up = 0;
    if (__builtin_mul_overflow(sum, Wide(power), &up)) return {};
    auto by = static_cast<Wide>(count);
    auto half = up < 0 ? -(by / 2) : by / 2;
    return spelt((up + half) / by, decimals + more);
}

// ---- one figure of one group -----------------------------------------------------------------------

struct Figure {
    std::uint64_t count = 0; // of values
    Wide sum = 0;
    Ordinal least = 0, greatest = 0;
    std::unordered_set<Ordinal> different{};
};

// What is the same for all groups.
struct Source {
    const Aggregate& aggregate;
    std::size_t decimals = 0; // the most that a value of the column has

    Source(const ColumnIndex& index, const Aggregate& of) : aggregate(of) {
        if (of.function != Aggregate::Function::sum && of.function != Aggregate::Function::avg)
            return;
        for (Ordinal one = 0; one < index.values(of.column); ++one)
            decimals = std::max(decimals, decimals_of(index.value(of.column, one)));
    }

    // False when it grows beyond what can be told.
    bool add(const ColumnIndex& index, Rank rank, Figure& to) const {
        using enum Aggregate::Function;
        if (aggregate.function == count) return ++to.count, true;
        auto ordinal = index.ordinal(aggregate.column, rank);
        if (ordinal == index.values(aggregate.column)) return true;
        bool is_first = to.count++ == 0;
        switch (aggregate.function) {
        case sum:
        case avg:
            return !__builtin_add_overflow(
                to.sum, scaled(index.value(aggregate.column, ordinal), decimals), &to.sum);
        case min:
            to.least = is_first ? ordinal : std::min(to.least, ordinal);
            return true;
        case max:
            to.greatest = is_first ? ordinal : std::max(to.greatest, ordinal);
            return true;
        case distinct:
            to.different.insert(ordinal);
            return true;
        case count:
            break;
        }
        return true;
    }

    [[nodiscard]] std::optional<std::string> text(const ColumnIndex& index,
                                                  const Figure& figure) const {
        using enum Aggregate::Function;
        if (aggregate.function == count) return std::to_string(figure.count);
        if (aggregate.function == distinct) return std::to_string(figure.different.size());
        if (figure.count == 0) return std::string();
        switch (aggregate.function) {
        case sum:
            return spelt(figure.sum, decimals);
        case avg:
            return quotient(figure.sum, figure.count, decimals);
        case min:
            return std::string(index.value(aggregate.column, figure.least));
        case max:
            return std::string(index.value(aggregate.column, figure.greatest));
        case count:
        case distinct:
            break;
        }
        return {};
    }
};

// ---- groups ------------------------------------------------------------------------------------------

using By = std::array<Ordinal, limits::group_fields>;
struct HashBy {
    std::size_t operator()(const By& by) const {
        return store::hash64({reinterpret_cast<const char*>(by.data()), sizeof by}, 0);
    }
};

Failure sum_too_large() {
    return {Kind::too_large, "A sum has more than 38 digits: ask for fewer rows", "aggregate"};
}

class Gathering {
public:
    Gathering(const ColumnIndex& index, const Grouping& grouping)
        : index_(index), grouping_(grouping) {
        for (const auto& one : grouping.of) sources_.emplace_back(index, one);
    }

    Outcome add_all(const Selection& selection) {
        Outcome out;
        if (grouping_.by.empty()) number_of({});
        selection.each(0, [&](Rank rank) {
            out = add(rank);
            return out.has_value();
        });
        return out;
    }

    Result<std::vector<Group>> told() const {
        std::vector<std::pair<By, std::size_t>> sorted(groups_.begin(), groups_.end());
        std::ranges::sort(sorted);
        std::vector<Group> out;
        for (const auto& [by, number] : sorted) {
            Group group{{by.begin(), by.begin() + static_cast<std::ptrdiff_t>(grouping_.by.size())},
                        {},
                        {}};
            if (grouping_.few > 0 && rows_[number].size() < grouping_.few)
                group.rows = rows_[number];
            for (std::size_t at = 0; at < sources_.size(); ++at) {
                auto text = sources_[at].text(index_, figures_[number * sources_.size() + at]);
                if (!text) return sum_too_large();
                group.figures.push_back(std::move(*text));
            }
            out.push_back(std::move(group));
        }
        return out;
    }

private:
    Outcome add(Rank rank) {
        By by{};
        for (std::size_t at = 0; at < grouping_.by.size(); ++at)
            by[at] = index_.ordinal(grouping_.by[at], rank);
        auto number = number_of(by);
        if (groups_.size() > limits::groups)
            return Failure{Kind::too_large,
                           "This makes more than " + grouped(limits::groups) +
                               " groups: group by fewer fields, or ask for fewer rows",
                           "group_by"};
        if (grouping_.few > 0 && rows_[number].size() < grouping_.few)
            rows_[number].push_back(rank);
        for (std::size_t at = 0; at < sources_.size(); ++at)
            if (!sources_[at].add(index_, rank, figures_[number * sources_.size() + at]))
                return sum_too_large();
        return {};
    }

    std::size_t number_of(const By& by) {
        auto [group, is_new] = groups_.try_emplace(by, groups_.size());
        if (is_new) {
            figures_.resize(figures_.size() + sources_.size());
            if (grouping_.few > 0) rows_.emplace_back();
        }
        return group->second;
    }

    const ColumnIndex& index_;
    const Grouping& grouping_;
    std::vector<Source> sources_;
    std::unordered_map<By, std::size_t, HashBy> groups_; // numbered as they are met
    std::vector<Figure> figures_;                        // of the first group, of the second
    std::vector<std::vector<Rank>> rows_;                // by group, up to `few` of each
};

Failure no_aggregate(std::string_view text) {
    return {Kind::invalid,
            fmt::format("{} is none of count, sum(field), avg(field), min(field), max(field) and "
                        "distinct(field), of a field you may have",
                        table::shown(text)),
            "aggregate"};
}

Result<Aggregate> parse_aggregate(std::string_view text, const Fields& fields) {
    Aggregate out;
    out.name = text;
    if (text == "count") return out;
    auto open = text.find('(');
    if (open == text.npos || !text.ends_with(')')) return no_aggregate(text);
    auto field = fields(text.substr(open + 1, text.size() - open - 2));
    bool is_known =
        boost::describe::enum_from_string(std::string(text.substr(0, open)).c_str(), out.function);
    if (!is_known || out.function == Aggregate::Function::count || !field)
        return no_aggregate(text);
    out.column = field->column, out.type = field->type;
    bool of_numbers =
        out.function == Aggregate::Function::sum || out.function == Aggregate::Function::avg;
    if (of_numbers && field->type != table::Type::integer && field->type != table::Type::decimal)
        return Failure{Kind::invalid, table::shown(text) + " asks what other than numbers come to",
                       "aggregate"};
    return out;
}

} // namespace

Result<std::vector<Aggregate>> parse_aggregates(std::string_view text, const Fields& fields) {
    std::vector<Aggregate> out;
    for (auto one : split(text, ',')) {
        if (out.size() == limits::aggregates)
            return Failure{
                Kind::too_large,
                fmt::format("At most {} figures are told of a group", limits::aggregates),
                "aggregate"};
        out.push_back(TRY(parse_aggregate(one, fields)));
    }
    return out;
}

Result<std::vector<std::size_t>> parse_group_fields(std::string_view text, const Fields& fields) {
    std::vector<std::size_t> out;
    for (auto name : split(text, ',')) {
        auto field = fields(name);
        if (!field)
            return Failure{Kind::invalid, table::shown(name) + " is no field you may have",
                           "group_by"};
        if (out.size() == limits::group_fields)
            return Failure{
                Kind::too_large,
                fmt::format("Rows are grouped by at most {} fields", limits::group_fields),
                "group_by"};
        out.push_back(field->column);
    }
    return out;
}

Result<std::vector<Group>> groups(const ColumnIndex& index, const Selection& selection,
                                  const Grouping& grouping) {
    check(grouping.by.size() <= limits::group_fields, "rows are grouped by few fields");
    Gathering gathering(index, grouping);
    TRY(gathering.add_all(selection));
    return gathering.told();
}

Result<std::vector<GroupSort>> parse_group_order(std::string_view text, const Grouping& grouping,
                                                 const Fields& fields) {
    std::vector<GroupSort> out;
    for (auto name : split(text, ',')) {
        bool descending = name.starts_with('-');
        name.remove_prefix(descending);
        auto figure = std::ranges::find(grouping.of, name, &Aggregate::name);
        auto field = fields(name);
        auto by = field ? std::ranges::find(grouping.by, field->column) : grouping.by.end();
        if (figure == grouping.of.end() && by == grouping.by.end())
            return Failure{Kind::invalid,
                           table::shown(name) + " is neither a field that rows are grouped by nor "
                                                "a figure that is asked for",
                           "sort"};
        if (out.size() == limits::sort_fields)
            return Failure{
                Kind::too_large,
                fmt::format("Groups are sorted by at most {} of them", limits::sort_fields),
                "sort"};
        bool by_figure = figure != grouping.of.end();
        auto at = by_figure ? figure - grouping.of.begin() : by - grouping.by.begin();
        out.push_back({by_figure, static_cast<std::size_t>(at), descending});
    }
    return out;
}

namespace {

// Less than, equal to or greater than nought, as strcmp tells it.
int compared(table::Type type, const std::string& a, const std::string& b) {
    if (a.empty() || b.empty()) return int{a.empty()} - int{b.empty()};
    return int{table::precedes(type, b, a)} - int{table::precedes(type, a, b)};
}

} // namespace

void sort_groups(std::vector<Group>& groups, const Grouping& grouping,
                 const std::vector<GroupSort>& order) {
    std::ranges::stable_sort(groups, [&](const Group& a, const Group& b) {
        for (auto [by_figure, at, descending] : order) {
            auto which = by_figure
                             ? compared(grouping.of[at].told_as(), a.figures[at], b.figures[at])
                             : int{a.by[at] > b.by[at]} - int{a.by[at] < b.by[at]};
            if (which != 0) return (which < 0) != descending;
        }
        return false;
    });
}

} // namespace vienreiz::query
