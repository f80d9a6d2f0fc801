// The journal's engine over PostgreSQL 15 and later: several machines keep the entries, and several
// nodes may propose to one journal at once. What is guaranteed, and why, stands in README.md.
#pragma once

#include "journal/minimum_index.hpp"

#include <chrono>

namespace vienreiz::postgres {

// Whether every batch must be on a second machine before it is acknowledged.
enum class Standby { demanded, not_demanded };

struct PostgresOptions {
    // As libpq takes it, with all hosts that may become the primary:
    // "host=a,b port=5432,5432 dbname=journals user=vienreiz password=…", or postgresql://…
    std::string address;
    journal::Identity identity;
    std::string schema = "vienreiz"; // lower-case letters, digits and _; made when it is not there
    Standby standby = Standby::demanded;
    std::chrono::milliseconds patience = std::chrono::seconds(30); // append() waits so long at most
    unsigned readers = 4; // sessions for readers, at most; one more appends, one follows
};

// Opens the journal of that origin, or begins it. Besides what journal::Journal says of append(): Kind::unavailable
// while takes_entries() fails as well means that it is not known yet whether the batch was kept. It is found out before
// anything else is appended, and said in the diagnostics; its writer has to look for it.
//
// Kind::invalid: the options. Kind::unavailable: no server takes writes, or none has a standby where one is demanded.
// Kind::conflict: the origin's journal there has other keys, or the schema is of another version. Kind::corrupt: the
// tree there is not the one its head names.
Result<std::unique_ptr<journal::Journal>> open_postgres(PostgresOptions options);

// Of the journal of that origin, from now on and at every node that has it open, within seconds. Kind::missing: there
// is none. Kind::conflict: it has other keys, or the index would be lowered. Kind::invalid: it has fewer entries.
Result<journal::StatedMinimum> raise_minimum_index(const PostgresOptions& options,
                                                   journal::Index index, Instant since);

} // namespace vienreiz::postgres
