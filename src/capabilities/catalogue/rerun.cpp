// The wish that each entry comes of, read off it.
#include "capabilities/catalogue/rules.hpp"
#include "platform/rules.hpp"

namespace vienreiz::catalogue {

using platform::Wished;
using store::Snapshot;
using enum http::Method;

void register_rules(platform::Rules& rules) {
    rules.on<DatasetDescribed>({post, "/api/datasets"},
                               [](const DatasetDescribed& event, const Snapshot&) {
                                   return Wished{DescribeDataset{event.dataset}};
                               });
    rules.on<DatasetRevised>({put, "/api/datasets"},
                             [](const DatasetRevised& event, const Snapshot&) {
                                 return Wished{ReviseDataset{event.dataset}};
                             });
    rules.on<DatasetWithdrawn>({post, "/api/datasets/{dataset}/withdrawal"},
                               [](const DatasetWithdrawn& event, const Snapshot&) {
                                   return Wished{WithdrawDataset{event.dataset, event.reason},
                                                 {{"dataset", event.dataset.text}}};
                               });
}

} // namespace vienreiz::catalogue
