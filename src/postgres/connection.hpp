// One session with the PostgreSQL server that takes writes, and statements with a time limit.
//
// What matters here is what a failure leaves behind. A transaction is known to have ended only when the
// server says that it waits for the next statement (ReadyForQuery). The rows of a statement come before
// its commit, and a warning may come with the commit: "committed locally, but might not have been
// replicated". So
//
//   an answer that came whole, without that warning   the transaction is durable, on the standby as well
//   an error, and the server waits for the next one   nothing of it was kept
//   anything else                                     open: it may be kept, or may yet be
//
// Nothing is ever cancelled: PostgreSQL ends the wait of a commit that is cancelled and keeps the
// transaction, on one machine only. When time is up the statement stays under way, and the next one
// waits for its end first.
//
// Concurrency  a session is for one thread at a time.
// Secrets      no sentence holds the password: where libpq cannot read a connection string it quotes it,
//              and that sentence is not passed on.
#pragma once

#include "base/text.hpp"
#include "crypto/hash.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

struct pg_result;

namespace vienreiz::postgres {

using Deadline = std::chrono::steady_clock::time_point;
using crypto::Hash;

// A statement as the server keeps it for a session. `name` is its own within the engine.
struct Statement {
    std::string name, text;
};

// What stands for $1, $2… in a statement, in PostgreSQL's binary forms. The statement says their types.
// What is given by reference must outlive the call.
class Parameters {
public:
    Parameters& bigint(std::uint64_t value);
    Parameters& bytea(ByteView value);
    Parameters& text(std::string_view value);
    Parameters& bigints(std::span<const std::uint64_t> values);
    Parameters& byteas(std::span<const ByteView> values);

private:
    friend class Connection;
    Parameters& add(Bytes value);
    std::vector<Bytes> values_;
};

// The answer to a statement. Which columns there are, and their types, the statement says.
class Rows {
public:
    explicit Rows(pg_result* result);
    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] std::uint64_t number(std::size_t row, int column) const; // of a bigint
    [[nodiscard]] ByteView bytea(std::size_t row, int column) const;       // while this lives
    [[nodiscard]] std::string_view text(std::size_t row, int column) const;

    [[nodiscard]] Hash hash(std::size_t row, int column) const; // zeros if it is not 32 bytes

private:
    std::shared_ptr<pg_result> result_;
};

// `open`: whether what was sent is kept is not known.
struct Trouble : Failure {
    bool open = false;
};
using Answer = std::expected<Rows, Trouble>;

class Connection {
public:
    // Kind::invalid when libpq cannot read `address`; Kind::unavailable when no server behind it can
    // be used, or none of them takes writes.
    static Result<Connection> open(const std::string& address);

    Answer run(const Statement& statement, const Parameters& parameters, Deadline until);
    // Statements without parameters, in one transaction.
    Answer run(const std::string& statements, Deadline until);
    // Waits for a notification (LISTEN), for something to be read from `wake`, or for the deadline.
    // Gives what the newest notification carries; nothing when there was none.
    Result<std::optional<std::string>> notified(int wake, Deadline until);

    [[nodiscard]] bool lost() const; // then nothing more can be sent
    // How long the statement under way has been so; zero when none is.
    [[nodiscard]] Deadline::duration waiting() const;
    // Whether the server at the other end of `of` still has this session.
    Result<bool> is_known_to(Connection& of, Deadline until) const;

    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection(); // what is under way goes on

private:
    struct State;
    explicit Connection(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace vienreiz::postgres
