#include "postgres/tables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::postgres {
namespace tables {

constexpr std::size_t pieces_at_once = 32; // 4 MiB of entries, and one long batch's pieces
constexpr std::size_t longest_schema = 40; // with what is put behind it, under PostgreSQL's 63
constexpr std::string_view version = "2";  // 1 had no minimums

// The lock keeps two nodes from making it at once. EXTERNAL: hashes cannot be compressed, and trying it with the
// entries takes longer than all else that an append does.
constexpr std::string_view make = R"(
    SELECT pg_advisory_xact_lock(hashtext('vienreiz schema {0}'));
    CREATE SCHEMA IF NOT EXISTS {0};
    CREATE TABLE IF NOT EXISTS {0}.heads (
        journal bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        origin text NOT NULL UNIQUE,
        vkeys text NOT NULL,
        size bigint NOT NULL,
        root bytea NOT NULL,
        epoch bigint NOT NULL DEFAULT 0
    ) WITH (fillfactor = 10);
    CREATE TABLE IF NOT EXISTS {0}.pieces (
        journal bigint NOT NULL,
        first bigint NOT NULL,
        proposal bytea NOT NULL,
        leaves bytea NOT NULL,
        entries bytea NOT NULL,
        PRIMARY KEY (journal, first)
    );
    ALTER TABLE {0}.pieces ALTER leaves SET STORAGE EXTERNAL, ALTER entries SET STORAGE EXTERNAL;
    CREATE TABLE IF NOT EXISTS {0}.nodes (
        journal bigint NOT NULL,
        level bigint NOT NULL,
        number bigint NOT NULL,
        hash bytea NOT NULL,
        PRIMARY KEY (journal, level, number)
    );
    CREATE TABLE IF NOT EXISTS {0}.minimums (
        journal bigint PRIMARY KEY,
        minimum bigint NOT NULL,
        note text NOT NULL
    );
    CREATE TABLE IF NOT EXISTS {0}.format (version text NOT NULL);
    UPDATE {0}.format SET version = '{1}' WHERE version = '1';
    INSERT INTO {0}.format SELECT '{1}' WHERE NOT EXISTS (SELECT FROM {0}.format))";

// The swap of the head is the condition of everything else, and one statement is one transaction: one round trip.
// Whoever waits here for another's swap sees its outcome, for the row is looked at again then.
constexpr std::string_view propose = R"(
    WITH swapped AS (
        UPDATE {0}.heads SET size = $6, root = $7
        WHERE journal = $1 AND size = $2 AND root = $3 AND epoch = $4 {1}
        RETURNING journal),
    laid AS (
        INSERT INTO {0}.pieces (journal, first, proposal, leaves, entries)
        SELECT journal, piece.first, $5, piece.leaves, piece.entries
        FROM swapped, unnest($8::bigint[], $9::bytea[], $10::bytea[]) AS piece (first, leaves, entries)),
    hashed AS (
        INSERT INTO {0}.nodes (journal, level, number, hash)
        SELECT journal, node.level, node.number, node.hash
        FROM swapped, unnest($11::bigint[], $12::bigint[], $13::bytea[]) AS node (level, number, hash))
    SELECT count(*) FROM swapped)";
constexpr std::string_view standby_is_set =
    "AND current_setting('synchronous_standby_names') <> ''";

// No piece reaches over the end of a bundle, so the piece of an entry begins in the entry's own bundle.
constexpr std::string_view pieces = R"(
    SELECT first, leaves, entries FROM {0}.pieces
    WHERE journal = $1 AND first < $3::bigint AND first >=
        (SELECT max(first) FROM {0}.pieces WHERE journal = $1 AND first <= $2::bigint)
    ORDER BY first LIMIT $4::bigint)";

bool is_schema(std::string_view name) {
    auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    return !name.empty() && name.size() <= longest_schema && letter(name.front()) &&
           !name.starts_with("pg_") &&
           std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

} // namespace tables

Outcome usable_schema(const std::string& name) {
    if (tables::is_schema(name)) return {};
    return Failure{Kind::invalid,
                   "A schema for journals is named with lower-case letters, digits and _, and has "
                   "at most " +
                       grouped(tables::longest_schema) + " of them",
                   name};
}

Result<Tables> Tables::in(const PostgresOptions& options) {
    TRY(usable_schema(options.schema));
    return Tables(options.schema, options.identity.origin, options.standby);
}

