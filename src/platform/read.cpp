#include "platform/finality.hpp"
#include "platform/serve.hpp"

namespace vienreiz::platform {
namespace {

// The answer leaves only when its record is durable; until then it waits here, rendered.
void record(std::shared_ptr<Ask> ask, Found found, http::Responder respond) {
    auto entry = entry_of(*found.record, ask->at, by(ask->caller()));
    auto& records = *ask->node.access_records;
    records.append(std::move(entry),
                   [ask = std::move(ask), response = std::move(found.response),
                    changes_views = found.changes_views, recorded = std::move(found.recorded),
                    respond = std::move(respond)](Result<journal::Index> index) mutable {
                       if (!index) return respond(http::problem(index.error()));
                       if (changes_views) ask->node.to_follow(*index);
                       if (recorded) recorded(*index);
                       response.set("Receipt",
                                    "/journals/access/receipts/" + std::to_string(*index));
                       response.set("Finality", name(finality_of(ask->node, "access", *index)));
                       respond(std::move(response));
                   });
}

Outcome may_ask(const Endpoint& endpoint, const Ask& ask) {
    TRY(refuse_forged(endpoint, ask));
    return authorise(endpoint, ask);
}

void answer(const Endpoint& endpoint, std::shared_ptr<Ask> ask, Result<Found> found,
            http::Responder respond) {
    if (!found) return respond(refused(endpoint, *ask, found.error()));
    if (!found->record) return respond(std::move(found->response));
    record(std::move(ask), std::move(*found), std::move(respond));
}

} // namespace

// query ─ authenticate ─ authorise ─ find ─ render ─ record (durable) ─ answer + receipt
void read(const Endpoint& endpoint, const Read& find, std::shared_ptr<Ask> ask,
          http::Responder respond) {
    if (auto may = may_ask(endpoint, *ask); !may)
        return respond(refused(endpoint, *ask, may.error()));
    auto found = guarded(endpoint, [&] { return find(*ask); });
    answer(endpoint, std::move(ask), std::move(found), std::move(respond));
}

// The same, with time between find and render.
void read_later(const Endpoint& endpoint, const Later& later, std::shared_ptr<Ask> ask,
                http::Responder respond) {
    if (auto may = may_ask(endpoint, *ask); !may)
        return respond(refused(endpoint, *ask, may.error()));
    Later::Give give = [&endpoint, ask, respond = std::move(respond)](Result<Found> found) mutable {
        answer(endpoint, std::move(ask), std::move(found), std::move(respond));
    };
    // Where it throws, the responder is lost on the way and answers by itself.
    auto begun = guarded(endpoint, [&]() -> Outcome {
        later.find(ask, std::move(give));
        return {};
    });
    (void)begun;
}

} // namespace vienreiz::platform
