// The rules, run again: from an entry the wish is read off that brought it about, the wish is decided on the views as
// all entries before have left them, and what comes of it must be the entry, byte by byte. So whoever holds the entries
// can tell whether the node kept its own rules, without believing it. (A validator does: src/validator.)
//
//   rules.on<AgreementEnded>({.method = post, .path = "/api/agreements/{agreement}/end"},
//                            [](const AgreementEnded& event, const store::Snapshot&) {
//                                return Wished{EndAgreement{event.agreement, event.reason},
//                                              {{"agreement", event.agreement.text}}};
//                            });
//
// What is checked    the one whom the entry names, as the views know her at that place: whether she may call the route
//                    by which the wish comes (its Access row and owners); and then the rule itself.
// What is not        that it was truly she: an entry is signed by the node, and only agreements by people.
#pragma once

#include "platform/capability.hpp"

#include <span>

namespace vienreiz::platform {

// The route by which a wish comes: its Access row says who may. `node`: so may the machine's operator, who adds the
// first people to a node.
struct ComesBy {
    http::Method method;
    std::string_view path;
    bool node = false;
};

template <class Wish>
struct Wished {
    Wish wish;
    std::vector<std::pair<std::string_view, std::string>> path{}; // parameters of the route's path
    std::string new_id{};                                         // of what it brings into being
};
template <class Wish>
Wished(Wish) -> Wished<Wish>;
template <class Wish>
Wished(Wish, std::vector<std::pair<std::string_view, std::string>>) -> Wished<Wish>;
template <class Wish>
Wished(Wish, std::vector<std::pair<std::string_view, std::string>>, std::string) -> Wished<Wish>;

class Rules {
public:
    explicit Rules(std::span<const Capability> capabilities);

    // `read_off(const E&, const store::Snapshot&)` gives the Wished that may have brought about a decision whose first
    // event is this one. Where several wishes may, each is given so, and one must fit.
    template <class E, class ReadOff>
    void on(const ComesBy& route, ReadOff read_off) {
        auto again = [read_off](const Asked& asked) -> Result<Events> {
            auto event = TRY(json::from<E>(asked.data));
            auto wished = read_off(event, asked.view);
            TRY(may(asked, wished.path));
            return decide(Moment{asked.at, std::move(wished.new_id)}, asked.caller, asked.view,
                          wished.wish);
        };
        add(E::type, route, again);
    }

    // The whole decision that begins with this entry: its entries, this one first. Kind::forbidden when the rules do
    // not give it; Kind::corrupt when it is no entry at all.
    // `said`: it, taken apart.
    [[nodiscard]] Result<std::vector<std::string>>
    again(std::string_view entry, const Envelope& said, const store::Snapshot& view) const;

private:
    struct Asked {
        const json::Value& data;
        Instant at;
        const Caller& caller;
        const store::Snapshot& view;
        const Endpoint* route; // null: the node's own
    };
    using Again = std::function<Result<Events>(const Asked&)>;
    struct Rule {
        const Endpoint* route;
        bool node;
        Again again;
    };
    static Result<Events> enter_state_root_again(const Asked& asked);
    static Outcome may(const Asked& asked,
                       const std::vector<std::pair<std::string_view, std::string>>& path);
    void add(std::string_view type, const ComesBy& route, Again again);
    [[nodiscard]] Result<Caller> caller_of(std::string_view by, const store::Snapshot& view) const;

    std::span<const Capability> capabilities_;
    const Directory* directory_ = nullptr;
    std::multimap<std::string, Rule, std::less<>> rules_;
};

} // namespace vienreiz::platform
