// Memory of a program that serves a journal of 10^8 entries and appends to it, and how long it takes to open it.
//
// `vienreiz intake` over HTTP: its checkpoint, tiles of every level, bundles and receipts of entries from all over the
// journal, and entries appended. What is counted is the most that was ever resident (VmHWM). The engine reads its files
// and maps none, so the pages that the kernel keeps of them are not in it.
//
//   memory          that, in MiB
//   memory_opening  from starting the program to its first answer, the journal dropped from memory before
//
// The entries are short, of nine bytes: more of them than of usual ones lie in the segment that opening reads. On the
// disk they take 4.8 GB. VIENREIZ_ENTRIES: another number of them, for a quick look.
#include "base/limits.hpp"
#include "cold.hpp"
#include "http/client.hpp"
#include "journal/receipt.hpp"
#include "journal/tiles.hpp"
#include "measure.hpp"
#include "platform/node.hpp"
#include "process.hpp"

#include <cstdlib>
#include <random>

namespace vienreiz::bench {
namespace {

using Path = std::filesystem::path;
using Time = std::chrono::steady_clock;

constexpr auto origin = "bench.example/memory";
constexpr std::uint64_t few_entries = 1'000'000;

double seconds_since(Time::time_point begun) {
    return std::chrono::duration<double>(Time::now() - begun).count();
}

std::string entry(std::uint64_t number) { return fmt::format("{:09}", number); }

// Batches as large as there are, by the engine itself.
Outcome fill(const Path& data, std::uint64_t entries) {
    TRY(journal::real_disk()->make_folder(data));
    auto journal = TRY(platform::open_journal(
        {data / "journal", data / "journal.pem", data / "journal.ml-dsa.pem"}, origin,
        journal::real_disk()));
    auto begun = Time::now();
    std::vector<std::string> batch;
    for (std::uint64_t next = 0; next < entries;) {
        batch.clear();
        while (batch.size() < limits::journal_batch_entries && next < entries)
            batch.push_back(entry(next++));
        TRY(journal->append(std::vector<std::string_view>(batch.begin(), batch.end())));
    }
    fmt::print(stderr, "memory: {} entries appended in {:.0f} s\n", entries, seconds_since(begun));
    return {};
}

// Asks for what it is told to, and must be given it.
class Asking {
public:
    explicit Asking(const std::string& url) : client_(http::Client::to(url).value()) {}
    std::string get(const std::string& path) { return send({.target = path}); }
    std::string add(std::string entry) {
        return send({.method = "POST", .target = "/add", .headers = {}, .body = std::move(entry)});
    }

private:
    std::string send(const http::ClientRequest& request) {
        auto answer = client_->send(request);
        check(answer && answer->status == 200, request.target);
        return std::move(answer->body);
    }
    std::unique_ptr<http::Client> client_;
};

void prove(Asking& asking, std::uint64_t index, const std::vector<std::string>& vkeys) {
    auto receipt = journal::verify_receipt(asking.get(fmt::format("/receipts/{}", index)), vkeys);
    check(receipt && receipt->index == index && receipt->entry == entry(index),
          "a receipt proves its entry");
}

// Entries from all over the journal, and others behind them.
void use(Asking& asking, std::uint64_t entries) {
    constexpr int places = 3'000, added = 5'000, proved_one_in = 10;
    std::mt19937_64 random(7);
    auto whole = asking.get("/vkeys");
    std::vector<std::string> vkeys;
    for (auto line : split(trim(whole), '\n')) vkeys.emplace_back(line);
    for (int place = 0; place < places; ++place) {
        auto index = random() % entries;
        asking.get("/checkpoint");
        auto size = entries;
        for (unsigned level = 0; size >= journal::tile_width; ++level) {
            size /= journal::tile_width;
            auto number = (index >> (journal::tile_height * level)) / journal::tile_width;
            if (journal::width_in(level, number, entries) == journal::tile_width)
                asking.get("/" + journal::tile_path({.level = level, .number = number}));
        }
        auto bundle =
            std::min(index, entries - entries % journal::tile_width - 1) / journal::tile_width;
        asking.get("/" +
                   journal::tile_path({.of = journal::TileName::Of::entries, .number = bundle}));
        if (place % proved_one_in == 0)
            prove(asking, index, vkeys);
        else
            asking.get(fmt::format("/receipts/{}", index));
    }
    for (std::uint64_t number = entries; number < entries + added; ++number)
        check(asking.add(entry(number)) == std::to_string(number), "it is the next entry");
    prove(asking, entries + added - 1, vkeys);
}

struct Figures {
    double opening, memory; // seconds, MiB
};
Result<Figures> figures_of(const Path& data, std::uint64_t entries) {
    std::filesystem::remove_all(data);
    TRY(fill(data, entries));
    drop_from_memory(data);
    auto output = data / "intake.out";
    auto port = 20'000 + ::getpid() % 10'000;
    auto url = fmt::format("http://127.0.0.1:{}", port);
    Figures out{};
    {
        auto begun = Time::now();
        Process server({"build/release/vienreiz", "intake", "--data", data, "--origin", origin,
                        "--open", "--port", std::to_string(port)},
                       output);
        while (!http::Client::to(url).value()->send({.target = "/healthz"}))
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        out.opening = seconds_since(begun);
        auto mebibytes = [&] {
            return static_cast<double>(server.peak_memory()) / static_cast<double>(limits::MiB);
        };
        fmt::print(stderr, "memory: {} entries opened in {:.2f} s with {:.0f} MiB\n", entries,
                   out.opening, mebibytes());
        Asking asking(url);
        use(asking, entries);
        out.memory = mebibytes();
    }
    fmt::print(stderr, "memory: {} entries served with {:.0f} MiB\n", entries, out.memory);
    std::filesystem::remove_all(data);
    return out;
}

Result<bool> measure(const Path& folder) {
    std::uint64_t many = 100'000'000;
    if (const char* told = std::getenv("VIENREIZ_ENTRIES"))
        many = number<std::uint64_t>(told).value_or(many);
    std::filesystem::create_directories(folder);
    TRY(figures_of(folder / "few", few_entries)); // to compare with
    auto figures = TRY(figures_of(folder / "many", many));
    bool memory = compare(
        {"memory", "the goal", "MiB", Target::at_most, 1, 1}, [&] { return figures.memory; },
        [] { return 256.0; });
    bool opening = compare(
        {"memory_opening", "a second", "s", Target::at_most, 1, 1}, [&] { return figures.opening; },
        [] { return 1.0; });
    return memory && opening;
}

} // namespace
} // namespace vienreiz::bench

int main() {
    using namespace vienreiz::bench;
    return run_in(std::filesystem::current_path() / "build" / "bench-memory", measure);
}
