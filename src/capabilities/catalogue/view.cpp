#include "capabilities/catalogue/view.hpp"

#include "capabilities/catalogue/history.hpp"
#include "platform/records.hpp"

namespace vienreiz::catalogue {
namespace {
std::string key(const DatasetId& id) { return "catalogue/d/" + id.text; }
std::string no_rows_key(const DatasetId& id) { return "catalogue/no-rows/" + id.text; }
} // namespace

void register_events(platform::EventTypes& types) {
    types.on<DatasetDescribed, DatasetRevised>(
        [](store::Batch& batch, const platform::Happened& happened, const auto& event) {
            platform::save(batch, key(event.dataset.id), event.dataset);
            remember_name(batch, happened, event.dataset);
        });
    types.also_on<DatasetDescribed>(
        [](store::Batch& batch, const platform::Happened&, const DatasetDescribed& event) {
            batch.put(no_rows_key(event.dataset.id), event.dataset.id.text);
        });
    types.on<DatasetWithdrawn>(
        [](store::Batch& batch, const platform::Happened& happened, const DatasetWithdrawn& event) {
            batch.erase(key(event.dataset));
            batch.erase(no_rows_key(event.dataset));
            remember_withdrawal(batch, happened, event.dataset);
        });
}

std::optional<Dataset> dataset(const store::Snapshot& view, const DatasetId& id) {
    return platform::load<Dataset>(view, key(id));
}

std::vector<Dataset> all_datasets(const store::Snapshot& view) {
    return platform::load_all<Dataset>(view, "catalogue/d/");
}

bool key_may_change(const store::Snapshot& view, const DatasetId& id) {
    return view.get(no_rows_key(id)).has_value();
}

void key_stays(store::Batch& batch, const DatasetId& id) { batch.erase(no_rows_key(id)); }

std::vector<InstitutionId> steward_of(const store::Snapshot& view, const http::Match& match) {
    auto found = dataset(view, {match["dataset"]});
    return found ? std::vector{found->steward} : std::vector<InstitutionId>{};
}

} // namespace vienreiz::catalogue
