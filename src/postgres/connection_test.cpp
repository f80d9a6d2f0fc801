// What is said when the database cannot be used, and what never is.
#include "postgres/connection.hpp"
#include "postgres/test_journals.hpp"

#include <gtest/gtest.h>

namespace vienreiz::postgres::test {

constexpr std::string_view secret = "ov3rsecret";

struct Connections : Journals {
    static Failure refused(const std::string& address) {
        auto opened = Connection::open(address);
        EXPECT_FALSE(opened) << address;
        return opened ? Failure{} : opened.error();
    }
    static Deadline soon() { return Deadline::clock::now() + std::chrono::seconds(5); }
};

TEST_F(Connections, AreRefusedWithASentenceAndWithoutThePassword) {
    auto& server = *shared_pair().primary;
    server.ask(fmt::format("CREATE ROLE keyholder LOGIN PASSWORD '{}'", secret));
    EXPECT_TRUE(
        Connection::open(server.address("keyholder") + fmt::format(" password={}", secret)));

    struct {
        std::string address;
        Kind kind;
        std::string_view says;
    } const cases[] = {
        {server.address("keyholder") + " password=wrong-ov3rsecret", Kind::unavailable,
         "password authentication failed"},
        {server.address("keyholder"), Kind::unavailable, "no password supplied"},
        {server.address("nobody"), Kind::unavailable, "role \"nobody\" does not exist"},
        {fmt::format("host=127.0.0.1 port={} dbname=elsewhere user=owner password={}",
                     server.port(), secret),
         Kind::unavailable, "database \"elsewhere\" does not exist"},
        {fmt::format("host=127.0.0.1 port={} password={}", free_port(), secret), Kind::unavailable,
         "Connection refused"},
        {shared_pair().standby->address(), Kind::unavailable, "session is read-only"},
        // libpq quotes what it cannot read.
        {"password=two ov3rsecret", Kind::invalid, "no connection string"},
        {"postgresql://user:ov3rsecret@host:port:more/", Kind::unavailable, "port:more"},
        {"postgresql://user:ov3rsecret@[::1/x", Kind::invalid, "no connection string"},
        {"pasword=ov3rsecret", Kind::invalid, "no connection string"},
        {"ov3rsecret", Kind::invalid, "no connection string"},
    };
    for (const auto& [address, kind, says] : cases) {
        auto failure = refused(address);
        EXPECT_EQ(failure.kind, kind) << address << ": " << failure.what;
        EXPECT_TRUE(failure.what.contains(says)) << failure.what;
        EXPECT_FALSE((failure.what + failure.where).contains(secret)) << failure.what;
        EXPECT_FALSE(failure.what.contains('\n')) << failure.what;
    }
}

TEST_F(Connections, TellWhatAFailureLeavesBehind) {
    auto session = Connection::open(shared_pair().primary->address()).value();
    auto refused = session.run({"nonsense", "SELECT * FROM nowhere"}, {}, soon());
    ASSERT_FALSE(refused);
    EXPECT_FALSE(refused.error().open) << "the server waits for the next statement";
    auto broken =
        session.run({"at commit", "SELECT 1 / ($1::bigint - 1)"}, Parameters().bigint(1), soon());
    ASSERT_FALSE(broken);
    EXPECT_FALSE(broken.error().open);
    EXPECT_FALSE(session.lost());

    // Rows come before the commit, and the commit may fail: here by a constraint that is looked at only then.
    ASSERT_TRUE(session.run(
        "CREATE TABLE IF NOT EXISTS late (a bigint UNIQUE DEFERRABLE INITIALLY DEFERRED); "
        "TRUNCATE late; INSERT INTO late VALUES (1)",
        soon()));
    auto too_late = session.run({"late", "INSERT INTO late VALUES (1) RETURNING a"}, {}, soon());
    ASSERT_FALSE(too_late) << "its row came, its commit failed";
    EXPECT_FALSE(too_late.error().open);

    auto warned = session.run("DO $$ BEGIN RAISE WARNING 'something'; END $$", soon());
    ASSERT_FALSE(warned);
    EXPECT_TRUE(warned.error().open);
    EXPECT_TRUE(session.run({"one", "SELECT 1::bigint"}, {}, soon()));

    auto ended = session.run("SELECT pg_terminate_backend(pg_backend_pid())", soon());
    ASSERT_FALSE(ended);
    EXPECT_TRUE(ended.error().open);
    EXPECT_TRUE(session.lost());
    auto after = session.run({"one", "SELECT 1::bigint"}, {}, soon());
    ASSERT_FALSE(after);
    EXPECT_FALSE(after.error().open) << "it was not sent";
}

TEST_F(Connections, LetAStatementThatTakesTooLongGoOnAndWaitForIt) {
    auto session = Connection::open(shared_pair().primary->address()).value();
    shared_pair().primary->ask("CREATE TABLE IF NOT EXISTS slow (a bigint); TRUNCATE slow");
    auto late = session.run("SELECT pg_sleep(0.4); INSERT INTO slow VALUES (1)",
                            Deadline::clock::now() + std::chrono::milliseconds(50));
    ASSERT_FALSE(late);
    EXPECT_TRUE(late.error().open);
    auto still = session.run({"slow", "SELECT count(*) FROM slow"}, {},
                             Deadline::clock::now() + std::chrono::milliseconds(50));
    ASSERT_FALSE(still);
    EXPECT_FALSE(still.error().open) << "this one was not sent";
    auto done = session.run({"slow", "SELECT count(*) FROM slow"}, {}, soon());
    ASSERT_TRUE(done) << done.error().what;
    EXPECT_EQ(done->number(0, 0), 1u) << "nothing was cancelled";
}

TEST_F(Connections, KnowAStatementThatTookTooLongToPrepare) {
    auto session = Connection::open(shared_pair().primary->address()).value();
    auto other = Connection::open(shared_pair().primary->address()).value();
    ASSERT_TRUE(other.run("CREATE TABLE IF NOT EXISTS locked (a bigint)", soon()));
    ASSERT_TRUE(other.run("BEGIN; LOCK TABLE locked", soon()));
    Statement count{"count", "SELECT count(*) FROM locked"};
    auto late = session.run(count, {}, Deadline::clock::now() + std::chrono::milliseconds(50));
    ASSERT_FALSE(late);
    EXPECT_FALSE(late.error().open) << "it was not executed";
    EXPECT_GT(session.waiting(), std::chrono::milliseconds(40));
    EXPECT_TRUE(session.is_known_to(other, soon()).value());
    ASSERT_TRUE(other.run("COMMIT", soon()));
    auto counted = session.run(count, {}, soon());
    EXPECT_TRUE(counted) << counted.error().what;
    EXPECT_EQ(session.waiting(), std::chrono::milliseconds(0));

    EXPECT_FALSE(session.run("SELECT pg_terminate_backend(pg_backend_pid())", soon()));
    EXPECT_FALSE(session.is_known_to(other, soon()).value());
}

TEST_F(Connections, CarryValuesAsTheyAre) {
    auto session = Connection::open(shared_pair().primary->address()).value();
    Bytes zeros(3, 0), none;
    std::vector<std::uint64_t> numbers{0, 1ULL << 40U};
    std::vector<ByteView> values{zeros, none};
    auto rows = session.run(
        {"values", "SELECT $1::bigint, $2::bytea, $3::text, a, b FROM "
                   "unnest($4::bigint[], $5::bytea[]) AS t (a, b)"},
        Parameters().bigint(7).bytea(none).text("ā'\\").bigints(numbers).byteas(values), soon());
    ASSERT_TRUE(rows) << rows.error().what;
    ASSERT_EQ(rows->count(), 2u);
    EXPECT_EQ(rows->number(0, 0), 7u);
    EXPECT_TRUE(rows->bytea(0, 1).empty());
    EXPECT_EQ(rows->text(0, 2), "ā'\\");
    EXPECT_EQ(rows->number(1, 3), 1ULL << 40U);
    EXPECT_TRUE(std::ranges::equal(rows->bytea(0, 4), zeros));
    EXPECT_TRUE(rows->bytea(1, 4).empty());
    auto empty = session.run({"no values", "SELECT cardinality($1::bytea[])::bigint"},
                             Parameters().byteas({}), soon());
    EXPECT_EQ(empty->number(0, 0), 0u);
}

} // namespace vienreiz::postgres::test
