#include "platform/finality.hpp"
#include "platform/serve.hpp"

namespace vienreiz::platform {
namespace {

// The answer leaves only when its record is durable; until then it waits here, rendered.
void record(std::shared_ptr<Ask> ask, Found found, http::Responder respond) {
    auto entry = entry_of(*found.record, ask->at, by(ask->caller()));
    auto& records = *ask->node.access_records;
    records.append(
        std::move(entry), [ask = std::move(ask), response = std::move(found.response),
                           changes_views = found.changes_views,
                           respond = std::move(respond)](Result<journal::Index> index) mutable {
            if (!index) return respond(http::problem(index.error()));
            if (changes_views) ask->node.to_follow(*index);
            response.set("Receipt", "/journals/access/receipts/" + std::to_string(*index));
            response.set("Finality", name(finality_of(ask->node, "access", *index)));
            respond(std::move(response));
        });
}

} // namespace

// query ─ authenticate ─ authorise ─ find ─ render ─ record (durable) ─ answer + receipt
void read(const Endpoint& endpoint, const Read& find, std::shared_ptr<Ask> ask,
          http::Responder respond) {
    if (auto genuine = refuse_forged(endpoint, *ask); !genuine)
        return respond(refused(endpoint, *ask, genuine.error()));
    if (auto allowed = authorise(endpoint, *ask); !allowed)
        return respond(refused(endpoint, *ask, allowed.error()));
    auto found = guarded(endpoint, [&] { return find(*ask); });
    if (!found) return respond(refused(endpoint, *ask, found.error()));
    if (!found->record) return respond(std::move(found->response));
    record(std::move(ask), std::move(*found), std::move(respond));
}

} // namespace vienreiz::platform
