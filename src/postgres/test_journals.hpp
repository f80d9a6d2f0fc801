// Journals for the tests of this folder: on one primary and its synchronous standby, which are started once a program;
// each test has a schema of its own.
#pragma once

#include "journal/checkpoint.hpp"
#include "journal/verification.hpp"
#include "postgres/postgres.hpp"
#include "postgres/test_proxy.hpp"
#include "postgres/test_server.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <stdexcept>

namespace vienreiz::postgres::test {

using journal::Index;
using journal::Journal;

struct Pair {
    explicit Pair(const std::string& name)
        : scratch(std::filesystem::temp_directory_path() /
                  fmt::format("vienreiz-{}-{}", name, ::getpid())),
          primary(Server::primary(scratch / "primary")),
          standby(primary->standby(scratch / "standby")) {
        primary->demand_standbys();
    }
    // The address of whichever takes writes.
    [[nodiscard]] std::string both() const {
        return fmt::format("host=127.0.0.1,127.0.0.1 port={},{} dbname=postgres user=owner "
                           "connect_timeout=2",
                           primary->port(), standby->port());
    }
    Scratch scratch;
    std::unique_ptr<Server> primary, standby;
};
inline Pair& shared_pair() {
    static Pair pair("postgres");
    return pair;
}

inline journal::Identity identity(std::uint8_t which = 1) {
    return {"example.lv/journals/main", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, which))};
}

struct Journals : testing::Test {
    void SetUp() override {
        static int schemas = 0;
        schema = fmt::format("test_{}", ++schemas);
        if (!installed())
            GTEST_SKIP() << "PostgreSQL 15 is not installed (apt install postgresql-15): the "
                            "journal's engine over it is "
                            "not tested";
    }

    PostgresOptions options(const std::string& address) const {
        return {.address = address,
                .identity = identity(),
                .schema = schema,
                .patience = std::chrono::seconds(30)};
    }
    std::unique_ptr<Journal> open(const PostgresOptions& with) const {
        auto opened = open_postgres(with);
        if (opened) return std::move(*opened);
        throw std::runtime_error(opened.error().what + " " + opened.error().where);
    }
    std::unique_ptr<Journal> open() const {
        return open(options(shared_pair().primary->address()));
    }

    static Result<Index> add(Journal& to, const std::vector<std::string>& texts) {
        return to.append(std::vector<std::string_view>(texts.begin(), texts.end()));
    }
    static Result<Index> add_numbered(Journal& to, std::size_t count,
                                      std::string_view what = "entry") {
        std::vector<std::string> texts;
        for (std::size_t at = 0; at < count; ++at)
            texts.push_back(fmt::format("{} {}", what, to.size() + at));
        return add(to, texts);
    }
    // Within half a minute, for a machine may be busy.
    template <class Condition>
    static bool soon(const Condition& condition) {
        for (int tries = 0; tries < 3'000; ++tries) {
            if (condition()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    }
    static journal::Checkpoint checkpoint_of(const Journal& of) {
        auto key = *journal::verifier_key(of.vkey());
        auto found = journal::verified_checkpoint(of.checkpoint(), std::span(&key, 1));
        EXPECT_TRUE(found);
        return found.value_or(journal::Checkpoint{});
    }
    static std::vector<std::string> all(const Journal& of) {
        std::vector<std::string> out;
        auto read = of.read(0, of.size(), [&](Index index, std::string_view entry) -> Outcome {
            EXPECT_EQ(index, out.size());
            out.emplace_back(entry);
            return {};
        });
        EXPECT_TRUE(read) << read.error().what;
        return out;
    }
    static void expect_grown(const Journal& journal, const journal::Checkpoint& from) {
        auto now = checkpoint_of(journal);
        ASSERT_LE(from.size, now.size);
        if (from.size == 0) return;
        auto proof = journal.consistency(from.size, now.size);
        ASSERT_TRUE(proof) << proof.error().what;
        auto holds =
            journal::verify_consistency({from.size, now.size, from.root, now.root}, *proof);
        EXPECT_TRUE(holds) << from.size << " to " << now.size << ": " << holds.error().what;
    }

    std::string schema;
};

} // namespace vienreiz::postgres::test
