#include "platform/finality.hpp"
#include "platform/serve.hpp"

namespace vienreiz::platform {
namespace {

// The answer leaves only when its record is durable; until then it waits here, rendered.
void record(const std::shared_ptr<Ask>& ask, Found found, http::Responder respond) {
    put_on_record(*ask, *found.record, found.changes_views ? Follows::views : Follows::nothing,
                  [ask, response = std::move(found.response), recorded = std::move(found.recorded),
                   respond = std::move(respond)](Result<journal::Index> index) mutable {
                      if (!index) return respond(http::problem(index.error()));
                      if (recorded) recorded(*index);
                      response.set("Receipt", receipt_address(*index));
                      response.set("Finality", name(finality_of(ask->node, "access", *index)));
                      respond(std::move(response));
                  });
}

Outcome may_ask(const Endpoint& endpoint, const Ask& ask) {
    TRY(refuse_forged(endpoint, ask));
    return authorise(endpoint, ask);
}

} // namespace

// query ─ authenticate ─ authorise ─ find ─ render ─ record (durable) ─ answer + receipt
void read(const Endpoint& endpoint, const Read& find, std::shared_ptr<Ask> ask,
          http::Responder respond) {
    if (auto may = may_ask(endpoint, *ask); !may)
        return respond(refused(endpoint, *ask, may.error()));
    auto position =
        ask->node.views->position(); // before it is read: what happens then is not missed
    auto found = guarded(endpoint, [&] { return find(*ask); });
    if (found && found->waits.count() > 0)
        return ask->node.waiting->park(
            {&endpoint, &find, std::move(ask), std::move(respond), position}, std::move(*found));
    give(endpoint, std::move(ask), std::move(found), std::move(respond));
}

// The same, with time between find and render.
void read_later(const Endpoint& endpoint, const Later& later, std::shared_ptr<Ask> ask,
                http::Responder respond) {
    if (auto may = may_ask(endpoint, *ask); !may)
        return respond(refused(endpoint, *ask, may.error()));
    Later::Give give = [&endpoint, ask, respond = std::move(respond)](Result<Found> found) mutable {
        platform::give(endpoint, std::move(ask), std::move(found), std::move(respond));
    };
    // Where it throws, the responder is lost on the way and answers by itself.
    auto begun = guarded(endpoint, [&]() -> Outcome {
        later.find(ask, std::move(give));
        return {};
    });
    (void)begun;
}

void give(const Endpoint& endpoint, std::shared_ptr<Ask> ask, Result<Found> found,
          http::Responder respond) {
    if (!found) return respond(refused(endpoint, *ask, found.error()));
    if (!found->record) return respond(std::move(found->response));
    record(ask, std::move(*found), std::move(respond));
}

void put_on_record(const Ask& ask, const Event& event, Follows what,
                   std::move_only_function<void(Result<journal::Index>)> then) {
    auto& node = ask.node;
    node.access_records->append(
        entry_of(event, ask.at, by(ask.caller())),
        [&node, what, then = std::move(then)](Result<journal::Index> index) mutable {
            if (index && what == Follows::views) node.to_follow(*index);
            then(std::move(index));
        });
}

std::string receipt_address(journal::Index record) {
    return "/journals/access/receipts/" + std::to_string(record);
}

} // namespace vienreiz::platform
