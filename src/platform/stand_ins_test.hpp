// What stands in for a whole product where the platform is tested: an event, a directory that knows nobody, and a
// sequencer that is busy.
#pragma once

#include "platform/capability.hpp"
#include "platform/sequencer.hpp"

#include <future>

namespace vienreiz::platform {

struct Noted {
    static constexpr std::string_view type = "test.Noted";
    std::string text;
};
BOOST_DESCRIBE_STRUCT(Noted, (), (text))

// "noted/<index>": how it begins.
inline void register_noted(EventTypes& types) {
    types.on<Noted>([](store::Batch& batch, const Happened& happened, const Noted& noted) {
        batch.put("noted/" + std::to_string(happened.index), noted.text.substr(0, 9));
    });
}
inline std::string entry_with(std::string text) {
    return entry_of({std::string(Noted::type), json::text(Noted{std::move(text)})}, Instant{},
                    "test");
}

inline Capability nobody() {
    Directory directory{[](const auto&, std::string_view) { return std::optional<Caller>(); },
                        [](const auto&, const PersonId&) { return std::optional<Caller>(); }};
    return {.name = "nobody", .directory = std::move(directory)};
}

// Decides nothing until this is destroyed, so that what is submitted meanwhile waits.
class HeldSequencer {
public:
    explicit HeldSequencer(Sequencer& sequencer) {
        sequencer.submit(
            "test",
            [gate = open_.get_future().share()](const Moment&,
                                                const store::Snapshot&) -> Result<Events> {
                gate.wait();
                return Failure{Kind::conflict, {}}; // of nobody who waits
            },
            [](const auto&) {});
    }
    ~HeldSequencer() { open_.set_value(); }
    HeldSequencer(const HeldSequencer&) = delete;
    HeldSequencer& operator=(const HeldSequencer&) = delete;

private:
    std::promise<void> open_;
};

} // namespace vienreiz::platform
