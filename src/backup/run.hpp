// Writing one run into a backup store. Only what the store does not hold yet is encrypted and written: which pieces
// that are, this machine remembers in a file of its own, for what is encrypted to somebody else cannot be compared.
//
// The file of known pieces, one for each store and list of recipients: a line a piece,
//
//   <SHA-256 of what was encrypted, hex> <the piece's name>
//
// added when the piece is durable. It tells nothing that the node's own files do not; without it all is written anew,
// and a line that was torn is passed over.
#pragma once

#include "backup/manifest.hpp"
#include "backup/store.hpp"

#include <map>

namespace vienreiz::backup {

struct RunOptions {
    std::shared_ptr<journal::Disk> disk;
    Path store;
    Path known_folder; // where files of known pieces lie; made when it is not there
    std::vector<crypto::age::Recipient> recipients;
    Instant at; // names the run
};

struct RunResult {
    std::string name;
    std::uint64_t files, bytes;          // of the run
    std::uint64_t new_pieces, new_bytes; // encrypted and written by it
    std::uint64_t lost_pieces;           // that the store held once, and no more: written again
};

class Run {
public:
    static Result<Run> begin(RunOptions options);

    // The first so many bytes of a file, or all of it as it is now. Kind::missing when it is not there; Kind::corrupt
    // when it is shorter. `path`: below the folder that is backed up.
    Outcome add_file(std::string path, const Path& from,
                     std::optional<std::uint64_t> first_bytes = {});
    Outcome add(std::string path, ByteView content);
    void add(KeptJournal journal) { manifest_.journals.push_back(std::move(journal)); }
    // Only now is it a run.
    Result<RunResult> finish();

private:
    Run(RunOptions options, StoreWriter writer)
        : options_(std::move(options)), writer_(std::move(writer)) {}
    Outcome read_known();
    Result<std::string> piece_of(ByteView plain);

    RunOptions options_;
    StoreWriter writer_;
    Manifest manifest_;
    RunResult result_{};
    std::map<crypto::Hash, std::string> known_; // what was encrypted, and the piece it is in
    std::unique_ptr<journal::File> known_file_;
    std::uint64_t known_bytes_ = 0;
};

} // namespace vienreiz::backup
