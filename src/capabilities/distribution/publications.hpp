// Publications under way and lately ended: an uploaded file, or rows that were pushed, on their way to a version.
#pragma once

#include "base/limits.hpp"
#include "capabilities/distribution/batch.hpp"
#include "capabilities/distribution/uploads.hpp"
#include "capabilities/distribution/versions.hpp"
#include "platform/node.hpp"

#include <deque>

namespace vienreiz::distribution {

enum class Stage { waiting, reading, published, failed };
BOOST_DESCRIBE_ENUM(Stage, waiting, reading, published, failed)

// What a steward sees of one. Kept in memory: after a restart the version is there, or the upload still is.
struct Publication {
    std::string id; // the upload's, or its own where rows were pushed
    DatasetId dataset;
    Stage stage = Stage::waiting;
    std::uint64_t bytes = 0, of = 0, rows = 0, rejected = 0;
    std::optional<std::uint64_t> version;
    std::optional<std::uint64_t> entry;      // of the main journal
    std::optional<std::string> failure;      // a sentence
    std::vector<std::string> unused;         // columns nobody asked for
    std::optional<table::WrittenAs> written; // how the file is read, once that is known
    Instant since;
    std::optional<std::string> file; // as its owner calls it
};
BOOST_DESCRIBE_STRUCT(Publication, (),
                      (id, dataset, stage, bytes, of, rows, rejected, version, entry, failure,
                       unused, written, since, file))

struct PublishUpload {
    std::string upload;
    Rejects rejects = Rejects::refuse;
    table::WrittenAs written{};
};

class Publications {
public:
    Publications(platform::Node& node, Uploads& uploads, Versions& versions)
        : node_(node), uploads_(uploads), versions_(versions) {}

    // Queues it; one runs at a time. Kind::conflict when this upload is being published already.
    Outcome start(const platform::Caller& caller, const PublishUpload& wish);
    // The same with changes to the version that is current when it is this one's turn. Gives the publication's id.
    Result<std::string> start(const platform::Caller& caller, const DatasetId& dataset,
                              Batch batch);
    [[nodiscard]] Result<Publication> find(std::string_view id) const;
    [[nodiscard]] std::vector<Publication> of(const DatasetId& dataset) const;
    [[nodiscard]] std::vector<Publication> all() const;

private:
    struct Entry {
        Publication told;
        Progress progress;
    };
    // Reads the rows into a new version. `on_top_of`: the version they are a change of, which must be the current one
    // still when the new one is entered.
    struct Rows {
        Reading reading;
        std::optional<std::uint64_t> on_top_of{};
    };
    using ReadRows = std::function<Result<Rows>(Entry& entry, const catalogue::Dataset& dataset,
                                                const std::filesystem::path& version)>;

    Result<Rows> read_upload(Entry& entry, const PublishUpload& wish,
                             const catalogue::Dataset& dataset,
                             const std::filesystem::path& version);
    Result<Rows> merge(Entry& entry, const Batch& batch, const catalogue::Dataset& dataset,
                       const std::filesystem::path& version);
    Outcome queue(const std::shared_ptr<Entry>& entry);
    void run(const std::shared_ptr<Entry>& entry, const platform::Caller& caller,
             const ReadRows& read);
    Result<platform::Written> publish(Entry& entry, const platform::Caller& caller,
                                      const ReadRows& read);
    [[nodiscard]] Publication snapshot(const Entry& entry) const;

    platform::Node& node_;
    Uploads& uploads_;
    Versions& versions_;
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Entry>, std::less<>> entries_;
    std::deque<std::string> ended_; // the oldest is forgotten
    // Its own: a long file must not hold up other work.
    platform::Workers worker_{1, limits::work_waiting};
};

} // namespace vienreiz::distribution
