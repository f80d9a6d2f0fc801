#include "platform/answers.hpp"
#include "platform/once.hpp"
#include "platform/serve.hpp"

namespace vienreiz::platform {
// command ─ authenticate ─ authorise ─ parse ─ decide ─ append (durable) ─ apply ─ answer + receipt
void write(const Endpoint& endpoint, const Write& want, std::shared_ptr<Ask> ask,
           http::Responder respond) {
    if (auto genuine = refuse_forged(endpoint, *ask); !genuine)
        return respond(refused(endpoint, *ask, genuine.error()));
    if (auto allowed = authorise(endpoint, *ask); !allowed)
        return respond(refused(endpoint, *ask, allowed.error()));
    auto wish = guarded(endpoint, [&] { return want(*ask); });
    if (!wish) return respond(refused(endpoint, *ask, wish.error()));
    auto once = once_of(*ask);
    if (!once) return respond(refused(endpoint, *ask, once.error()));
    auto& node = ask->node;
    auto who = by(ask->caller());
    auto decide = if_still_the_same(node.directory(), ask->caller(), std::move(wish->decide));
    node.sequencer->submit(
        std::move(who), std::move(decide),
        [&endpoint, &node, ask = std::move(ask), wish = std::move(*wish),
         respond = std::move(respond)](Result<Written> written) mutable {
            if (!written)
                return respond(wish.refuse ? wish.refuse(written.error())
                                           : refused(endpoint, *ask, written.error()));
            respond(wish.answer ? wish.answer(*written) : confirmation(node, *written));
        },
        std::move(*once));
}

} // namespace vienreiz::platform
