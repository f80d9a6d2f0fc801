// A journal in PostgreSQL: a primary and a synchronous standby on this machine, both syncing their disks.
//
//   postgres_append    entries of 300 bytes in batches of 2 048, against bare SQL that inserts the same entries in the same
//                      batches, a row each, and swaps a head in the same transaction; no hashes, no tree
//   postgres_entries   the same, against what was asked for
//   postgres_failover  seconds from the primary's kill -9 to the first append that the promoted standby takes, against
//                      bare SQL that tries every 10 ms; no acknowledged entry may be missing
#include "postgres/postgres.hpp"

#include "measure.hpp"
#include "postgres/connection.hpp"
#include "postgres/test_server.hpp"

#include <chrono>
#include <thread>

namespace vienreiz::bench {
namespace {

using namespace std::chrono_literals;
using namespace postgres;
using Clock = std::chrono::steady_clock;

constexpr std::size_t a_batch = 2'048;
constexpr std::size_t batches = 100;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Pair {
    explicit Pair(const std::filesystem::path& folder)
        : primary(test::Server::primary(folder / "primary", test::Server::Disk::synced)),
          standby(primary->standby(folder / "standby")) {}
    // Of whichever takes writes.
    [[nodiscard]] std::string address() const {
        return fmt::format("host=127.0.0.1,127.0.0.1 port={},{} dbname=postgres user=owner",
                           primary->port(), standby->port());
    }
    std::unique_ptr<test::Server> primary, standby;
};

std::vector<std::string> batch_from(std::size_t first) {
    std::vector<std::string> out(a_batch);
    for (std::size_t at = 0; at < a_batch; ++at)
        out[at] = fmt::format("{:010}", first + at) + std::string(290, 'x');
    return out;
}

std::unique_ptr<journal::Journal> opened(const std::string& address, Standby standby) {
    static int journals = 0;
    auto key = crypto::PrivateKey::generate(crypto::Algorithm::Ed25519);
    auto origin = fmt::format("bench.example/journal-{}", ++journals);
    auto journal =
        open_postgres({.address = address, .identity = {origin, key}, .standby = standby});
    check(journal.has_value(), journal ? "" : journal.error().what);
    return std::move(*journal);
}

// ---- appending -------------------------------------------------------------------------------------

double journal_entries(const Pair& pair) {
    auto journal = opened(pair.address(), Standby::demanded);
    auto start = Clock::now();
    for (std::size_t batch = 0; batch < batches; ++batch) {
        auto entries = batch_from(batch * a_batch);
        auto first = journal->append(std::vector<std::string_view>(entries.begin(), entries.end()));
        check(first.has_value(), first ? "" : first.error().what);
    }
    auto seconds = seconds_since(start);
    check(journal->size() == batches * a_batch, "every entry is there");
    return static_cast<double>(batches * a_batch) / seconds;
}

const Statement bare_append{
    "bare", "WITH swapped AS (UPDATE bare_head SET size = size + cardinality($2::bytea[]) "
            "WHERE size = $1 RETURNING 1), "
            "laid AS (INSERT INTO bare SELECT $1 + entry.at - 1, entry.data "
            "FROM swapped, unnest($2::bytea[]) WITH ORDINALITY AS entry (data, at)) "
            "SELECT count(*) FROM swapped"};

void begin_bare(Connection& on) {
    check(on.run("DROP TABLE IF EXISTS bare, bare_head; "
                 "CREATE TABLE bare (index bigint PRIMARY KEY, data bytea NOT NULL); "
                 "CREATE TABLE bare_head (size bigint NOT NULL); INSERT INTO bare_head VALUES (0)",
                 Clock::now() + 10s)
              .has_value(),
          "tables can be made");
}

bool append_bare(Connection& on, std::size_t first, std::span<const std::string> entries) {
    std::vector<ByteView> values;
    for (const auto& entry : entries) values.push_back(bytes(entry));
    auto done = on.run(bare_append, Parameters().bigint(first).byteas(values), Clock::now() + 10s);
    return done && done->number(0, 0) == 1;
}

double bare_entries(const Pair& pair) {
    auto connection = Connection::open(pair.address()).value();
    begin_bare(connection);
    auto start = Clock::now();
    for (std::size_t batch = 0; batch < batches; ++batch)
        check(append_bare(connection, batch * a_batch, batch_from(batch * a_batch)),
              "the database takes a batch");
    return static_cast<double>(batches * a_batch) / seconds_since(start);
}

// ---- fail-over -------------------------------------------------------------------------------------

// Appends until the primary is killed and the standby has taken over; gives the seconds between. `append` says whether
// its batch was acknowledged.
double seconds_without(const Pair& pair, const std::function<bool()>& append) {
    for (auto until = Clock::now() + 500ms; Clock::now() < until;)
        check(append(), "the primary takes appends");
    pair.primary->kill();
    auto start = Clock::now();
    std::jthread promoting([&] { pair.standby->promote(); });
    while (!append()) check(seconds_since(start) < 60, "the standby takes over");
    return seconds_since(start);
}

double journal_failover(const std::filesystem::path& folder) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    Pair pair(folder);
    pair.primary->demand_standbys();
    auto journal = opened(pair.address(), Standby::not_demanded); // the promoted one has none
    std::vector<std::string> acknowledged;
    auto seconds = seconds_without(pair, [&] {
        auto entry = fmt::format("entry {}", acknowledged.size());
        if (!journal->append(std::vector<std::string_view>{entry})) return false;
        acknowledged.push_back(entry);
        return true;
    });
    for (std::size_t index = 0; index < acknowledged.size(); ++index)
        check(journal->entry(index).value() == acknowledged[index], "nothing acknowledged is lost");
    check(journal->size() == acknowledged.size(), "nor is anything there twice");
    return seconds;
}

double bare_failover(const std::filesystem::path& folder) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    Pair pair(folder);
    auto connection = Connection::open(pair.address());
    check(connection.has_value(), "the primary takes sessions");
    begin_bare(*connection);
    pair.primary->demand_standbys();
    std::size_t size = 0;
    std::vector<std::string> entries{"entry"};
    return seconds_without(pair, [&] {
        if (connection && append_bare(*connection, size, entries)) return ++size, true;
        std::this_thread::sleep_for(10ms);
        connection = Connection::open(pair.address());
        if (connection) // whether the last one was kept
            if (auto head =
                    connection->run({"head", "SELECT size FROM bare_head"}, {}, Clock::now() + 10s))
                size = head->number(0, 0);
        return false;
    });
}

Result<bool> measure(const std::filesystem::path& folder) {
    if (!test::installed())
        return Failure{Kind::unavailable,
                       "PostgreSQL 15 is not installed: apt install postgresql-15"};
    bool met = true;
    {
        Pair pair(folder);
        pair.primary->demand_standbys();
        met &= compare(
            {"postgres_append", "bare SQL, a row an entry", "entries/s", Target::at_least, 1, 5},
            [&] { return journal_entries(pair); }, [&] { return bare_entries(pair); });
        met &= compare(
            {"postgres_entries", "what was asked for", "entries/s", Target::at_least, 1, 3},
            [&] { return journal_entries(pair); }, [] { return 50'000.0; });
    }
    met &= compare(
        {"postgres_failover", "bare SQL, tried every 10 ms", "s", Target::at_most, 2, 3},
        [&] { return journal_failover(folder / "ours"); },
        [&] { return bare_failover(folder / "bare"); });
    return met;
}

} // namespace
} // namespace vienreiz::bench

int main() {
    using namespace vienreiz::bench;
    return run_in(std::filesystem::temp_directory_path() / "vienreiz-bench-postgres", measure);
}
