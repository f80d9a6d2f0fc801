#include "capabilities/distribution/grants.hpp"

#include "base/limits.hpp"
#include "capabilities/distribution/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace vienreiz::distribution {
namespace {

using platform::Caller;
using platform::Role;

Result<agreements::Agreement> agreement_for(const store::Snapshot& view, const Caller& caller,
                                            const GrantQuery& query) {
    auto active = agreements::active_for(view, caller.institution, {std::string(query.dataset)});
    if (!query.agreement.empty())
        std::erase_if(active, [&](const auto& one) { return one.id.text != query.agreement; });
    if (active.empty())
        return Failure{
            Kind::forbidden,
            query.agreement.empty()
                ? fmt::format("Your institution has no active agreement on {}; request one",
                              query.dataset)
                : fmt::format("The agreement {} is not active for your institution and {}",
                              query.agreement, query.dataset)};
    if (active.size() > 1) {
        std::string ids;
        for (const auto& one : active) ids += (ids.empty() ? "" : ", ") + one.id.text;
        return Failure{Kind::conflict,
                       fmt::format("Your institution has several agreements on {}; say which: {}",
                                   query.dataset, ids),
                       "agreement"};
    }
    return std::move(active.front());
}

// As enum Format names them (render.hpp).
constexpr std::array<std::string_view, 4> format_names{"json", "ndjson", "csv", "tsv"};

bool is_stewards_own(const Caller& caller, const catalogue::Dataset& dataset) {
    if (caller.institution != dataset.steward) return false;
    return caller.is_system() || caller.roles.has(Role::steward);
}

// By what right the caller gets anything of a dataset.
struct Right {
    enum class By : std::uint8_t { openness, stewardship, agreement };
    By by = By::openness;
    std::optional<agreements::Agreement> agreement{};
};

Result<Right> right_of(const Caller& caller, const catalogue::Dataset& dataset,
                       const store::Snapshot& view, const GrantQuery& query) {
    if (is_stewards_own(caller, dataset)) return Right{Right::By::stewardship};
    if (dataset.access == catalogue::DatasetAccess::open && query.agreement.empty()) return Right{};
    if (caller.sort == Caller::Sort::nobody)
        return Failure{Kind::unauthenticated,
                       "This dataset is restricted: ask with an access token"};
    if (!caller.is_system())
        return Failure{Kind::forbidden,
                       "Restricted data is asked for by systems, within an agreement"};
    auto agreement = TRY(agreement_for(view, caller, query));
    return Right{Right::By::agreement, std::move(agreement)};
}

query::Condition agreed_rows(const agreements::Compiled& agreement,
                             const catalogue::Dataset& dataset) {
    if (!agreement.filter_column) return {};
    return {.form = query::Filter::Form::test,
            .column = *agreement.filter_column,
            .type = dataset.fields[*agreement.filter_column].type,
            .relation = query::Relation::in,
            .values = agreement.filter_values};
}

// Which columns the caller may see at all, before it chooses among them.
Outcome allow(Grant& grant, const Right& right, Quotas& quotas) {
    const auto& fields = grant.dataset.fields;
    grant.recorded = right.by != Right::By::openness;
    if (right.by == Right::By::agreement) {
        grant.agreement = TRY(agreements::compile(*right.agreement, grant.dataset));
        grant.quota = quotas.of(grant.agreement->id.text);
        grant.agreed = agreed_rows(*grant.agreement, grant.dataset);
        grant.columns = grant.agreement->columns;
        grant.most_rows = grant.agreement->limits.rows_per_answer;
        return {};
    }
    bool own = right.by == Right::By::stewardship;
    for (std::size_t i = 0; i < grant.rows->summary().columns.size(); ++i)
        if (own || fields[i].access == catalogue::FieldAccess::open) grant.columns.push_back(i);
    grant.most_rows = limits::page_rows;
    return {};
}

Outcome choose(Grant& grant, std::string_view wanted) {
    grant.askable = grant.columns;
    if (wanted.empty()) return {};
    std::vector<std::size_t> chosen;
    for (auto name : split(wanted, ',')) {
        auto at = catalogue::position(grant.dataset, name);
        bool allowed = at && std::ranges::find(grant.columns, *at) != grant.columns.end();
        if (!allowed)
            return Failure{Kind::forbidden,
                           fmt::format("\"{}\" is not among the fields you may have", name),
                           "fields"};
        chosen.push_back(*at);
    }
    grant.columns = std::move(chosen);
    return {};
}

// The last moment that is meant.
Result<Instant> moment_of(std::string_view text) {
    if (auto day = day_from(text))
        return riga_midnight(*day + std::chrono::days(1)) - std::chrono::microseconds(1);
    if (auto instant = instant_from(text)) return *instant;
    return Failure{Kind::invalid, "as_of is a day, 2026-11-22, or an instant, 2026-11-22T10:00:00Z",
                   "as_of"};
}

Result<Version> version_as_of(const store::Snapshot& view, const DatasetId& dataset,
                              const GrantQuery& query) {
    if (!query.version.empty())
        return Failure{Kind::invalid, "Ask for a version or as of a time, not both", "as_of"};
    auto moment = TRY(moment_of(query.as_of));
    std::optional<Version> out;
    for (auto& version : versions(view, dataset))
        if (version.at <= moment && (!out || out->number < version.number)) out = version;
    if (out) return std::move(*out);
    return Failure{Kind::missing,
                   fmt::format("Nothing was published in {} yet at that time", dataset.text),
                   "as_of"};
}

Result<Version> version_for(const store::Snapshot& view, const GrantQuery& query) {
    DatasetId dataset{std::string(query.dataset)};
    auto current = current_version(view, dataset);
    if (!current)
        return Failure{Kind::missing, fmt::format("Nothing is published in {} yet", query.dataset)};
    if (!query.as_of.empty()) return version_as_of(view, dataset, query);
    if (query.version.empty()) return std::move(*current);
    auto wanted = number<std::uint64_t>(query.version);
    for (auto& version : versions(view, dataset))
        if (wanted == version.number) return version;
    return Failure{Kind::missing,
                   fmt::format("{} has no version {}; the current one is {}", query.dataset,
                               query.version, current->number),
                   "version"};
}

// What, besides the version, decides what the answer at one address holds: the terms in force (which fields and rows,
// how many at most), and the fields as they are open to this caller today. Not in clear: a tag may travel on.
std::string mark_of_terms(const Grant& grant) {
    std::string all;
    if (grant.agreement)
        all = fmt::format("{}\n{}", grant.agreement->id.text, grant.agreement->revision);
    for (auto column : grant.columns) append(all, "\n", grant.dataset.fields[column].name);
    constexpr std::size_t enough = 8; // bytes, so that no two are ever alike
    return hex(ByteView(crypto::sha256(bytes(all))).first(enough));
}

void prepare_rendering(Grant& grant) {
    auto terms = mark_of_terms(grant);
    for (std::size_t format = 0; format < grant.etags.size(); ++format)
        grant.etags[format] =
            fmt::format("\"{}-{}-{}\"", grant.version.number, terms, format_names[format]);
    for (auto column : grant.columns) {
        std::string opening = grant.openings.empty() ? "{" : ",";
        json::write_string(opening, grant.dataset.fields[column].name);
        grant.openings.push_back(opening + ":");
    }
    auto columns = grant.rows->summary().columns.size();
    for (std::size_t i = 0; grant.recorded && i < columns; ++i)
        if (grant.dataset.fields[i].personal == catalogue::Personal::person_code)
            grant.person_columns.push_back(i);
}

// A revision of the description only adds fields; a version from before has not got them.
Outcome in_version(const Grant& grant, std::size_t column) {
    if (column < grant.rows->summary().columns.size()) return {};
    return Failure{Kind::conflict,
                   fmt::format("The field \"{}\" is not in version {} yet; the steward's "
                               "next publication brings it",
                               grant.dataset.fields[column].name, grant.version.number)};
}

Outcome fits_version(const Grant& grant) {
    TRY(in_version(grant, grant.key));
    if (grant.agreement && grant.agreement->filter_column)
        TRY(in_version(grant, *grant.agreement->filter_column));
    for (auto column : grant.columns) TRY(in_version(grant, column));
    return {};
}

} // namespace

