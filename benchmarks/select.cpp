// How the cost of questions grows with a version's rows: 10^4, 10^5, 10^6, 10^7, all in memory, one thread.
//
//   select_total    how many rows one test holds for
//   select_page     a page of 100 of the rows that one test holds for, a hundredth of all, in the order of keys
//   select_sorted   a page of 100 from the middle of these, in the order of another field
//   select_two      how many rows two tests hold for, each for many: nanoseconds for each row of the version
//   select_contains how many rows hold a part of a text that differs from row to row: the same unit
//   select_groups   groups of all rows by a field of a hundred values, with a count and a sum: the same unit
//
// Compared are 10^7 rows and 10^5; all four sizes are on standard error.
#include "measure.hpp"
#include "query/groups.hpp"

#include <chrono>
#include <map>
#include <random>

namespace vienreiz::select_bench {
namespace {

using table::Type;

const std::vector<store::Column> columns{{"code", Type::text},
                                         {"name", Type::text},
                                         {"town", Type::text},
                                         {"since", Type::date},
                                         {"employees", Type::integer}};

std::optional<query::Field> field(std::string_view name) {
    for (std::size_t at = 0; at < columns.size(); ++at)
        if (columns[at].name == name) return query::Field{at, columns[at].type};
    return {};
}

std::shared_ptr<const store::Dataset> make(const std::filesystem::path& folder,
                                           std::uint64_t rows) {
    auto writer = store::write_dataset(folder, columns, 0).value();
    std::mt19937_64 random(rows);
    for (std::uint64_t row = 0; row < rows; ++row) {
        auto drawn = random();
        auto code = fmt::format("{:011}", row * 61'803'398'873 % 100'000'000'000),
             name = fmt::format("Company {:x}", drawn), town = fmt::format("T{:02}", drawn % 100),
             since = fmt::format("{}-{:02}-{:02}", 1991 + drawn / 100 % 35, 1 + drawn / 3'500 % 12,
                                 1 + drawn / 42'000 % 28),
             employees = std::to_string(drawn / 1'200'000 % 500);
        std::vector<std::string_view> cells{code, name, town, since, employees};
        writer->add(cells, row + 2).value();
    }
    std::vector<store::DuplicateKey> duplicates;
    writer->finish(duplicates, 1).value();
    store::index_columns(folder, {}).value();
    auto dataset = store::open_dataset(folder).value();
    dataset->open_columns().value();
    return dataset;
}

query::Condition condition(std::string_view filter) {
    return query::bind_to(query::parse_filter(filter).value(), field).value();
}

// Nanoseconds; `ask` gives how much it found.
double taken(const std::function<std::uint64_t()>& ask) {
    using Clock = std::chrono::steady_clock;
    constexpr std::chrono::milliseconds enough(200);
    std::uint64_t times = 0, found = ask(); // and everything has been met once
    auto begin = Clock::now();
    do found += ask(), ++times;
    while (Clock::now() - begin < enough);
    check(found > 0, "something is found");
    std::chrono::duration<double, std::nano> all = Clock::now() - begin;
    return all.count() / static_cast<double>(times);
}

using Ask = std::function<std::uint64_t()>;
struct Question {
    std::string name;
    bool for_each_row; // or once for all
    std::function<Ask(const store::ColumnIndex&)> about;
};

query::Selection selected(const store::ColumnIndex& index, std::string_view filter) {
    return {index, condition(filter)};
}

std::function<Ask(const store::ColumnIndex&)> total(const std::string& filter) {
    return [filter](const store::ColumnIndex& index) {
        return [filter, &index] { return selected(index, filter).total(); };
    };
}

constexpr std::string_view a_hundredth = "town eq T42";

Ask page(const store::ColumnIndex& index) {
    return
        [&index] { return query::page(index, selected(index, a_hundredth), {}, {}, 100).size(); };
}

Ask page_in_the_middle(const store::ColumnIndex& index) {
    query::Order order{{field("since")->column, true}};
    auto all = selected(index, a_hundredth);
    auto middle = query::page(index, all, order, {}, all.total() / 2).back();
    return [&index, order, middle] {
        return query::page(index, selected(index, a_hundredth), order, middle, 100).size();
    };
}

Ask groups(const store::ColumnIndex& index) {
    query::Grouping grouping{{field("town")->column},
                             query::parse_aggregates("count,sum(employees)", field).value()};
    return [&index, grouping] {
        return query::groups(index, query::Selection(index, {}), grouping).value().size();
    };
}

const std::vector<Question> questions{
    {"select_total", false, total("since ge 2020-05-17")},
    {"select_page", false, page},
    {"select_sorted", false, page_in_the_middle},
    {"select_two", true, total("since ge 2001-01-01 and employees lt 250")},
    {"select_contains", true, total("name contains abc")},
    {"select_groups", true, groups}};

Result<bool> measure(const std::filesystem::path& folder) {
    std::map<std::string, std::vector<double>> told;
    for (std::uint64_t rows = 10'000; rows <= 10'000'000; rows *= 10) {
        fmt::print(stderr, "select: making {} rows\n", grouped(rows));
        auto dataset = make(folder / std::to_string(rows), rows);
        for (const auto& question : questions) {
            auto each = taken(question.about(*dataset->columns()));
            if (question.for_each_row) each /= static_cast<double>(rows);
            fmt::print(stderr, "{}: {:.4g} ns{} at {} rows\n", question.name, each,
                       question.for_each_row ? " a row" : "", grouped(rows));
            told[question.name].push_back(each);
        }
    }
    bool met = true;
    for (const auto& question : questions) {
        auto least = told[question.name][1], most = told[question.name].back();
        met = bench::compare(
                  {.bench = question.name,
                   .peer_name = "10^5 rows",
                   .unit = question.for_each_row ? "ns a row" : "ns",
                   .kind = bench::Target::at_most,
                   .target = 3, // what lies in the processor's cache at 10^5 rows does not at 10^7
                   .rounds = 1},
                  [&] { return most; }, [&] { return least; }) &&
              met;
    }
    return met;
}

} // namespace
} // namespace vienreiz::select_bench

int main() {
    return vienreiz::bench::run_in(std::filesystem::current_path() / "build" / "bench-select",
                                   vienreiz::select_bench::measure);
}
