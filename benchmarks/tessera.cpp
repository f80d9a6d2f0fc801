// Entries of 300 bytes into `vienreiz intake` and into Tessera on POSIX (its own personality for conformance tests, without
// protection from duplicates), over HTTP from the same 256 connections; both answer once an entry is durable. Entries that
// were answered a second. Tessera comes through the Go module proxy; without it nothing is measured.
#include "crypto/keys.hpp"
#include "journal/note.hpp"
#include "measure.hpp"
#include "process.hpp"

#include <cstdlib>
#include <optional>

namespace vienreiz::bench {
namespace {

using Path = std::filesystem::path;
constexpr auto seconds = 5;

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

std::optional<Path> tessera_in(const Path& folder) {
    if (std::system("command -v go wrk >/dev/null") != 0) return {};
    auto install =
        "GOBIN='" + folder.string() +
        "' go install github.com/transparency-dev/tessera/cmd/conformance/posix@v1.0.4 >&2";
    if (std::system(install.c_str()) != 0) return {};
    return folder / "posix";
}

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
    auto told = output_of(
        fmt::format("wrk -t1 -c256 -d{}s -s '{}' {}/add 2>&1", seconds, script.string(), url));
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
    return run_in(std::filesystem::current_path() / "build" / "bench-tessera",
                  [](const Path& folder) -> vienreiz::Result<bool> {
                      std::filesystem::create_directories(folder);
                      auto program = tessera_in(folder);
                      if (!program) {
                          fmt::print(stderr, "tessera: skipped, for want of go, wrk or the Go "
                                             "module proxy\n");
                          return true;
                      }
                      return compare(
                          {"tessera", "Tessera on POSIX", "entries/s", Target::at_least, 5},
                          [&] { return by_intake(folder); },
                          [&] { return by_tessera(folder, *program); });
                  });
}
