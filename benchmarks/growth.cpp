// How the cost of a look-up grows with the register: 10^7 rows beside 10^5, random keys, both in memory.
//
// growth          an answer by key over HTTP, authorised and recorded: processor time of the node
// growth_lookup   find() by itself, the key compared in the row: two misses of the processor's cache, which the small
//                 register does not have
#include "answering.hpp"
#include "measure.hpp"
#include "store/dataset.hpp"

#include <chrono>
#include <filesystem>
#include <random>

namespace {

using namespace vienreiz;

constexpr std::uint64_t small = 100'000, large = 10'000'000;
constexpr std::size_t questions = 1'000'000;

// Eleven digits, another for every row, in no order.
std::string key(std::uint64_t row) {
    return fmt::format("{:011}", row * 61'803'398'873 % 100'000'000'000);
}

std::shared_ptr<const store::Dataset> make(const std::filesystem::path& folder,
                                           std::uint64_t rows) {
    std::vector<store::Column> columns{{"code"},
                                       {"name"},
                                       {"form"},
                                       {"address"},
                                       {"registered", table::Type::date},
                                       {"employees", table::Type::integer}};
    auto writer = store::write_dataset(folder, columns, 0).value();
    for (std::uint64_t i = 0; i < rows; ++i) {
        auto code = key(i), name = fmt::format("Company number {}", i),
             address = fmt::format("Brīvības iela {}-{}, Rīga", i % 300, i % 97);
        auto day = fmt::format("{}-{:02}-{:02}", 1991 + i % 35, 1 + i % 12, 1 + i % 28),
             employees = std::to_string(i % 500);
        std::vector<std::string_view> cells{code, name, "SIA", address, day, employees};
        writer->add(cells, i + 2).value();
    }
    std::vector<store::DuplicateKey> duplicates;
    writer->finish(duplicates, 1).value();
    return store::open_dataset(folder).value();
}

// Nanoseconds a look-up, over keys that are drawn anew each time.
double look_up(const store::Dataset& dataset, std::mt19937_64& random) {
    std::vector<std::string> keys;
    keys.reserve(questions);
    for (std::size_t i = 0; i < questions; ++i)
        keys.push_back(key(random() % dataset.summary().rows));
    std::size_t bytes = 0;
    auto start = std::chrono::steady_clock::now();
    for (const auto& wanted : keys) bytes += dataset.find(wanted)->cell(1).size();
    std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
    check(bytes > questions, "every key is found");
    return taken.count() / static_cast<double>(questions);
}

bench::Comparison comparison(std::string_view name, std::string_view unit) {
    return {.bench = name,
            .peer_name = "10^5 rows",
            .unit = unit,
            .kind = bench::Target::at_most,
            .target = 1.3};
}

Result<bool> answers(const std::filesystem::path& folder) {
    auto few = TRY(bench::Answering::start(folder / "few", small)),
         many = TRY(bench::Answering::start(folder / "many", large));
    constexpr int connections = 64, seconds = 3;
    auto microseconds = [](const bench::Answering& node) {
        return 1e6 / node.load(connections, seconds).per_cpu_second;
    };
    // Until the pages that are asked for have been met once.
    for (int warm = 0; warm < 3; ++warm) microseconds(*few), microseconds(*many);
    auto wanted = comparison("growth", "us of processor an answer");
    wanted.rounds = 9;
    return bench::compare(
        wanted, [&] { return microseconds(*many); }, [&] { return microseconds(*few); });
}

bool look_ups(const std::filesystem::path& folder) {
    auto few = make(folder / "few", small), many = make(folder / "many", large);
    std::mt19937_64 random(42);
    for (int warm = 0; warm < 5; ++warm) look_up(*few, random), look_up(*many, random);
    return bench::compare(
        comparison("growth_lookup", "ns"), [&] { return look_up(*many, random); },
        [&] { return look_up(*few, random); });
}

} // namespace

int main() {
    std::filesystem::path folder = "build/bench-growth";
    std::filesystem::remove_all(folder);
    auto answered = answers(folder / "answers");
    std::filesystem::remove_all(folder);
    if (!answered)
        fmt::print(stderr, "growth: {} {}\n", answered.error().what, answered.error().where);
    bool found = look_ups(folder / "look-ups");
    std::filesystem::remove_all(folder);
    return answered ? bench::ended(*answered && found) : 1;
}