Failure Grant::used_up(Day today, Instant at) const {
    auto seconds =
        std::chrono::ceil<std::chrono::seconds>(riga_midnight(today + std::chrono::days(1)) - at);
    return {
        Kind::too_many,
        fmt::format("The {} answers a day of agreement {} are used up; go on tomorrow, or amend it",
                    agreement->limits.answers_per_day, agreement->id.text),
        std::to_string(seconds.count())};
}

Outcome Grant::admit(Instant at) const {
    if (!agreement) return {};
    auto today = riga_day(at);
    TRY(agreement->in_time(today));
    if (!quota->take(today, agreement->limits.answers_per_day)) return used_up(today, at);
    return {};
}

Outcome Grant::may_admit(Instant at) const {
    if (!agreement) return {};
    auto today = riga_day(at);
    TRY(agreement->in_time(today));
    if (quota->used(today) >= agreement->limits.answers_per_day) return used_up(today, at);
    return {};
}

Result<Grant> Grants::make(const Caller& caller, const store::Snapshot& view,
                           const GrantQuery& query) {
    auto dataset = catalogue::dataset(view, {std::string(query.dataset)});
    if (!dataset)
        return Failure{
            Kind::missing,
            fmt::format("There is no dataset {}; /api/datasets lists them", query.dataset)};
    auto right = TRY(right_of(caller, *dataset, view, query));
    Grant grant;
    grant.version = TRY(version_for(view, query));
    grant.rows = TRY(versions_.open(grant.version.folder));
    grant.dataset = in_order_of(grant.rows->summary().columns, std::move(*dataset));
    grant.key = *catalogue::position(grant.dataset, grant.dataset.key);
    TRY(allow(grant, right, quotas_));
    TRY(choose(grant, query.fields));
    TRY(fits_version(grant));
    prepare_rendering(grant);
    grant.record_opening = record_opening(caller.institution, grant);
    if (node_.options.cluster) grant.record_end = record_end(node_.options.cluster->member);
    return grant;
}

