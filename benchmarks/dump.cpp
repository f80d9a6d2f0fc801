// A million rows of nearly 400 bytes as CSV, within an agreement and on record.
//
//   dump         the first download, the making of the file among it; against PostgreSQL 15's COPY ... TO STDOUT (FORMAT
//                csv) of the same rows, read by libpq: rows a second
//   dump_again   the same once more, from the file that was made
//   dump_growth  the first download of 10^7 rows, against that of 10^5: rows a second
//   dump_memory  the same: what the node held of its own at most, the mapped version not counted
#include "measure.hpp"
#include "platform/remote.hpp"
#include "postgres_rows.hpp"
#include "process.hpp"

#include <atomic>
#include <thread>

namespace vienreiz::dump_bench {
namespace {

using bench::Target;
constexpr std::uint64_t rows = 1'000'000, few = 100'000, many = 10'000'000;

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
        remote_ = std::move(*remote);
    }
    void wait_for_index() {
        while (!remote_->get("/api/datasets/bench/rows?limit=1&sort=field_1"))
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
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
        return bytes;
    }
    [[nodiscard]] std::uint64_t own_memory() const { return process_.own_memory(); }

private:
    bench::Process process_;
    std::string url_, token_;
    std::optional<platform::Remote> remote_;
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

// A node that gives its first download again and again.
class FirstDownloads {
public:
    static Result<FirstDownloads> of(std::uint64_t count, const std::filesystem::path& folder) {
        fmt::print(stderr, "making {} rows\n", count);
        auto out = FirstDownloads(count, folder, TRY(bench::make_state(folder / "data", count)));
        // The columns of a new version are indexed behind its back, which takes time and memory of its own.
        Node(folder, out.state_).wait_for_index();
        return out;
    }
    double rows_per_second() {
        node_.reset();
        std::filesystem::remove_all(folder_ / "data" / "extracts");
        std::filesystem::remove(folder_ / "out"); // it names the node before
        node_ = std::make_unique<Node>(folder_, state_);
        std::atomic<bool> done = false;
        most_memory_ = 0;
        std::thread watching([&] {
            for (; !done; std::this_thread::sleep_for(std::chrono::milliseconds(10)))
                most_memory_ = std::max(most_memory_, node_->own_memory());
        });
        auto rate = once_more();
        done = true;
        watching.join();
        return rate;
    }
    [[nodiscard]] double once_more() const {
        std::uint64_t bytes = 0;
        auto seconds = seconds_of([&] { bytes = node_->download(); });
        check(bytes > 100 * rows_, "it gives all of them");
        return static_cast<double>(rows_) / seconds;
    }
    [[nodiscard]] double most_memory() const { return static_cast<double>(most_memory_); }

private:
    FirstDownloads(std::uint64_t count, std::filesystem::path folder, bench::State state)
        : rows_(count), folder_(std::move(folder)), state_(std::move(state)) {}
    std::uint64_t rows_;
    std::filesystem::path folder_;
    bench::State state_;
    std::unique_ptr<Node> node_;
    std::uint64_t most_memory_ = 0;
};

Result<bool> against_postgres(const std::filesystem::path& folder) {
    if (!postgres::test::installed()) {
        fmt::print(stderr, "dump: skipped, for want of PostgreSQL 15\n");
        return true;
    }
    auto node = TRY(FirstDownloads::of(rows, folder));
    auto server = bench::postgres_with(rows, folder / "postgres");
    server->ask("VACUUM ANALYZE bench");
    auto peer = [&] { return rows / seconds_of([&] { copy_out(*server); }); };
    bool met = bench::compare(
        {"dump", "PostgreSQL, COPY TO STDOUT", "rows/s", Target::at_least, 1.5},
        [&] { return node.rows_per_second(); }, peer);
    return bench::compare(
               {"dump_again", "PostgreSQL, COPY TO STDOUT", "rows/s", Target::at_least, 1.5},
               [&] { return node.once_more(); }, peer) &&
           met;
}

Result<bool> growth(const std::filesystem::path& folder) {
    auto small = TRY(FirstDownloads::of(few, folder / "few"));
    auto large = TRY(FirstDownloads::of(many, folder / "many"));
    bool met = bench::compare(
        {"dump_growth", "of 10^5 rows", "rows/s", Target::at_least, 0.7, 3},
        [&] { return large.rows_per_second(); }, [&] { return small.rows_per_second(); });
    return bench::compare(
               {"dump_memory", "of 10^5 rows", "bytes", Target::at_most, 1.5, 1},
               [&] { return large.most_memory(); }, [&] { return small.most_memory(); }) &&
           met;
}

Result<bool> measure(const std::filesystem::path& folder) {
    bool met = TRY(against_postgres(folder / "million"));
    std::filesystem::remove_all(folder / "million");
    return TRY(growth(folder)) && met;
}

} // namespace
} // namespace vienreiz::dump_bench

int main() {
    return vienreiz::bench::run_in(std::filesystem::current_path() / "build" / "bench-dump",
                                   vienreiz::dump_bench::measure);
}
