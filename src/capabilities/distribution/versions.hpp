// The versions on this node's disk: opened once, shared by all who read them, removed when nothing names them.
#pragma once

#include "capabilities/distribution/view.hpp"

#include <map>
#include <mutex>

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
    explicit Versions(std::filesystem::path folder) : folder_(std::move(folder)) {}

    [[nodiscard]] std::filesystem::path path(const std::string& version) const {
        return folder_ / version;
    }
    Result<std::shared_ptr<const store::Dataset>> open(const std::string& version);
    // At start: what an interrupted publication left behind.
    Outcome remove_all_but(const std::vector<std::string>& named);

private:
    std::filesystem::path folder_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const store::Dataset>> opened_;
};

} // namespace vienreiz::distribution