Outcome Grants::follow_quotas() {
    if (!node_.options.cluster) return {};
    return quotas_.follow(*node_.access, riga_day(node_.now()), node_.options.cluster->member);
}

Result<std::shared_ptr<const Grant>> Grants::find(const platform::Ask& ask,
                                                  const GrantQuery& query) {
    // Any event of the main journal may change what is granted (an agreement ended, a version published), so what a
    // thread remembers holds for one position of the views only. Events are rare beside look-ups.
    struct Memory {
        const Grants* owner = nullptr;
        std::uint64_t position = 0;
        std::unordered_map<std::string, std::shared_ptr<const Grant>> grants;
        std::string key; // kept, so that asking again needs no memory
    };
    constexpr std::size_t most_remembered = 1'000;
    thread_local Memory memory;
    auto position = node_.views->position();
    if (memory.owner != this || memory.position != position ||
        memory.grants.size() > most_remembered)
        memory = {this, position, {}, {}};

    auto& key = memory.key;
    key = ask.caller().id;
    for (auto part : {query.dataset, query.agreement, query.fields, query.version, query.as_of})
        key.append("\n").append(part);
    auto known = memory.grants.find(key);
    if (known != memory.grants.end()) return known->second;
    // A snapshot of its own: the request's may be older than `position`, and would be remembered as if it were not.
    auto grant =
        std::make_shared<const Grant>(TRY(make(ask.caller(), *node_.views->snapshot(), query)));
    memory.grants.emplace(key, grant);
    return grant;
}

} // namespace vienreiz::distribution
