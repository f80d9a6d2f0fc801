// Values by name that the nodes of one platform share besides their journals: what must be erasable, what is too large
// for an entry, what ends by itself. They lie in the journals' schema; nothing here is signed or proved.
//
// Concurrency  any thread.
// Limits       a name 500 bytes, a value limits::shelf_value.
#pragma once

#include "journal/place.hpp"
#include "postgres/postgres.hpp"
#include "postgres/readers.hpp"

namespace vienreiz::postgres {

class Shelf {
public:
    struct Options {
        std::string address, schema = "vienreiz"; // as PostgresOptions have them
        unsigned sessions = 4;
    };
    // Kind::invalid: the options. Kind::unavailable: no server takes writes.
    static Result<std::unique_ptr<Shelf>> open(Options options);

    // All of the following: Kind::unavailable when no server answers in time. What was written is on the standby as
    // well when they return, where the database waits for one.
    Outcome put(std::string_view name, ByteView value);
    // False when there is a value already, which stays. (After an answer that was lost it may be our own.)
    Result<bool> put_first(std::string_view name, ByteView value);
    Result<std::optional<Bytes>> get(std::string_view name);
    Outcome erase(std::string_view name);

    // In order.
    Result<std::vector<std::string>> names(std::string_view prefix);

    // How far changes are known. What was changed since is told once more, or twice, but never not at all.
    using Mark = std::uint64_t;
    using Changed = std::function<void(std::string_view name, std::optional<ByteView> value)>;
    Result<Mark> changes(std::string_view prefix, Mark since, const Changed& changed);
    // That names were erased is remembered for a week, for those who ask what has changed.
    Outcome forget_what_was_erased();

    // Small files on it, under names that begin with `name` and a slash. While this lives.
    journal::Place place(const std::string& name);

private:
    explicit Shelf(Options options);
    Result<Rows> run(const Statement& statement, const Parameters& parameters);

    Options options_;
    Readers sessions_;
    Statement exists_, put_, put_first_, erase_, get_, names_, changes_, forget_;
};

} // namespace vienreiz::postgres
