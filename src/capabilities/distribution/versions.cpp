#include "capabilities/distribution/versions.hpp"

#include "base/diagnostics.hpp"
#include "postgres/shared_folders.hpp"
#include "store/column_index.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

namespace vienreiz::distribution {

catalogue::Dataset in_order_of(const std::vector<store::Column>& columns,
                               catalogue::Dataset dataset) {
    auto rest = std::exchange(dataset.fields, {});
    for (const auto& column : columns) {
        auto field = std::ranges::find_if(rest, [&](const catalogue::Field& one) {
            return one.name == column.name && one.type == column.type;
        });
        if (field == rest.end()) {
            catalogue::Field unknown{.name = column.name, .source = column.name};
            unknown.type = column.type;
            unknown.access = catalogue::FieldAccess::closed;
            dataset.fields.push_back(std::move(unknown));
            continue;
        }
        dataset.fields.push_back(std::move(*field));
        rest.erase(field);
    }
    std::ranges::move(rest, std::back_inserter(dataset.fields));
    return dataset;
}

std::string shown_hash(const catalogue::Dataset& dataset, std::string_view hash,
                       const crypto::Tagger& secret) {
    bool all_open = dataset.access == catalogue::DatasetAccess::open &&
                    std::ranges::all_of(dataset.fields, [](const catalogue::Field& field) {
                        return field.access == catalogue::FieldAccess::open;
                    });
    if (all_open) return std::string(hash);
    return "hmac-sha256:" + hex(secret.tag("version:" + std::string(hash)));
}

Result<std::shared_ptr<const store::Dataset>> Versions::open(const std::string& version) {
    std::lock_guard lock(mutex_);
    auto& slot = opened_[version];
    if (slot) return slot;
    auto opened = store::open_dataset(path(version));
    if (!opened && opened.error().kind == Kind::missing && shelf_)
        return Failure{Kind::unavailable,
                       "This version was just published and is on its way to this node: try again "
                       "in a moment"};
    slot = TRY(std::move(opened));
    if (!slot->open_columns()) index(version, slot);
    return slot;
}

// What is damaged or of other rows is made anew, too. Until then, filters read the rows.
void Versions::index(const std::string& version, std::shared_ptr<const store::Dataset> rows) {
    indexing_.run([folder = path(version), rows = std::move(rows), stop = stopping_.get_token()] {
        auto indexed = store::index_columns(folder, stop);
        if (indexed) indexed = rows->open_columns();
        if (!indexed && !stop.stop_requested())
            diagnostics::warn(
                "The columns of a version could not be indexed: filters read its rows",
                {{"why", indexed.error().what}, {"folder", folder.string()}});
    });
}

Outcome Versions::work_out_changes(const std::string& before, const std::string& version) {
    auto old_rows = TRY(open(before));
    // Not kept open: that would begin to index it, in a folder that is still to be shared as it is.
    auto rows = TRY(store::open_dataset(path(version)));
    return store::write_changes(path(version), *old_rows, *rows, stopping_.get_token());
}

// Once at a time: many may ask for the same.
void Versions::work_out_behind(const std::string& before, const std::string& version) {
    {
        std::lock_guard lock(mutex_);
        if (!worked_out_.insert(version).second) return;
    }
    indexing_.run([this, before, version] {
        auto made = work_out_changes(before, version);
        if (!made && !stopping_.stop_requested())
            diagnostics::warn("The changes of a version could not be worked out",
                              {{"why", made.error().what}, {"folder", path(version).string()}});
        std::lock_guard lock(mutex_);
        worked_out_.erase(version);
    });
}

Result<std::shared_ptr<const store::VersionChanges>> Versions::changes(const std::string& before,
                                                                       const std::string& version) {
    auto both = before + "/" + version;
    {
        std::lock_guard lock(mutex_);
        if (auto known = changes_.find(both); known != changes_.end()) return known->second;
    }
    auto old_rows = TRY(open(before));
    auto rows = TRY(open(version));
    auto opened = store::VersionChanges::open(path(version), *old_rows, *rows);
    if (!opened && (opened.error().kind == Kind::missing || opened.error().kind == Kind::corrupt)) {
        work_out_behind(before, version);
        return Failure{Kind::unavailable, "What has changed in this version is being worked out: "
                                          "ask again in a moment"};
    }
    auto shared = std::make_shared<const store::VersionChanges>(TRY(std::move(opened)));
    std::lock_guard lock(mutex_);
    return changes_.try_emplace(both, std::move(shared)).first->second;
}

Outcome Versions::share(const std::string& version) {
    if (!shelf_) return {};
    return postgres::put_folder(*shelf_, version, path(version));
}

Outcome Versions::take_back(const std::string& version) {
    if (!shelf_) return {};
    return postgres::erase_folder(*shelf_, version);
}

Outcome Versions::bring() {
    if (!shelf_) return {};
    heard_ = TRY(shelf_->changes(
        postgres::folders_shelf, heard_, [&](std::string_view list, const auto& content) {
            std::string version(list.substr(postgres::folders_shelf.size()));
            if (!content)
                to_bring_.erase(version);
            else if (!std::filesystem::exists(path(version)))
                to_bring_.insert(std::move(version));
        }));
    Outcome out;
    for (auto at = to_bring_.begin(); at != to_bring_.end();) {
        diagnostics::info("Bringing a version that another node has published", {{"folder", *at}});
        auto brought = postgres::get_folder(*shelf_, *at, path(*at));
        // Missing: it was taken back meanwhile. One that is damaged must not keep the others away.
        bool done = brought || brought.error().kind == Kind::missing;
        if (!done && out) out = brought;
        at = done ? to_bring_.erase(at) : std::next(at);
    }
    return out;
}

Outcome Versions::remove_all_but(const std::vector<std::string>& named) {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (error)
        return Failure{Kind::unavailable,
                       "The folder of versions cannot be made: " + error.message(),
                       folder_.string()};
    const std::unordered_set<std::string_view> kept(named.begin(), named.end());
    for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
        auto name = entry.path().filename().string();
        if (kept.contains(name)) continue;
        diagnostics::info("Removing what an interrupted publication left", {{"folder", name}});
        std::filesystem::remove_all(entry.path(), error);
    }
    return {};
}

} // namespace vienreiz::distribution
