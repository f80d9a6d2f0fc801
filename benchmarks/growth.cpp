// How the cost of finding a row grows with the register: 10^7 rows beside 10^5, random keys, both
// in memory.
//
// growth_lookup   find() by itself, the key compared in the row. Two cache misses a look-up, which
//                 the small register does not have, as it fits in the processor's cache: reported.
#include "measure.hpp"
#include "store/dataset.hpp"

#include <chrono>
#include <cstdlib>
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
        writer->add(cells).value();
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

} // namespace

int main() {
    auto name = (std::filesystem::temp_directory_path() / "vienreiz-growth.XXXXXX").string();
    check(::mkdtemp(name.data()) != nullptr, "a benchmark can make a folder");
    std::filesystem::path folder = name;
    auto few = make(folder / "few", small), many = make(folder / "many", large);
    std::filesystem::remove_all(folder); // what is mapped stays until the end
    std::mt19937_64 random(42);
    for (int warm = 0; warm < 5; ++warm) look_up(*few, random), look_up(*many, random);

    bench::Comparison lookup{.bench = "growth_lookup",
                             .peer_name = "10^5 rows",
                             .unit = "ns",
                             .kind = bench::Target::at_most,
                             .target = 1.3};
    bool met = bench::compare(
        lookup, [&] { return look_up(*many, random); }, [&] { return look_up(*few, random); });
    return met ? 0 : 1;
}