Tables::Tables(std::string schema, std::string origin, Standby standby)
    : schema_(std::move(schema)), origin_(std::move(origin)), standby_(standby) {
    auto text = [&](std::string_view pattern) {
        return fmt::format(fmt::runtime(pattern), schema_);
    };
    exists_ = {"exists", "SELECT count(*) FROM pg_tables "
                         "WHERE schemaname = $1::text AND tablename IN ('minimums', 'format')"};
    version_ = {"version", text("SELECT version FROM {0}.format")};
    begin_ = {"begin", text("INSERT INTO {0}.heads (origin, vkeys, size, root) "
                            "SELECT $1, $2, 0, $3 WHERE NOT EXISTS "
                            "(SELECT FROM {0}.heads WHERE origin = $1) "
                            "ON CONFLICT (origin) DO NOTHING")};
    take_keys_ = {"take_keys", text("UPDATE {0}.heads SET vkeys = $2 WHERE journal = $1")};
    head_ = {"head", text("SELECT journal, size, root, epoch, vkeys, "
                          "current_setting('synchronous_standby_names') "
                          "FROM {0}.heads WHERE origin = $1")};
    propose_ = {"propose", fmt::format(fmt::runtime(tables::propose), schema_,
                                       standby == Standby::demanded ? tables::standby_is_set : "")};
    begin_epoch_ = {"begin_epoch",
                    text("UPDATE {0}.heads SET epoch = epoch + 1 WHERE journal = $1")};
    // A transaction that writes waits for the standby, and what stands before it in the write-ahead log is there then.
    // This writes without touching a row, so it waits for nobody else.
    make_sure_ = {"make_sure", "SELECT pg_logical_emit_message(true, 'vienreiz', '')"};
    proposal_at_ = {"proposal_at",
                    text("SELECT proposal FROM {0}.pieces WHERE journal = $1 AND first = $2")};
    pieces_ = {"pieces", text(tables::pieces)};
    leaves_ = {"leaves", text("SELECT first, leaves FROM {0}.pieces WHERE journal = $1 "
                              "AND first >= $2 AND first < $3 ORDER BY first")};
    nodes_ = {"nodes", text("SELECT number, hash FROM {0}.nodes WHERE journal = $1 AND level = $4 "
                            "AND number >= $2 AND number < $3 ORDER BY number")};
    minimum_ = {"minimum", text("SELECT note FROM {0}.minimums WHERE journal = $1")};
    raise_minimum_ = {"raise_minimum",
                      text("INSERT INTO {0}.minimums AS kept (journal, minimum, note) "
                           "VALUES ($1, $2, $3) ON CONFLICT (journal) "
                           "DO UPDATE SET minimum = EXCLUDED.minimum, note = EXCLUDED.note "
                           "WHERE kept.minimum < EXCLUDED.minimum RETURNING minimum")};
    // Not within the proposal: whoever notifies holds a lock of the whole server until its commit is over, and all
    // journals would wait for one another's standby.
    tell_ = {"tell", "SELECT pg_notify($1, $2), current_setting('synchronous_standby_names')"};
    standbys_ = {"standbys", "SELECT current_setting('synchronous_standby_names')"};
}

std::string Tables::where() const { return fmt::format("journal {}, ", origin_); }
std::string Tables::place(Index index) const { return fmt::format("{}entry {}", where(), index); }
std::string Tables::channel() const { return fmt::format("{}_{}", schema_, journal_); }

Outcome Tables::make_schema(Connection& on, Deadline until) const {
    auto there = TRY(on.run(exists_, Parameters().text(schema_), until));
    // Only when it is missing: whoever may use a schema need not be allowed to make one.
    if (there.number(0, 0) < 2)
        TRY(on.run(fmt::format(fmt::runtime(tables::make), schema_, tables::version), until));
    auto version = TRY(on.run(version_, Parameters(), until));
    if (version.count() != 1 || version.text(0, 0) != tables::version)
        return Failure{Kind::conflict,
                       "The journals in this schema were written by another version of the program",
                       schema_};
    return {};
}

Outcome Tables::join(Connection& on, std::span<const std::string> vkeys, Deadline until) {
    TRY(make_schema(on, until));
    auto keys = journal::to_note(vkeys);
    auto root = journal::empty_root();
    TRY(on.run(begin_, Parameters().text(origin_).text(keys).bytea(root), until));
    return take_row(on, vkeys, until);
}

Outcome Tables::find(Connection& on, std::span<const std::string> vkeys, Deadline until) {
    TRY(make_schema(on, until));
    return take_row(on, vkeys, until);
}

Outcome Tables::take_row(Connection& on, std::span<const std::string> vkeys, Deadline until) {
    auto keys = journal::to_note(vkeys);
    auto found = TRY(on.run(head_, Parameters().text(origin_), until));
    if (found.count() != 1)
        return Failure{Kind::missing, "The database knows no journal of this origin", origin_};
    journal_ = found.number(0, 0);
    bool noted = TRY(journal::are_noted(vkeys, found.text(0, 4), schema_ + ".heads"));
    if (!noted) TRY(on.run(take_keys_, Parameters().bigint(journal_).text(keys), until));
    return {};
}

// Asked for after every commit as well: when the setting is emptied, PostgreSQL ends the wait of all that wait for the
// standby, and warns nobody.
Outcome Tables::standby_is_named(const Rows& rows, int column) const {
    if (standby_ == Standby::not_demanded || !rows.text(0, column).empty()) return {};
    return Failure{Kind::unavailable,
                   "A synchronous standby is demanded and the database waits for none: set "
                   "synchronous_standby_names there",
                   schema_};
}

