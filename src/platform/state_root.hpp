// The state that follows from the main journal, as one hash in the journal itself. Whoever runs the rules again over
// the entries (a validator) has the same state, or one of the two has a fault.
//
// The state is all that the entries before have put into the views, but for keys that begin with '!'; its hash is the
// root of a store::StateTree. It is entered by the tree's parts, those that have changed: all of them while little
// changes, and some after the others when it is much, so that nobody waits long for the sum. Changes since a part
// was last entered are noted beside the views and go into the tree when it is entered again, each key once however
// often it was written.
#pragma once

#include "platform/event.hpp"
#include "platform/sequencer.hpp"
#include "store/state_tree.hpp"

namespace vienreiz::platform {

// Which rules and views these are: counted up with every change of either, so that states are compared only where they
// can agree. A test holds it to a history and its root.
inline constexpr std::uint64_t rules_version = 2;
// How views keep the tree over them, which says nothing of what it is: counted up, they are made anew.
inline constexpr unsigned tree_layout = 3;

struct StatePartsRooted {
    static constexpr std::string_view type = "platform.StatePartsRooted";
    std::uint64_t rules = 0;
    std::uint64_t first = 0,
                  count = 0; // which parts; behind the last one of all comes the first again
    std::string root;        // hex: SHA-256(02 || the root of each)
};
BOOST_DESCRIBE_STRUCT(StatePartsRooted, (), (rules, first, count, root))

// As rules 1 had it: the root of all parts at once. Journals of before hold it; nobody compares it any more.
struct StateRooted {
    static constexpr std::string_view type = "platform.StateRooted";
    std::uint64_t rules = 0;
    std::string root; // hex
};
BOOST_DESCRIBE_STRUCT(StateRooted, (), (rules, root))

// The next portion of the state. Kind::conflict when nothing has changed since all of it was entered.
struct StatePortion {
    Events events;
    bool is_all = true; // that has changed
};
Result<StatePortion> next_portion(const store::Snapshot& view);
void register_state_events(EventTypes& types);

// The root over all parts, as they would be entered now.
Result<crypto::Hash> state_root(const store::Snapshot& view);

} // namespace vienreiz::platform
