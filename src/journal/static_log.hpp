// Reading a journal that somebody publishes as static files (c2sp.org/tlog-tiles), whoever wrote
// them: another program, an observer's mirror, or this one.
#pragma once

#include "journal/checkpoint.hpp"
#include "journal/tiles.hpp"

#include <filesystem>
#include <functional>

namespace vienreiz::journal {

// Gets "tile/0/000.p/3" from wherever the files are; Kind::missing when there is none.
using Fetch = std::function<Result<Bytes>(const std::string& path)>;
Fetch fetch_from(std::filesystem::path folder);

using OnEntry = std::function<Outcome(std::uint64_t index, std::string_view entry)>;

// Verifies the checkpoint, every entry and every hash of every tile of its tree, and hands the
// entries over in order. The tree is proved only when this returns: until then an entry
// may be anyone's.
Result<Checkpoint> read_static_log(const Fetch& fetch, std::string_view checkpoint_note,
                                   std::span<const VerifierKey> known, const OnEntry& each);

} // namespace vienreiz::journal
