// Events: what happened, as entries of a journal. A described struct with a type name is an event:
//
//   struct DatasetWithdrawn {
//       static constexpr std::string_view type = "catalogue.DatasetWithdrawn";
//       DatasetId dataset;
//       std::string reason;
//   };
//   BOOST_DESCRIBE_STRUCT(DatasetWithdrawn, (), (dataset, reason))
//
// An entry is one line of JSON: {"type":"catalogue.DatasetWithdrawn","at":"…","by":"person:…","data":{…}}; with
// "once":{…} before the data, when whoever asked named the wish.
#pragma once

#include "base/json.hpp"
#include "store/store.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace vienreiz::platform {

struct Event {
    std::string_view type; // E::type, which lasts as long as the program
    std::string data;      // JSON of the described struct
};

// What a decision gives: the events, and the id of the thing they are about (for the answer).
struct Events {
    std::vector<Event> list;
    std::string subject{};

    template <class E>
    Events& add(const E& event) {
        list.push_back({E::type, json::text(event)});
        return *this;
    }
};

// What is known of an event beside its data.
struct Happened {
    std::uint64_t index = 0; // in its journal
    Instant at;
    std::string by; // "system:…", "person:…" or "node"
};

// As the first entry of a wish that was named keeps it: what came of it (platform/once.hpp).
struct DoneOnce {
    std::string key, wish;
    std::uint64_t entries = 0;
    std::optional<std::string> subject{};
};
BOOST_DESCRIBE_STRUCT(DoneOnce, (), (key, wish, entries, subject))

// An entry, taken apart.
struct Envelope {
    std::string type;
    Instant at;
    std::string by;
    std::optional<DoneOnce> once{};
    json::Value data;
};
BOOST_DESCRIBE_STRUCT(Envelope, (), (type, at, by, once, data))

std::string entry_of(const Event& event, Instant at, std::string_view by,
                     const std::optional<DoneOnce>& once = {});

using Apply = std::function<Outcome(store::Batch&, const Happened&, const json::Value& data)>;

// Event types and how each changes the views.
class EventTypes {
public:
    // `apply(store::Batch&, const Happened&, const E&)` for each of the types E; it may give an Outcome.
    template <class... Es, class F>
    void on(F apply) {
        (add(std::string(Es::type), application<Es>(apply)), ...);
    }
    // The same for events of another capability, which has registered them: this one's views follow
    // as well, after that one's.
    template <class... Es, class F>
    void also_on(F follow) {
        (add_to(Es::type, application<Es>(follow)), ...);
    }
    // Entries without this text change no view and are passed over unread: an access journal is long.
    void only_with(std::string text) { only_with_ = std::move(text); }
    Outcome apply(store::Batch& batch, std::uint64_t index, std::string_view entry) const;
    // One that is taken apart.
    Outcome apply(store::Batch& batch, std::uint64_t index, const Envelope& entry) const;

private:
    template <class E, class F>
    static Apply application(F apply) {
        return [apply](store::Batch& batch, const Happened& happened,
                       const json::Value& data) -> Outcome {
            auto event = TRY(json::from<E>(data));
            if constexpr (std::is_same_v<decltype(apply(batch, happened, event)), Outcome>)
                return apply(batch, happened, event);
            else
                apply(batch, happened, event);
            return {};
        };
    }
    void add(std::string type, Apply apply);
    void add_to(std::string_view type, Apply apply);
    std::map<std::string, Apply, std::less<>> types_;
    std::string only_with_;
};

} // namespace vienreiz::platform
