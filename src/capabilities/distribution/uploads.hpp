// Files on their way in, part by part, so that a broken line loses one part and not the file.
//
//   <data>/uploads/<id>/upload.json   Upload: whose, for which dataset
//   <data>/uploads/<id>/file          what has arrived; its size is the offset to go on from
//   <data>/uploads/<id>/draft.json    DraftedDataset, once a draft was asked for
//   <data>/uploads/<id>/sealed        there from its first publication on: nothing more is appended
//   <data>/uploads/<id>/rejects.csv   what did not fit, once it was read
//
// An upload nobody touched for a day is removed.
#pragma once

#include "capabilities/distribution/model.hpp"

#include <filesystem>
#include <mutex>

namespace vienreiz::distribution {

struct Upload {
    std::string id;
    DatasetId dataset;
    InstitutionId institution;
    std::string by;
    Instant since;
    std::optional<std::string> file{}; // as its owner calls it; for showing only
};
BOOST_DESCRIBE_STRUCT(Upload, (), (id, dataset, institution, by, since, file))

class Uploads {
public:
    explicit Uploads(std::filesystem::path folder) : folder_(std::move(folder)) {}

    Outcome begin(const Upload& upload);
    // Its file is for another dataset than was said; a draft of it is forgotten.
    Outcome assign(const Upload& upload);
    [[nodiscard]] Result<Upload> find(std::string_view id) const;
    [[nodiscard]] Result<std::uint64_t> offset(std::string_view id) const;
    // Kind::conflict unless `offset` is where the file ends: a part sent twice is told so and changes nothing.
    // Nor once it is sealed. Gives the new offset; durable when it returns.
    Result<std::uint64_t> append(std::string_view id, std::uint64_t offset, std::string_view part);
    Result<std::uint64_t> append_file(std::string_view id, std::uint64_t offset,
                                      const std::filesystem::path& part);
    // The same of `length` bytes from `from` on: a file that lies within a posted form.
    Result<std::uint64_t> append_file(std::string_view id, std::uint64_t offset,
                                      const std::filesystem::path& part, std::uint64_t from,
                                      std::uint64_t length);
    // What is read for a publication stays what it was: from now on nothing is appended.
    Outcome seal(std::string_view id);
    void remove(std::string_view id);
    void remove_older_than(Instant at);
    [[nodiscard]] std::filesystem::path file(std::string_view id) const {
        return folder_ / id / "file";
    }
    [[nodiscard]] std::filesystem::path draft(std::string_view id) const {
        return folder_ / id / "draft.json";
    }
    [[nodiscard]] std::filesystem::path rejects(std::string_view id) const {
        return folder_ / id / "rejects.csv";
    }

private:
    [[nodiscard]] std::filesystem::path sealed(std::string_view id) const {
        return folder_ / id / "sealed";
    }
    std::filesystem::path folder_;
    std::mutex writing_; // one part at a time; parts are short
};

} // namespace vienreiz::distribution
