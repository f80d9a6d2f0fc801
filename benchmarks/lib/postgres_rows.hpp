// The rows of state.hpp in PostgreSQL 15: the peer of what is asked of them.
#pragma once

#include "postgres/test_server.hpp"
#include "state.hpp"

namespace vienreiz::bench {

inline std::unique_ptr<postgres::test::Server> postgres_with(std::uint64_t rows,
                                                             const std::filesystem::path& folder) {
    auto server = postgres::test::Server::primary(folder);
    server->ask("ALTER SYSTEM SET shared_buffers = '2GB'");
    server->ask(
        "ALTER SYSTEM SET jit = off"); // it would only cost, in statements as short as these
    server->stop();
    server->start();
    std::string columns = "code text PRIMARY KEY", values = "lpad(n::text, 11, '0')";
    for (std::size_t i = 1; i < row_fields; ++i) {
        columns += fmt::format(", field_{} text", i);
        auto number = i == 1 ? fmt::format("n % {}", groups) : fmt::format("n * {}", i);
        values += fmt::format(", lpad(({})::text, 10, '0') || ' the value of field {}, padded'",
                              number, i);
    }
    server->ask("CREATE TABLE bench (" + columns + ")");
    server->ask(fmt::format("INSERT INTO bench SELECT {} FROM generate_series(0::bigint, {}) n",
                            values, rows - 1));
    return server;
}

} // namespace vienreiz::bench
