// What one run holds: a JSON object, in the order of these members, encrypted as a whole.
//
//   {"format":"vienreiz-backup/1","made":"2026-11-22T03:15:00.123456Z",
//    "journals":[{"name":"main","origin":"data.example.lv/journals/main","entries":4711,"root":"<base64>"}],
//    "files":[{"path":"keys/journal-main.pem","bytes":119,"sha256":"<hex>","pieces":["<hex>"]}]}
//
// A file is its pieces one after another, decrypted: 4 MiB each (limits::backup_piece) but the last. An empty file has
// none. Paths are relative to the node's data folder, their parts between slashes.
#pragma once

#include "base/json.hpp"

namespace vienreiz::backup {

// A journal as it stood when the run was made: what its restored entries must make again.
struct KeptJournal {
    std::string name, origin;
    std::uint64_t entries = 0;
    std::string root; // base64
};
BOOST_DESCRIBE_STRUCT(KeptJournal, (), (name, origin, entries, root))

struct KeptFile {
    std::string path;
    std::uint64_t bytes = 0;
    std::string sha256;
    std::vector<std::string> pieces;
};
BOOST_DESCRIBE_STRUCT(KeptFile, (), (path, bytes, sha256, pieces))

struct Manifest {
    std::string format = "vienreiz-backup/1";
    Instant made{};
    std::vector<KeptJournal> journals;
    std::vector<KeptFile> files;
};
BOOST_DESCRIBE_STRUCT(Manifest, (), (format, made, journals, files))

std::uint64_t bytes_in(const Manifest& manifest); // of all files
// Kind::corrupt unless it is one, and names files below its own folder only.
Result<Manifest> manifest_from(std::string_view json);

} // namespace vienreiz::backup
