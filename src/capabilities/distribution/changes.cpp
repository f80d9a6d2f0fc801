#include "capabilities/distribution/changes.hpp"

#include "base/limits.hpp"
#include "capabilities/distribution/change_reader.hpp"

#include <fmt/format.h>

namespace vienreiz::distribution {
namespace {

using platform::Ask;

Failure ahead(const Grant& current) {
    return {Kind::invalid,
            fmt::format("This place lies behind version {}, which is the current one",
                        current.version.number),
            "after"};
}

// A feed names rows by their keys, so only who may have the key can follow.
Outcome may_follow(const Grant& grant, Instant at) {
    if (grant.agreement) TRY(grant.agreement->in_time(riga_day(at)));
    if (std::ranges::find(grant.askable, grant.key) != grant.askable.end()) return {};
    return Failure{Kind::forbidden,
                   fmt::format("Changes name rows by \"{}\", which is not among the fields you may "
                               "have: amend the agreement, or ask for rows",
                               grant.dataset.key),
                   "fields"};
}

// The next step from a version's end, or the one that was begun.
Cursor on_the_way(Cursor from, std::uint64_t current, ChangesWanted::Detail detail) {
    if (from.to) return from;
    from.to = detail == ChangesWanted::Detail::compacted ? current : from.version + 1;
    from.way = from.to == from.version + 1 ? Cursor::Way::listed : Cursor::Way::merged;
    return from;
}

// What decides the bytes of a page: the terms and the version (both in the entity tag), the place, and how much.
std::string name_of(const Grant& grant, const Cursor& from, std::uint64_t limit, Format format) {
    return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", grant.dataset.id.text,
                       grant.etags[static_cast<std::size_t>(format)], grant.recorded ? 1 : 0,
                       text_of(from, grant.dataset.id), limit, from.to);
}

} // namespace

std::optional<Failure> Changes::is_gone(const ChangesWanted& wanted) const {
    if (!wanted.after) return {};
    auto view = node_.views->snapshot();
    DatasetId dataset{wanted.dataset};
    auto current = current_version(*view, dataset);
    if (!current || wanted.after->version > current->number ||
        version(*view, dataset, wanted.after->version))
        return {};
    return Failure{
        Kind::missing,
        fmt::format("Version {0} of {1} is no more: take all rows of the current one, "
                    "/api/datasets/{1}/rows?version={2}, and follow from there with after={2}",
                    wanted.after->version, wanted.dataset, current->number),
        "after"};
}

Result<std::shared_ptr<const ChangePage>>
Changes::page(const Ask& ask, const Grant& grant, const ChangesWanted& wanted, const Cursor& from) {
    auto limit = wanted.limit ? wanted.limit
                              : std::min<std::uint64_t>(limits::page_rows_default, grant.most_rows);
    if (limit > grant.most_rows)
        return Failure{Kind::invalid,
                       fmt::format("limit is a number from 1 to {}", grant.most_rows), "limit"};
    auto name = name_of(grant, from, limit, wanted.format);
    {
        std::lock_guard lock(mutex_);
        if (auto known = pages_.find(name); known != pages_.end()) return known->second;
    }
    auto before = version(*node_.views->snapshot(), grant.dataset.id, from.version);
    if (!before) return Failure{Kind::missing, "The dataset was withdrawn meanwhile"};
    ChangeReader reader(ask, grant, TRY(versions_.open(before->folder)), *before);
    if (from.way == Cursor::Way::listed)
        TRY(reader.read_list(*TRY(versions_.changes(before->folder, grant.version.folder)), from,
                             limit, wanted.format));
    else
        TRY(reader.read_both(from, limit, wanted.format));
    auto made = std::make_shared<const ChangePage>(reader.take());
    if (made->body.size() > limits::change_page_kept) return made;
    std::lock_guard lock(mutex_);
    if (pages_.size() >= limits::change_pages_kept) pages_.clear();
    pages_.emplace(std::move(name), made);
    return made;
}

Result<Changed> Changes::behind(const Ask& ask, const ChangesWanted& wanted) {
    auto grant_in = [&](std::string_view version) {
        return grants_.find(ask, {wanted.dataset, wanted.agreement, wanted.fields, version});
    };
    auto current = TRY(grant_in(""));
    TRY(may_follow(*current, ask.at));
    auto newest = current->version.number;
    Changed out{current, nullptr, wanted.after.value_or(Cursor{.version = newest})};
    if (out.end.version > newest || out.end.to > newest) return ahead(*current);
    std::uint64_t looked_at = 0;
    while (out.end != Cursor{.version = newest} && looked_at < limits::changes_looked_at) {
        auto from = on_the_way(out.end, newest, wanted.detail);
        out.grant = from.to == newest ? current : TRY(grant_in(std::to_string(from.to)));
        auto page = TRY(this->page(ask, *out.grant, wanted, from));
        out.end = page->end;
        looked_at += page->looked_at + 1;
        if (page->events == 0) continue;
        out.page = std::move(page);
        break;
    }
    out.is_all = out.end == Cursor{.version = newest};
    return out;
}

} // namespace vienreiz::distribution
