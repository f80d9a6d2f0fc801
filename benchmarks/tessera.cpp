// Entries of 300 bytes into a journal and into Tessera on POSIX, without protection from duplicates; both tell when an
// entry is durable. Tessera comes through the Go module proxy; without it nothing is measured.
//
//   tessera       the two as libraries, 256 entries under way, a checkpoint a second: entries a second
//   tessera_http  `vienreiz intake` and Tessera's own personality for conformance tests, over HTTP from the same 256
//                 connections: entries that were answered a second
#include "crypto/keys.hpp"
#include "journal/group_commit.hpp"
#include "journal/note.hpp"
#include "measure.hpp"
#include "process.hpp"

#include <atomic>
#include <cstdlib>
#include <latch>
#include <optional>

namespace vienreiz::bench {
namespace {

using Path = std::filesystem::path;
using Clock = std::chrono::steady_clock;
constexpr auto seconds = 5;
constexpr auto writers = 256;
constexpr std::string_view module = "github.com/transparency-dev/tessera", version = "v1.0.4";

void write(const Path& file, std::string_view content) {
    std::ofstream(file, std::ios::binary) << content;
}

// A note signing key as golang.org/x/mod/sumdb/note has it.
std::string signing_key() {
    Bytes seed(32, 7);
    auto key = crypto::PrivateKey::from_ed25519_seed(seed).value();
    auto id = journal::verifier_key("bench.example/tessera", key.public_key()).id;
    seed.insert(seed.begin(), 1);
    return "PRIVATE+KEY+bench.example/tessera+" + hex(id) + "+" + base64(seed);
}

bool runs(const std::string& command) { return std::system(command.c_str()) == 0; }

struct Tessera {
    Path personality, driver; // programs
};

std::optional<Tessera> tessera_in(const Path& folder) {
    auto source = folder / "driver";
    std::filesystem::create_directories(source);
    std::filesystem::copy_file("benchmarks/lib/tessera.go", source / "main.go");
    write(source / "go.mod", "module bench.example/tessera\ngo 1.25\n");
    if (!runs("command -v go wrk >/dev/null") ||
        !runs(fmt::format("GOBIN='{}' go install {}/cmd/conformance/posix@{} >&2", folder.string(),
                          module, version)) ||
        !runs(fmt::format("cd '{}' && go get {}@{} >&2 && go build -mod=mod -o driver . >&2",
                          source.string(), module, version)))
        return {};
    return Tessera{folder / "posix", source / "driver"};
}

// ---- as libraries ----------------------------------------------------------------------------

// Writers that append their next entry when they are told of the last, as sessions on an event loop do.
class Writers {
public:
    explicit Writers(journal::GroupCommit& commit) : commit_(commit) {}

    // Entries that were durable a second.
    double run() {
        for (auto writer = 0; writer < writers; ++writer) append_next();
        ended_.wait();
        return static_cast<double>(durable_) / seconds;
    }

private:
    void append_next() {
        if (Clock::now() >= end_) return ended_.count_down();
        commit_.append(fmt::format("{:09} {:x>290}", ++number_, ""),
                       [this](Result<journal::Index> index) {
                           check(index.has_value(), "the benchmark's disk works");
                           ++durable_;
                           append_next();
                       });
    }

    journal::GroupCommit& commit_;
    Clock::time_point end_ = Clock::now() + std::chrono::seconds(seconds);
    std::atomic<std::int64_t> number_ = 0, durable_ = 0;
    std::latch ended_{writers};
};

double by_journal(const Path& folder) {
    auto data = folder / "journal";
    std::filesystem::remove_all(data);
    auto key = crypto::PrivateKey::generate(crypto::Algorithm::Ed25519);
    auto journal = journal::open_files({data, {"bench.example/journal", key}});
    check(journal.has_value(), "a journal opens in a fresh folder");
    std::jthread signing([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(std::chrono::seconds(1));
            check(!(*journal)->checkpoint().empty(), "a checkpoint can be signed at any time");
        }
    });
    journal::GroupCommit commit(**journal);
    return Writers(commit).run();
}

double by_driver(const Path& folder, const Path& program) {
    auto data = folder / "library";
    std::filesystem::remove_all(data);
    return std::stod(output_of(fmt::format("'{}' '{}' {} {} 2>/dev/null", program.string(),
                                           data.string(), writers, seconds)));
}

// ---- over HTTP -------------------------------------------------------------------------------

// Entries a second that were answered with success.
double answered(const Path& folder, const std::string& url) {
    auto script = folder / "add.lua";
    write(script, R"(
local head = "POST /add HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 300\r\n\r\n"
local number, filler = 0, string.rep("x", 290)
request = function() -- by hand: wrk.format would cost more than the server
    number = number + 1
    return head .. string.format("%09d ", number) .. filler
end
done = function(summary)
    local failed = summary.errors.status + summary.errors.timeout
    io.write(string.format("\nanswered %f\n", (summary.requests - failed) * 1e6 / summary.duration))
end
)");
    auto told = output_of(fmt::format("wrk -t1 -c{} -d{}s -s '{}' {}/add 2>&1", writers, seconds,
                                      script.string(), url));
    auto at = told.find("\nanswered ");
    check(at != told.npos, "wrk says how many were answered");
    return std::stod(told.substr(at + 10));
}

void wait_for_server(const std::string& url) {
    for (int tries = 0; tries < 200; ++tries) {
        if (std::system(("curl -sf -o /dev/null " + url + "/checkpoint").c_str()) == 0) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    check(false, "the server starts");
}

double by_intake(const Path& folder) {
    auto data = folder / "intake", output = folder / "intake.out";
    std::filesystem::remove_all(data);
    std::filesystem::remove(output); // of the round before: it names another port
    Process server({"build/release/vienreiz", "intake", "--data", data, "--origin",
                    "bench.example/intake", "--open", "--port", "0"},
                   output);
    auto url = wait_for_line(output, "Serving on ");
    return answered(folder, url);
}

double by_tessera(const Path& folder, const Path& program) {
    auto data = folder / "tessera", key = folder / "tessera.key";
    std::filesystem::remove_all(data);
    write(key, signing_key());
    auto address = fmt::format("127.0.0.1:{}", 20'000 + ::getpid() % 10'000);
    Process server({program, "--storage_dir", data, "--listen", address, "--private_key", key});
    wait_for_server("http://" + address);
    return answered(folder, "http://" + address);
}

} // namespace
} // namespace vienreiz::bench

int main() {
    using namespace vienreiz::bench;
    return run_in(
        std::filesystem::current_path() / "build" / "bench-tessera",
        [](const Path& folder) -> vienreiz::Result<bool> {
            std::filesystem::create_directories(folder);
            auto tessera = tessera_in(folder);
            if (!tessera) {
                fmt::print(stderr, "tessera: skipped, for want of go, wrk or the Go "
                                   "module proxy\n");
                return true;
            }
            bool met = compare(
                {"tessera", "Tessera on POSIX", "entries/s", Target::at_least, 5},
                [&] { return by_journal(folder); },
                [&] { return by_driver(folder, tessera->driver); });
            return compare(
                       {"tessera_http", "Tessera on POSIX", "entries/s", Target::at_least, 5},
                       [&] { return by_intake(folder); },
                       [&] { return by_tessera(folder, tessera->personality); }) &&
                   met;
        });
}
