// The statements of the engine: what is asked of the database, and how its rows become ours. The tables
// are described in README.md.
#pragma once

#include "postgres/connection.hpp"
#include "postgres/postgres.hpp"
#include "postgres/proposal.hpp"

namespace vienreiz::postgres {

struct Head {
    journal::TreeHead tree;
    std::uint64_t epoch = 0; // a proposal is taken only in the epoch it was made in
};

// Kind::invalid unless it can be one.
Outcome usable_schema(const std::string& name);

class Tables {
public:
    // Kind::invalid unless `schema` can be one.
    static Result<Tables> in(const PostgresOptions& options);

    // Makes the schema and the journal's row where they are not there yet, and finds that row. Once, before all below.
    Outcome join(Connection& on, std::span<const std::string> vkeys, Deadline until);
    // The same, and makes no row. Kind::missing when there is none.
    Outcome find(Connection& on, std::span<const std::string> vkeys, Deadline until);

    // Kind::unavailable when a standby is demanded and the server waits for none.
    Result<Head> head(Connection& on, Deadline until) const;
    // Whether the proposal was taken: then it is durable, and those that listen are told. Not, when the head is another
    // by now.
    std::expected<bool, Trouble> propose(Connection& on, const Proposal& proposal,
                                         Deadline until) const;
    // Begins another epoch. What was proposed in an earlier one has been taken when this ends, or never will be.
    Outcome begin_epoch(Connection& on, Deadline until) const;
    // When this ends, whatever could be read before it is durable, on the standby as well.
    Outcome make_sure(Connection& on, Deadline until) const;
    // Which proposal's batch begins with this entry. Nothing when none does.
    Result<std::optional<Bytes>> proposal_at(Connection& on, Index first, Deadline until) const;

    // Some pieces from that of entry `from` on, none beyond `to`; not more at once than some MiB.
    using EachPiece = std::function<Outcome(Index first, ByteView leaves, ByteView entries)>;
    Outcome pieces(Connection& on, Index from, Index to, const EachPiece& each,
                   Deadline until) const;
    // The hashes of a tile as far as they go without a gap, `width` at most.
    Result<Bytes> tile(Connection& on, unsigned level, std::uint64_t number, unsigned width,
                       Deadline until) const;

    // The note that states the journal's minimum index; nothing while it was never raised.
    Result<std::optional<std::string>> minimum(Connection& on, Deadline until) const;
    // Whether it was raised to this: not, when it is as high already.
    Result<bool> raise_minimum(Connection& on, const journal::StatedMinimum& stated,
                               Deadline until) const;

    Outcome listen(Connection& on, Deadline until) const;

    // For a Failure's place: which journal, and which entry of it.
    [[nodiscard]] std::string place(Index index) const;

private:
    Tables(std::string schema, std::string origin, Standby standby);
    [[nodiscard]] std::string where() const;
    Outcome make_schema(Connection& on, Deadline until) const;
    Outcome take_row(Connection& on, std::span<const std::string> vkeys, Deadline until);
    [[nodiscard]] std::string channel() const;
    [[nodiscard]] Outcome standby_is_named(const Rows& rows, int column) const;

    std::string schema_, origin_;
    Standby standby_;
    std::uint64_t journal_ = 0;
    Statement exists_, version_, begin_, take_keys_, head_, propose_, begin_epoch_, make_sure_,
        proposal_at_, pieces_, leaves_, nodes_, minimum_, raise_minimum_, tell_, standbys_;
};

} // namespace vienreiz::postgres
