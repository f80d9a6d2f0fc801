// The state that follows from the main journal, as one hash in the journal itself. Whoever runs the rules again over
// the entries (a validator) has the same state, or one of the two has a fault.
//
// The state is all that the entries before have put into the views, but for keys that begin with '!'; its hash is the
// root of a store::StateTree. Changes since the root was last entered are noted beside the views and go into the tree
// when it is entered again, each key once however often it was written.
#pragma once

#include "platform/event.hpp"
#include "platform/sequencer.hpp"
#include "store/state_tree.hpp"

namespace vienreiz::platform {

// Which rules and views these are: counted up with every change of either, so that states are compared only where they
// can agree. A test holds it to a history and its root.
inline constexpr std::uint64_t rules_version = 1;
// How views keep the tree over them, which says nothing of what it is: counted up, they are made anew.
inline constexpr unsigned tree_layout = 3;

struct EnterStateRoot {};

struct StateRooted {
    static constexpr std::string_view type = "platform.StateRooted";
    std::uint64_t rules = 0;
    std::string root; // hex
};
BOOST_DESCRIBE_STRUCT(StateRooted, (), (rules, root))

// Kind::conflict when nothing has changed since the root was last entered.
Result<Events> decide(const Moment& moment, const Caller& caller, const store::Snapshot& view,
                      const EnterStateRoot& wish);
void register_state_events(EventTypes& types);

// The root as it would be entered now.
Result<crypto::Hash> state_root(const store::Snapshot& view);

} // namespace vienreiz::platform
