// The wish that each entry comes of, read off it.
#include "capabilities/distribution/correcting.hpp"
#include "capabilities/distribution/view.hpp"
#include "platform/rules.hpp"

namespace vienreiz::distribution {

using platform::Wished;
using store::Snapshot;
using enum http::Method;

void register_rules(platform::Rules& rules) {
    rules.on<VersionPublished>({post, "/api/uploads/{upload}/publication"},
                               [](const VersionPublished& event, const Snapshot&) {
                                   const auto& version = event.version;
                                   return Wished{PublishVersion{event.dataset, version.folder,
                                                                version.hash, version.rows,
                                                                version.rejected}};
                               });
    // Before a version is published a description may change in more than a revision may.
    rules.on<catalogue::DatasetRevised>(
        {post, "/{language}/desk/steward/datasets/{dataset}/description"},
        [](const catalogue::DatasetRevised& event, const Snapshot&) {
            return Wished{CorrectDescription{event.dataset}, {{"dataset", event.dataset.id.text}}};
        });
}

} // namespace vienreiz::distribution
