// What one caller may get of one dataset: found once, then remembered by each thread until any event happens.
#pragma once

#include "capabilities/distribution/quotas.hpp"
#include "capabilities/distribution/versions.hpp"
#include "platform/node.hpp"
#include "query/condition.hpp"

#include <algorithm>
#include <array>

namespace vienreiz::distribution {

struct Grant {
    catalogue::Dataset dataset;
    Version version;
    std::shared_ptr<const store::Dataset> rows;
    std::optional<agreements::Compiled> agreement; // none: open data, or the steward's own
    std::shared_ptr<Quota> quota;                  // with an agreement
    bool recorded = true;                          // false for open data
    query::Condition agreed;                       // of rows within it
    std::vector<std::size_t> columns;              // to be given out, in order
    std::vector<std::size_t> askable;              // that may be, and be asked by
    std::vector<std::string> openings;             // `{"regcode":`, `,"name":`, ... one a column
    // Hold a person's code, whether given out or not; none where nothing is recorded.
    std::vector<std::size_t> person_columns;
    std::size_t key = 0;
    std::array<std::string, 4> etags; // by Format
    std::string record_opening;       // of AnswerGiven, as far as it is the same for every answer
    std::string record_end;           // `,"node":"b"`, in a cluster
    std::uint64_t most_rows = 0;      // in one answer

    [[nodiscard]] bool covers(const store::Row& row) const {
        return !agreement || !agreement->filter_column ||
               agreement->covers(row.cell(*agreement->filter_column));
    }
    [[nodiscard]] bool is_of_people(std::size_t column) const {
        return std::ranges::find(person_columns, column) != person_columns.end();
    }
    [[nodiscard]] bool is_askable(std::size_t column) const {
        return column == key || std::ranges::find(askable, column) != askable.end();
    }
    // Within the term and the day's quota; counts one answer.
    [[nodiscard]] Outcome admit(Instant at) const;
    // The same, and counts nothing.
    [[nodiscard]] Outcome may_admit(Instant at) const;

private:
    [[nodiscard]] Failure used_up(Day today, Instant at) const;
};

struct GrantQuery {
    std::string_view dataset;
    std::string_view agreement; // empty: the only one
    std::string_view fields;    // comma-separated; empty: all that may be given
    std::string_view version;   // empty: the current one
    std::string_view
        as_of; // the one that was current then: an instant, or a day, which means its end
};

class Grants {
public:
    Grants(platform::Node& node, Versions& versions)
        : node_(node), versions_(versions),
          quotas_(node.folder("quotas.json"),
                  node.options.cluster ? Quotas::Answers::a_cluster : Quotas::Answers::this_node) {}
    // Before the first request: the answers that were given today already.
    Outcome count_quotas() { return quotas_.count(*node_.access, riga_day(node_.now())); }
    // And those that other nodes have given since.
    Outcome follow_quotas();
    Outcome keep_quotas() { return quotas_.keep(*node_.access, riga_day(node_.now())); }
    Result<std::shared_ptr<const Grant>> find(const platform::Ask& ask, const GrantQuery& query);

private:
    Result<Grant> make(const platform::Caller& caller, const store::Snapshot& view,
                       const GrantQuery& query);

    platform::Node& node_;
    Versions& versions_;
    Quotas quotas_;
};

} // namespace vienreiz::distribution
