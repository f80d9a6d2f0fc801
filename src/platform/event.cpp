#include "platform/event.hpp"

#include "platform/once.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
namespace {
struct Envelope {
    std::string type;
    Instant at;
    std::string by;
    std::optional<DoneOnce> once{};
    json::Value data;
};
BOOST_DESCRIBE_STRUCT(Envelope, (), (type, at, by, once, data))
} // namespace

std::string entry_of(const Event& event, Instant at, std::string_view by,
                     const std::optional<DoneOnce>& once) {
    std::string out;
    out.reserve(event.type.size() + event.data.size() + by.size() + 80);
    append(out, "{\"type\":");
    json::write_string(out, event.type);
    append(out, ",\"at\":\"");
    append_rfc3339(out, at);
    append(out, "\",\"by\":");
    json::write_string(out, by);
    if (once) append(out, ",\"once\":", json::text(*once));
    append(out, ",\"data\":", event.data, "}");
    return out;
}

void EventTypes::add(std::string type, Apply apply) {
    bool added = types_.emplace(std::move(type), std::move(apply)).second;
    check(added, "an event type is registered once");
}

void EventTypes::add_to(std::string_view type, Apply apply) {
    auto known = types_.find(type);
    check(known != types_.end(), "an event is followed by capabilities listed after its own");
    known->second = [first = std::move(known->second),
                     then = std::move(apply)](store::Batch& batch, const Happened& happened,
                                              const json::Value& data) -> Outcome {
        TRY(first(batch, happened, data));
        return then(batch, happened, data);
    };
}

Outcome EventTypes::apply(store::Batch& batch, std::uint64_t index, std::string_view entry) const {
    if (!entry.contains(only_with_)) return {};
    auto place = [&](Failure failure) {
        return within(std::move(failure), fmt::format("entry {}", index));
    };
    auto envelope = json::read<Envelope>(entry);
    if (!envelope) return place(envelope.error());
    auto known = types_.find(envelope->type);
    if (known == types_.end())
        return place({Kind::corrupt, fmt::format("This version does not know the event \"{}\"; run "
                                                 "the one that wrote it, or a newer one",
                                                 envelope->type)});
    auto applied = known->second(batch, {index, envelope->at, envelope->by}, envelope->data);
    if (!applied) return place(applied.error());
    if (envelope->once) keep_once(batch, index, *envelope->once);
    return {};
}

} // namespace vienreiz::platform
