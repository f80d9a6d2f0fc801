// From a CSV file to a serving version: typed, checked, indexed by key, profiled; a million rows of twenty columns.
// The peer is sqlite3's .import into a table of the same types with a unique index on the same key. Both are processes
// of their own and read the file from the page cache; the figure is wall time.
#include "capabilities/distribution/reading.hpp"
#include "measure.hpp"
#include "process.hpp"
#include "store/dataset.hpp"

#include <sys/resource.h>

namespace vienreiz::publish_bench {

constexpr std::uint64_t rows = 1'000'000;
constexpr std::size_t columns = 20;
constexpr std::uint64_t memory_limit = 512ULL << 20;

table::Type type_of(std::size_t column) {
    using enum table::Type;
    constexpr std::array types{text, integer, decimal, date, text,
                               text, boolean, integer, text, decimal};
    return types[column % types.size()];
}

std::string cell(std::uint64_t row, std::size_t column) {
    auto mixed = (row + 1) * (2'654'435'761ULL + 2 * column + 1) >> 7;
    if (column == 0) return fmt::format("{:011}", (row * 7'919) % rows);
    switch (type_of(column)) {
    case table::Type::integer:
        return std::to_string(mixed % 1'000'000);
    case table::Type::decimal:
        return fmt::format("{}.{:02}", mixed % 10'000, mixed % 100);
    case table::Type::boolean:
        return mixed % 2 ? "true" : "false";
    case table::Type::date:
        return iso(Day(std::chrono::days(10'000 + mixed % 9'000)));
    case table::Type::text:
    case table::Type::instant:
        break;
    }
    return column == 5 ? fmt::format("\"Brīvības iela {}, Rīga\"", mixed % 400)
                       : fmt::format("vērtība {}", mixed % 5'000);
}

std::string column_name(std::size_t column) {
    return column == 0 ? "code" : fmt::format("c{}", column);
}

void write_csv(const std::filesystem::path& file) {
    std::ofstream out(file, std::ios::binary);
    std::string line;
    for (std::size_t i = 0; i < columns; ++i) line += (i ? "," : "") + column_name(i);
    out << line << '\n';
    for (std::uint64_t row = 0; row < rows; ++row) {
        line.clear();
        for (std::size_t i = 0; i < columns; ++i) {
            if (i) line += ',';
            line += cell(row, i);
        }
        out << line << '\n';
    }
}

catalogue::Dataset description() {
    catalogue::Dataset out;
    out.id = {"bench"};
    out.key = "code";
    for (std::size_t i = 0; i < columns; ++i) {
        catalogue::Field field;
        field.name = field.source = column_name(i);
        field.type = type_of(i);
        out.fields.push_back(std::move(field));
    }
    return out;
}

int publish(const std::filesystem::path& file, const std::filesystem::path& version) {
    auto dataset = description();
    distribution::Progress progress;
    auto reading = distribution::read_into_version(
        {file, {}, dataset, version, version.string() + "-rejects.csv"}, progress);
    if (!reading) fmt::print(stderr, "{} {}\n", reading.error().what, reading.error().where);
    if (!reading || reading->summary.rows != rows) return 1;
    return store::open_dataset(version) ? 0 : 1;
}

void write_import(const std::filesystem::path& script, const std::filesystem::path& file) {
    std::ofstream out(script);
    out << "CREATE TABLE t(";
    for (std::size_t i = 0; i < columns; ++i) {
        auto type = type_of(i);
        out << (i ? ", " : "") << column_name(i)
            << (type == table::Type::integer   ? " INTEGER"
                : type == table::Type::decimal ? " NUMERIC"
                                               : " TEXT");
    }
    out << ");\n.mode csv\n.import --skip 1 " << file.string()
        << " t\nCREATE UNIQUE INDEX k ON t(code);\n";
}

struct Run {
    double seconds = 0;
    std::uint64_t peak_memory = 0;
};

Run timed(const std::vector<std::string>& command, const std::string& input = "/dev/null") {
    auto from = std::chrono::steady_clock::now();
    pid_t id = ::fork();
    if (id == 0) {
        ::dup2(::open(input.c_str(), O_RDONLY), STDIN_FILENO);
        std::vector<char*> arguments;
        for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
        arguments.push_back(nullptr);
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    int status = 0;
    rusage usage{};
    ::wait4(id, &status, 0, &usage);
    check(status == 0, "both programs publish the file");
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count(),
            static_cast<std::uint64_t>(usage.ru_maxrss) * 1024};
}

int compare() {
    auto folder = std::filesystem::path("build/bench-publish");
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    fmt::print(stderr, "publish: making the file\n");
    write_csv(folder / "in.csv");
    write_import(folder / "import.sql", folder / "in.csv");
    auto self = std::filesystem::read_symlink("/proc/self/exe").string();
    std::uint64_t most_memory = 0;
    auto ours = [&] {
        std::filesystem::remove_all(folder / "version");
        auto run =
            timed({self, "once", (folder / "in.csv").string(), (folder / "version").string()});
        most_memory = std::max(most_memory, run.peak_memory);
        return static_cast<double>(rows) / run.seconds;
    };
    auto theirs = [&] {
        std::filesystem::remove(folder / "db");
        return static_cast<double>(rows) /
               timed({"sqlite3", (folder / "db").string()}, (folder / "import.sql").string())
                   .seconds;
    };
    bool met = bench::compare(
        {.bench = "publish", .peer_name = "sqlite3 .import", .unit = "rows/s", .target = 3}, ours,
        theirs);
    auto ratio = static_cast<double>(most_memory) / static_cast<double>(memory_limit);
    fmt::print(
        R"({{"bench":"publish_memory","ours":{},"peer":{},"peer_name":"512 MB","ratio":{:.3f},"target":"<= 1","met":{},"unit":"bytes"}})"
        "\n",
        most_memory, memory_limit, ratio, ratio <= 1);
    std::filesystem::remove_all(folder);
    return bench::ended(met && ratio <= 1);
}

} // namespace vienreiz::publish_bench

int main(int argc, char** argv) {
    std::string_view what = argc > 1 ? argv[1] : "";
    if (what == "once" && argc == 4) return vienreiz::publish_bench::publish(argv[2], argv[3]);
    return vienreiz::publish_bench::compare();
}
