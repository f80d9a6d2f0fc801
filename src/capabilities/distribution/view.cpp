#include "capabilities/distribution/view.hpp"

#include "platform/records.hpp"

#include <fmt/format.h>

namespace vienreiz::distribution {
namespace {
std::string versions_prefix(const DatasetId& dataset) {
    return "distribution/v/" + dataset.text + "/";
}
std::string current_key(const DatasetId& dataset) { return "distribution/current/" + dataset.text; }
std::string withdrawn_key(const DatasetId& dataset) {
    return "distribution/withdrawn/" + dataset.text;
}

void forget_current(store::Batch& batch, const DatasetId& dataset) {
    auto current = current_version(batch, dataset);
    if (!current) return;
    platform::save(batch, withdrawn_key(dataset), *current);
    batch.erase(current_key(dataset));
}

// 0 where nothing was withdrawn.
std::uint64_t last_withdrawn(const store::Snapshot& view, const DatasetId& dataset) {
    auto version = platform::load<Version>(view, withdrawn_key(dataset));
    return version ? version->number : 0;
}
} // namespace

void register_events(platform::EventTypes& types) {
    types.on<VersionPublished>([](store::Batch& batch, const platform::Happened&,
                                  const VersionPublished& event) {
        platform::save(
            batch, fmt::format("{}{:020}", versions_prefix(event.dataset), event.version.number),
            event.version);
        platform::save(batch, current_key(event.dataset), event.version);
        catalogue::key_stays(batch, event.dataset);
    });
    types.also_on<catalogue::DatasetWithdrawn>(
        [](store::Batch& batch, const platform::Happened&,
           const catalogue::DatasetWithdrawn& event) { forget_current(batch, event.dataset); });
}

std::optional<Version> current_version(const store::Snapshot& view, const DatasetId& dataset) {
    return platform::load<Version>(view, current_key(dataset));
}

std::optional<Version> version(const store::Snapshot& view, const DatasetId& dataset,
                               std::uint64_t number) {
    if (number <= last_withdrawn(view, dataset)) return {};
    return platform::load<Version>(view, fmt::format("{}{:020}", versions_prefix(dataset), number));
}

std::vector<Version> versions(const store::Snapshot& view, const DatasetId& dataset) {
    auto out = platform::load_all<Version>(view, versions_prefix(dataset));
    std::erase_if(out, [last = last_withdrawn(view, dataset)](const Version& version) {
        return version.number <= last;
    });
    return out;
}

std::vector<std::string> folders(const store::Snapshot& view) {
    std::vector<std::string> out;
    for (const auto& version : platform::load_all<Version>(view, "distribution/v/"))
        out.push_back(version.folder);
    return out;
}

Result<platform::Events> decide(const platform::Moment& moment, const platform::Caller& caller,
                                const store::Snapshot& view, const PublishVersion& wish) {
    auto dataset = catalogue::dataset(view, wish.dataset);
    if (!dataset)
        return Failure{Kind::missing, "The dataset was withdrawn while this file was read",
                       "/dataset"};
    if (caller.institution != dataset->steward)
        return Failure{Kind::forbidden, "You may publish datasets of your own institution only",
                       "/dataset"};
    auto before = current_version(view, wish.dataset);
    Version version{(before ? before->number : last_withdrawn(view, wish.dataset)) + 1,
                    wish.folder,
                    wish.hash,
                    wish.rows,
                    wish.rejected,
                    moment.at};
    return platform::Events{{}, std::to_string(version.number)}.add(
        VersionPublished{wish.dataset, version});
}

} // namespace vienreiz::distribution
