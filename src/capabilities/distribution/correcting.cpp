#include "capabilities/distribution/correcting.hpp"

#include <algorithm>

namespace vienreiz::distribution {
namespace {

bool is_under_way(const agreements::Agreement& agreement) {
    return !agreements::is_closed(agreement);
}

} // namespace

Outcome may_be_corrected(const store::Snapshot& view, const DatasetId& dataset) {
    if (current_version(view, dataset))
        return Failure{Kind::conflict, "A version is published: names, types and the key stay"};
    auto on_it = [&](const auto& one) { return one.dataset == dataset && is_under_way(one); };
    if (std::ranges::any_of(agreements::all_agreements(view), on_it))
        return Failure{Kind::conflict,
                       "An agreement is under way on this dataset: names, types and the key stay"};
    return {};
}

Result<platform::Events> decide(const platform::Moment&, const platform::Caller& caller,
                                const store::Snapshot& view, const CorrectDescription& wish) {
    auto known = catalogue::dataset(view, wish.dataset.id);
    if (!known) return Failure{Kind::missing, "There is no such dataset", "/dataset/id"};
    bool own = wish.dataset.steward == known->steward && caller.institution == known->steward;
    if (!own)
        return Failure{Kind::forbidden, "You may revise datasets of your own institution only",
                       "/dataset/steward"};
    TRY(may_be_corrected(view, known->id));
    TRY(catalogue::valid(wish.dataset, &*known));
    TRY(catalogue::valid_references(view, wish.dataset, &*known));
    return platform::Events{{}, known->id.text}.add(catalogue::DatasetRevised{wish.dataset});
}

} // namespace vienreiz::distribution
