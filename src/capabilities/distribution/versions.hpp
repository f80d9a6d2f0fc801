// The versions on this node's disk: opened once, shared by all who read them, removed when nothing names them. The
// nodes of a cluster bring one another's by way of the shelf.
#pragma once

#include "capabilities/distribution/view.hpp"
#include "platform/node.hpp"
#include "platform/workers.hpp"
#include "store/version_changes.hpp"

#include <map>
#include <mutex>
#include <set>
#include <stop_token>

namespace vienreiz::distribution {

// The description with its fields in the order of a version's columns: a field's position is then its cell's. A version
// may be older than the description. What it has not got, or holds as another type, stands behind its columns; a column
// of it that is described no more is closed.
catalogue::Dataset in_order_of(const std::vector<store::Column>& columns,
                               catalogue::Dataset dataset);

// What a version tells of its rows to anybody: their SHA-256 (store/dataset.hpp) where everybody may have all of them.
// Elsewhere the digest of a small register would betray its rows to whoever tries some out, so it is keyed with the
// node's own secret: "hmac-sha256:" and hexadecimal digits.
std::string shown_hash(const catalogue::Dataset& dataset, std::string_view hash,
                       const crypto::Tagger& secret);
inline bool is_keyed(std::string_view hash) { return hash.starts_with("hmac-sha256:"); }

class Versions {
public:
    explicit Versions(const platform::Node& node)
        : folder_(node.folder("versions")), shelf_(node.shelf.get()) {}
    ~Versions() { stopping_.request_stop(); }

    [[nodiscard]] std::filesystem::path path(const std::string& version) const {
        return folder_ / version;
    }
    // Kind::unavailable while it is on its way from another node. One whose columns are not indexed yet is, meanwhile.
    Result<std::shared_ptr<const store::Dataset>> open(const std::string& version);
    // What became of each row between two of them. Kind::unavailable while it is worked out, which takes seconds for
    // millions of rows: of a version that was published here it was before it serves.
    Result<std::shared_ptr<const store::VersionChanges>> changes(const std::string& before,
                                                                 const std::string& version);
    Outcome work_out_changes(const std::string& before, const std::string& version);
    [[nodiscard]] bool are_shared() const { return shelf_ != nullptr; }
    // For the other nodes, before any event names it; and if none ever will.
    Outcome share(const std::string& version);
    Outcome take_back(const std::string& version);
    // Brings what other nodes have shared since. One thread.
    Outcome bring();
    // At start: what an interrupted publication left behind.
    Outcome remove_all_but(const std::vector<std::string>& named);

private:
    void work_out_behind(const std::string& before, const std::string& version);
    void index(const std::string& version, std::shared_ptr<const store::Dataset> rows);

    std::filesystem::path folder_;
    postgres::Shelf* shelf_; // null: this node is alone
    postgres::Shelf::Mark heard_ = 0;
    std::set<std::string> to_bring_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const store::Dataset>> opened_;
    std::map<std::string, std::shared_ptr<const store::VersionChanges>> changes_; // by both names
    std::set<std::string> worked_out_;                                            // just now
    std::stop_source stopping_;
    platform::Workers indexing_{1, limits::work_waiting}; // last: it uses what stands above
};

} // namespace vienreiz::distribution
