// Versions of datasets, and the record of every answer.
#pragma once

#include "capabilities/agreements/api.hpp"
#include "store/dataset.hpp"

namespace vienreiz::distribution {

struct Version {
    std::uint64_t number = 0; // 1, 2, 3, ...
    std::string folder;       // under <data>/versions
    std::string hash;         // of the rows: shown_hash() in versions.hpp
    std::uint64_t rows = 0;
    std::uint64_t rejected = 0;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(Version, (), (number, folder, hash, rows, rejected, at))

struct PublishVersion { // the folder is whole and synced
    DatasetId dataset;
    std::string folder, hash;
    std::uint64_t rows = 0, rejected = 0;
};
BOOST_DESCRIBE_STRUCT(PublishVersion, (), (dataset, folder, hash, rows, rejected))

struct CorrectDescription { // before anything is published; afterwards: catalogue::ReviseDataset
    catalogue::Dataset dataset;
};
BOOST_DESCRIBE_STRUCT(CorrectDescription, (), (dataset))

struct VersionPublished {
    static constexpr std::string_view type = "distribution.VersionPublished";
    DatasetId dataset;
    Version version;
};
BOOST_DESCRIBE_STRUCT(VersionPublished, (), (dataset, version))

enum class Asked { key, keys, filter, page, bulk, changes };
BOOST_DESCRIBE_ENUM(Asked, key, keys, filter, page, bulk, changes)

// Where the tags stand of more persons than an entry of the journal holds (people_file.hpp).
struct PeopleFile {
    std::string people; // hex SHA-256 of the file
    std::uint64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(PeopleFile, (), (people, count))

// In the access journal, before the answer leaves.
struct AnswerGiven {
    static constexpr std::string_view type = "distribution.AnswerGiven";
    std::optional<AgreementId> agreement;  // none: the steward asked its own data
    std::optional<std::uint32_t> revision; // of the agreement's terms
    InstitutionId institution;             // who asked
    DatasetId dataset;
    std::uint64_t version = 0;
    Asked asked = Asked::key;
    std::uint64_t rows = 0;
    std::string answer;                             // hex SHA-256 of the body
    std::optional<std::vector<std::string>> people; // keyed tags of the persons in the answer
    std::optional<PeopleFile> people_file;          // instead, of a download that holds many
    std::optional<std::string> node;                // of a cluster: the member that answered
};
BOOST_DESCRIBE_STRUCT(AnswerGiven, (),
                      (agreement, revision, institution, dataset, version, asked, rows, answer,
                       people, people_file, node))

} // namespace vienreiz::distribution
