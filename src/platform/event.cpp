#include "platform/event.hpp"

#include "platform/once.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
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

static Failure in_entry(std::uint64_t index, Failure failure) {
    return within(std::move(failure), fmt::format("entry {}", index));
}

Outcome EventTypes::apply(store::Batch& batch, std::uint64_t index, std::string_view entry) const {
    if (!entry.contains(only_with_)) return {};
    auto envelope = json::read<Envelope>(entry);
    if (!envelope) return in_entry(index, envelope.error());
    return apply(batch, index, *envelope);
}

Outcome EventTypes::apply(store::Batch& batch, std::uint64_t index, const Envelope& entry) const {
    auto known = types_.find(entry.type);
    if (known == types_.end())
        return in_entry(
            index, {Kind::corrupt, fmt::format("This version does not know the event \"{}\"; run "
                                               "the one that wrote it, or a newer one",
                                               entry.type)});
    auto applied = known->second(batch, {index, entry.at, entry.by}, entry.data);
    if (!applied) return in_entry(index, applied.error());
    if (entry.once) keep_once(batch, index, *entry.once);
    return {};
}

} // namespace vienreiz::platform
