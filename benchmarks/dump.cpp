// A million rows of nearly 400 bytes as CSV, within an agreement and on record.
//
//   dump         the first download, the making of the file among it; against PostgreSQL 15's COPY ... TO STDOUT (FORMAT
//                csv) of the same rows, read by libpq: rows a second
//   dump_again   the same once more, from the file that was made
#include "measure.hpp"
#include "platform/remote.hpp"
#include "postgres_rows.hpp"
#include "process.hpp"

#include <array>

namespace vienreiz::dump_bench {
namespace {

using bench::Target;
constexpr std::uint64_t rows = 1'000'000;

double seconds_of(const std::function<void()>& work) {
    auto begun = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

// A node without any file made before.
class Node {
public:
    Node(const std::filesystem::path& folder, const bench::State& state)
        : process_({"build/release/vienreiz", "serve", "--data", (folder / "data").string(),
                    "--port", "0", "--empty", "--rate", "0", "--threads", "1"},
                   (folder / "out").string()),
          url_(bench::wait_for_line((folder / "out").string(), "Serving on ")) {
        auto remote = platform::Remote::to(url_);
        auto key = crypto::PrivateKey::from_pem(state.key_pem);
        check(remote && key && remote->authenticate(state.system, *key), "the system is known");
        token_ = remote->token();
    }
    // Reads all of it, and keeps nothing; how many bytes it was.
    [[nodiscard]] std::uint64_t download() const {
        int socket = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        at.sin_port =
            htons(static_cast<std::uint16_t>(std::stoi(url_.substr(url_.rfind(':') + 1))));
        check(::connect(socket, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0, "it listens");
        auto request =
            fmt::format("GET /api/datasets/bench/bulk?format=csv HTTP/1.1\r\nHost: bench\r\n"
                        "Authorization: Bearer {}\r\nConnection: close\r\n\r\n",
                        token_);
        check(::send(socket, request.data(), request.size(), 0) ==
                  static_cast<ssize_t>(request.size()),
              "it takes a request");
        std::vector<char> into(256 * 1024);
        std::uint64_t bytes = 0;
        for (ssize_t got = 0; (got = ::recv(socket, into.data(), into.size(), 0)) > 0;) {
            constexpr std::string_view success = "HTTP/1.1 200 ";
            check(bytes > 0 || std::string_view(into.data(), success.size()) == success,
                  "it gives the rows");
            bytes += static_cast<std::uint64_t>(got);
        }
        ::close(socket);
        check(bytes > 100 * rows, "it gives all of them");
        return bytes;
    }
    [[nodiscard]] const bench::Process& process() const { return process_; }

private:
    bench::Process process_;
    std::string url_, token_;
};

std::uint64_t copy_out(const postgres::test::Server& server) {
    std::unique_ptr<PGconn, decltype(&PQfinish)> session(PQconnectdb(server.address().c_str()),
                                                         &PQfinish);
    std::unique_ptr<PGresult, decltype(&PQclear)> begun(
        PQexec(session.get(), "COPY bench TO STDOUT (FORMAT csv, HEADER)"), &PQclear);
    check(PQresultStatus(begun.get()) == PGRES_COPY_OUT, PQerrorMessage(session.get()));
    std::uint64_t bytes = 0;
    char* row = nullptr;
    for (int size = 0; (size = PQgetCopyData(session.get(), &row, 0)) > 0; PQfreemem(row))
        bytes += static_cast<std::uint64_t>(size);
    check(bytes > 100 * rows, "it gives all of them");
    return bytes;
}

Result<bool> measure(const std::filesystem::path& folder) {
    if (!postgres::test::installed()) {
        fmt::print(stderr, "dump: skipped, for want of PostgreSQL 15\n");
        return true;
    }
    fmt::print(stderr, "making {} rows\n", rows);
    auto state = TRY(bench::make_state(folder / "data", rows));
    auto server = bench::postgres_with(rows, folder / "postgres");
    server->ask("VACUUM ANALYZE bench");
    auto node = std::make_unique<Node>(folder, state);
    auto peer = [&] { return rows / seconds_of([&] { copy_out(*server); }); };
    auto first = [&] {
        node.reset();
        std::filesystem::remove_all(folder / "data" / "extracts");
        node = std::make_unique<Node>(folder, state);
        return rows / seconds_of([&] { (void)node->download(); });
    };
    bool met =
        bench::compare({"dump", "COPY TO STDOUT", "rows/s", Target::at_least, 1.5}, first, peer);
    fmt::print(stderr, "{} bytes; the node held {} MiB at most\n", node->download(),
               node->process().peak_memory() / limits::MiB);
    return bench::compare(
               {"dump_again", "COPY TO STDOUT", "rows/s", Target::at_least, 1.5},
               [&] { return rows / seconds_of([&] { (void)node->download(); }); }, peer) &&
           met;
}

} // namespace
} // namespace vienreiz::dump_bench

int main() {
    return vienreiz::bench::run_in(std::filesystem::current_path() / "build" / "bench-dump",
                                   vienreiz::dump_bench::measure);
}