Result<Head> Tables::head(Connection& on, Deadline until) const {
    auto found = TRY(on.run(head_, Parameters().text(origin_), until));
    if (found.count() != 1)
        return Failure{Kind::corrupt, "The database no longer knows this journal", origin_};
    TRY(standby_is_named(found, 5));
    return Head{{found.number(0, 1), found.hash(0, 2)}, found.number(0, 3)};
}

std::expected<bool, Trouble> Tables::propose(Connection& on, const Proposal& proposal,
                                             Deadline until) const {
    std::vector<std::uint64_t> firsts, levels, numbers;
    std::vector<ByteView> leaves, entries, hashes;
    for (const auto& piece : proposal.pieces) {
        firsts.push_back(piece.first);
        leaves.emplace_back(piece.leaves);
        entries.emplace_back(piece.entries);
    }
    for (const auto& node : proposal.nodes) {
        levels.push_back(node.level);
        numbers.push_back(node.number);
        hashes.emplace_back(node.hash);
    }
    Parameters values;
    values.bigint(journal_).bigint(proposal.on.size).bytea(proposal.on.root);
    values.bigint(proposal.epoch).bytea(proposal.id);
    values.bigint(proposal.edge.size()).bytea(proposal.edge.root());
    values.bigints(firsts).byteas(leaves).byteas(entries);
    values.bigints(levels).bigints(numbers).byteas(hashes);
    auto done = on.run(propose_, values, until);
    if (!done) return std::unexpected(done.error());
    if (done->number(0, 0) == 0) return false;
    auto told = on.run(
        tell_, Parameters().text(channel()).text(std::to_string(proposal.edge.size())), until);
    if (!told) return std::unexpected(Trouble{told.error(), true});
    if (auto named = standby_is_named(*told, 1); !named)
        return std::unexpected(Trouble{named.error(), true});
    return true;
}

Outcome Tables::begin_epoch(Connection& on, Deadline until) const {
    TRY(on.run(begin_epoch_, Parameters().bigint(journal_), until));
    return {};
}

Outcome Tables::make_sure(Connection& on, Deadline until) const {
    TRY(on.run(make_sure_, Parameters(), until));
    auto standbys = TRY(on.run(standbys_, Parameters(), until));
    return standby_is_named(standbys, 0);
}

Result<std::optional<Bytes>> Tables::proposal_at(Connection& on, Index first,
                                                 Deadline until) const {
    auto found = TRY(on.run(proposal_at_, Parameters().bigint(journal_).bigint(first), until));
    if (found.count() == 0) return std::optional<Bytes>();
    auto id = found.bytea(0, 0);
    return std::optional(Bytes(id.begin(), id.end()));
}

Outcome Tables::pieces(Connection& on, Index from, Index to, const EachPiece& each,
                       Deadline until) const {
    Parameters values;
    values.bigint(journal_).bigint(from).bigint(to).bigint(tables::pieces_at_once);
    auto found = TRY(on.run(pieces_, values, until));
    for (std::size_t row = 0; row < found.count(); ++row)
        if (auto one = each(found.number(row, 0), found.bytea(row, 1), found.bytea(row, 2)); !one)
            return within(std::move(one).error(), where());
    return {};
}

Result<Bytes> Tables::tile(Connection& on, unsigned level, std::uint64_t number, unsigned width,
                           Deadline until) const {
    auto first = number * journal::tile_width;
    Parameters values;
    values.bigint(journal_).bigint(first).bigint(first + width);
    if (level > 0) values.bigint(level);
    auto found = TRY(on.run(level == 0 ? leaves_ : nodes_, values, until));
    Bytes out;
    for (std::size_t row = 0; row < found.count(); ++row) {
        if (found.number(row, 0) != first + out.size() / sizeof(Hash)) break;
        auto hashes = found.bytea(row, 1);
        out.insert(out.end(), hashes.begin(), hashes.end());
    }
    out.resize(std::min(out.size(), width * sizeof(Hash)));
    return out;
}

Result<std::optional<std::string>> Tables::minimum(Connection& on, Deadline until) const {
    auto found = TRY(on.run(minimum_, Parameters().bigint(journal_), until));
    if (found.count() == 0) return std::optional<std::string>();
    return std::optional(std::string(found.text(0, 0)));
}

Result<bool> Tables::raise_minimum(Connection& on, const journal::StatedMinimum& stated,
                                   Deadline until) const {
    Parameters values;
    values.bigint(journal_).bigint(stated.minimum.index).text(stated.note);
    return TRY(on.run(raise_minimum_, values, until)).count() == 1;
}

Outcome Tables::listen(Connection& on, Deadline until) const {
    TRY(on.run("LISTEN " + channel(), until));
    return {};
}

} // namespace vienreiz::postgres
