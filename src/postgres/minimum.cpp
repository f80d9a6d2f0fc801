#include "postgres/minimum.hpp"

#include "postgres/tables.hpp"

namespace vienreiz::postgres {

Outcome Minimum::take(const std::optional<std::string>& note, const journal::VerifierKey& key) {
    if (!note || *note == this->note()) return {};
    auto stated = journal::verified_minimum_index(*note, {&key, 1});
    if (!stated)
        return Failure{Kind::corrupt, "What states the journal's minimum index is damaged",
                       key.name};
    if (stated->minimum.index <= index()) return {};
    std::lock_guard hold(mutex_);
    note_ = std::move(stated->note);
    index_ = stated->minimum.index;
    return {};
}

Result<journal::StatedMinimum> raise_minimum_index(const PostgresOptions& options,
                                                   journal::Index index, Instant since) {
    TRY(journal::usable(options.identity));
    auto tables = TRY(Tables::in(options));
    auto connection = TRY(Connection::open(options.address));
    auto until = Deadline::clock::now() + options.patience;
    journal::Signer signer(options.identity);
    TRY(tables.find(connection, signer.vkeys(), until));
    auto head = TRY(tables.head(connection, until));
    std::optional<journal::StatedMinimum> before;
    if (auto note = TRY(tables.minimum(connection, until)))
        before = TRY(journal::verified_minimum_index(*note, {&signer.key(), 1}));
    auto stated =
        TRY(journal::stated_minimum_index(options.identity, index, since, head.tree.size, before));
    bool raised = TRY(tables.raise_minimum(connection, stated, until));
    if (raised) return stated;
    return Failure{Kind::conflict, "Somebody else has raised the minimum index meanwhile"};
}

} // namespace vienreiz::postgres
