// How fast rows become a version of a dataset: 10^6 rows of 20 columns, sorted and random keys, all
// in: encoded, hashed, profiled, indexed and synced. Beside it the disk's own pace: the same bytes
// written and synced.
#include "measure.hpp"
#include "store/dataset.hpp"
#include "store/files.hpp"

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>

namespace {

using namespace vienreiz;

constexpr std::uint64_t rows = 1'000'000;
constexpr std::size_t prepared = 10'000, columns = 20;

using Steady = std::chrono::steady_clock;
double since(Steady::time_point start) {
    return std::chrono::duration<double>(Steady::now() - start).count();
}
double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Cells of many kinds, about 240 bytes a row; the key is written into the first one.
std::vector<std::vector<std::string>> prepare() {
    std::vector<std::vector<std::string>> out;
    for (std::uint64_t i = 0; i < prepared; ++i) {
        auto n = i * 2'654'435'761 % 1'000'003;
        std::vector<std::string> row{
            "",
            fmt::format("Sabiedrība {}", n),
            "SIA",
            fmt::format("Brīvības iela {}", n % 300),
            n % 3 ? "Rīga" : "Liepāja",
            fmt::format("LV-{}", 1000 + n % 5000),
            fmt::format("20{:02}-{:02}-{:02}", n % 26, 1 + n % 12, 1 + n % 28),
            ""};
        while (row.size() < columns) row.push_back(std::to_string(n * (row.size() + 1) * 7919));
        row[9] = fmt::format("{}.{:02}", n, n % 100);
        row[15] = n % 2 ? "true" : "false";
        out.push_back(std::move(row));
    }
    return out;
}

std::string key(std::uint64_t row, bool random) {
    return fmt::format("{:011}",
                       random ? row * 61'803'398'873 % 100'000'000'000 : 40'000'000'000 + row);
}

struct Taken {
    double adding, all, processor;
};

Taken write(const std::filesystem::path& folder,
            const std::vector<std::vector<std::string>>& content, bool random) {
    std::vector<store::Column> described(columns, {"column", table::Type::text});
    described[6].type = table::Type::date;
    for (std::size_t i = 8; i < columns; ++i) described[i].type = table::Type::integer;
    described[9].type = table::Type::decimal, described[15].type = table::Type::boolean;
    auto start = Steady::now();
    auto processor = processor_seconds();
    auto writer = store::write_dataset(folder, described, 0).value();
    std::vector<std::string_view> cells(columns);
    for (std::uint64_t i = 0; i < rows; ++i) {
        auto own = key(i, random);
        std::ranges::copy(content[i % prepared], cells.begin());
        cells[0] = own;
        writer->add(cells, i + 2).value();
    }
    auto adding = since(start);
    std::vector<store::DuplicateKey> duplicates;
    writer->finish(duplicates, 1).value();
    return {adding, since(start), processor_seconds() - processor};
}

double only_disk(const std::filesystem::path& path, std::uint64_t size) {
    std::vector<std::uint8_t> block(limits::MiB, 'x');
    auto start = Steady::now();
    auto file = store::files::File::create(path).value();
    while (file.size() < size) file.append(block).value();
    file.sync().value();
    return since(start);
}

} // namespace

int main() {
    auto name = (std::filesystem::temp_directory_path() / "vienreiz-writer.XXXXXX").string();
    check(::mkdtemp(name.data()) != nullptr, "a benchmark can make a folder");
    std::filesystem::path folder = name;
    auto content = prepare();
    for (bool random : {false, true}) {
        std::vector<double> adding, all, processor;
        for (int round = 0; round < 5; ++round) {
            auto taken = write(folder / "v", content, random);
            adding.push_back(taken.adding), all.push_back(taken.all),
                processor.push_back(taken.processor);
            if (round < 4) std::filesystem::remove_all(folder / "v");
        }
        auto size = store::open_dataset(folder / "v").value()->summary().bytes;
        fmt::print(R"({{"bench":"dataset_writer","keys":"{}","rows_per_second":{:.0f},)"
                   R"("adding_s":{:.3f},"all_s":{:.3f},"processor_s":{:.3f},)"
                   R"("bytes":{},"disk_alone_s":{:.3f}}})"
                   "\n",
                   random ? "random" : "sorted", static_cast<double>(rows) / bench::median(all),
                   bench::median(adding), bench::median(all), bench::median(processor), size,
                   only_disk(folder / "disk", size));
        std::filesystem::remove_all(folder / "v");
        std::filesystem::remove(folder / "disk");
    }
    std::filesystem::remove_all(folder);
}
