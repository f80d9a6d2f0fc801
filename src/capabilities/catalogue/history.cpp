#include "capabilities/catalogue/history.hpp"

#include "platform/records.hpp"

#include <fmt/format.h>

namespace vienreiz::catalogue {
namespace {

std::string names_prefix(const DatasetId& dataset) {
    return "catalogue/names/" + dataset.text + "/";
}

void remember_naming(store::Batch& batch, std::uint64_t entry, const DatasetId& dataset,
                     const Naming& naming) {
    platform::save(batch, fmt::format("{}{:020}", names_prefix(dataset), entry), naming);
}

bool same(const Title& a, const Title& b) { return a.lv == b.lv && a.en == b.en; }

} // namespace

void remember_name(store::Batch& batch, const platform::Happened& happened,
                   const Dataset& dataset) {
    remember_naming(batch, happened.index, dataset.id,
                    {happened.at, dataset.title, dataset.legal_basis});
}

void remember_withdrawal(store::Batch& batch, const platform::Happened& happened,
                         const DatasetId& dataset) {
    remember_naming(batch, happened.index, dataset, {happened.at, {}, {}});
}

std::optional<NameThen> name_at(const store::Snapshot& view, const DatasetId& dataset, Instant at) {
    std::optional<Naming> then;
    std::optional<NameThen> out;
    for (auto& naming : platform::load_all<Naming>(view, names_prefix(dataset))) {
        // What was looked up had been described, whatever a clock that was set back says.
        if (naming.at <= at || !then) {
            then = std::move(naming);
            continue;
        }
        if (!then || !then->title) return {};
        if (!out) out = NameThen{*then->title, then->legal_basis, {}, {}};
        out->now = naming.title; // none: the title it had when it went stays out of sight
        out->withdrawn = naming.title ? std::nullopt : std::optional(naming.at);
    }
    if (!then || !then->title) return {};
    if (!out) return NameThen{*then->title, then->legal_basis, {}, {}};
    if (out->now && same(*out->now, out->title)) out->now.reset();
    return out;
}

} // namespace vienreiz::catalogue
