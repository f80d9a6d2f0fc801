// The change feed of a dataset: what became of each row from version to version, in the terms of a grant. It is worked
// out of the two versions when it is asked for, so that a grant as it is today holds for all of the past.
#pragma once

#include "capabilities/distribution/cursor.hpp"
#include "capabilities/distribution/people.hpp"
#include "capabilities/distribution/questions.hpp"

#include <mutex>
#include <unordered_map>

namespace vienreiz::distribution {

// As CloudEvents 1.0 have it in JSON (§2 of the JSON event format); `cursor` and `version` are extension attributes.
struct ChangeEvent {
    std::string specversion; // "1.0"
    std::string id;          // with the source, names this change of this row for good
    std::string source;      // the dataset
    std::string type;        // lv.vienreiz.row.inserted, .updated, .deleted
    std::string subject;     // the row's key
    Instant time;            // of the version
    std::uint64_t version = 0;
    std::string cursor;                                     // to go on behind this change
    std::optional<std::map<std::string, json::Value>> data; // the row; none of a deleted one
};
BOOST_DESCRIBE_STRUCT(ChangeEvent, (),
                      (specversion, id, source, type, subject, time, version, cursor, data))

struct ChangesWanted {
    std::string dataset, agreement, fields;
    std::optional<Cursor> after; // none: from the current version on
    std::uint64_t limit = 0;     // 0: not said
    Format format = Format::json;
    // Of several versions passed at once, one change a key.
    enum class Detail : bool { every_version, compacted };
    Detail detail = Detail::every_version;
    std::chrono::seconds wait{0};
};
Result<ChangesWanted> changes_wanted(const http::Request& request, const DatasetId& dataset);

// Up to one version's end: the same for all who may have the same.
struct ChangePage {
    std::string body;
    std::uint64_t events = 0, looked_at = 0;
    People people;
    Cursor end;
};

// What one answer holds.
struct Changed {
    std::shared_ptr<const Grant> grant;     // in the version that `page` leads to
    std::shared_ptr<const ChangePage> page; // null: nothing that may be seen has changed
    Cursor end;
    bool is_all = false; // there is no version behind `end`
};

class Changes {
public:
    Changes(platform::Node& node, Versions& versions, Grants& grants)
        : node_(node), versions_(versions), grants_(grants) {}

    // Counts nothing and records nothing: an answer that holds events is admitted by its grant, and recorded.
    Result<Changed> behind(const platform::Ask& ask, const ChangesWanted& wanted);
    // Where to take all rows instead, when the place is one of versions that are no more.
    std::optional<Failure> is_gone(const ChangesWanted& wanted) const;

private:
    Result<std::shared_ptr<const ChangePage>> page(const platform::Ask& ask, const Grant& grant,
                                                   const ChangesWanted& wanted, const Cursor& from);

    platform::Node& node_;
    Versions& versions_;
    Grants& grants_;
    // Many follow the same dataset under the same terms, and all ask at once when a version is published.
    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<const ChangePage>> pages_;
};

} // namespace vienreiz::distribution
