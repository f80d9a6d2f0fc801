#include "store/state_tree.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace vienreiz::store {
namespace state_tree {

using crypto::Hash;

// What stands at a place: nothing, one pair, or a node with two or more below it.
struct Place {
    enum class Of : char { nothing = '0', pair = '1', node = '2' };
    Of of = Of::nothing;
    Hash hash{}; // zeros of nothing
    Hash key{};  // of a pair
};

// As it is kept: a letter, and for anything but nothing its hash; of a pair the hash of its key behind it.
void append_place(std::string& out, const Place& place) {
    out += static_cast<char>(place.of);
    if (place.of != Place::Of::nothing) out += text(place.hash);
    if (place.of == Place::Of::pair) out += text(place.key);
}

// Takes it off the front.
std::optional<Place> take_place(std::string_view& kept) {
    if (kept.empty() || kept[0] < '0' || kept[0] > '2') return {};
    Place out{static_cast<Place::Of>(kept[0])};
    kept.remove_prefix(1);
    for (auto [hash, there] : {std::pair(&out.hash, out.of != Place::Of::nothing),
                               std::pair(&out.key, out.of == Place::Of::pair)}) {
        if (!there) continue;
        if (kept.size() < sizeof(Hash)) return {};
        std::ranges::copy(bytes(kept.substr(0, sizeof(Hash))), hash->begin());
        kept.remove_prefix(sizeof(Hash));
    }
    return out;
}

// The nodes of some levels below one, which are kept together. A node's number is 1 for the first; below number n stand
// 2n and 2n+1.
constexpr std::size_t group_levels = 4, group_nodes = 1U << group_levels;
struct Group {
    struct Node {
        Place left, right;
    };
    std::array<std::optional<Node>, group_nodes> nodes{};
};

// Of each node that is there its number, and the two places below it.
std::string to_text(const Group& group) {
    std::string out;
    out.reserve(group_nodes * (1 + 2 * (1 + 2 * sizeof(Hash)))); // it has no more
    for (std::size_t number = 1; number < group_nodes; ++number) {
        if (!group.nodes[number]) continue;
        out += static_cast<char>(number);
        append_place(out, group.nodes[number]->left);
        append_place(out, group.nodes[number]->right);
    }
    return out;
}

std::optional<Group> group_from(std::string_view kept) {
    Group out;
    while (!kept.empty()) {
        auto number = static_cast<unsigned char>(kept[0]);
        kept.remove_prefix(1);
        if (number == 0 || number >= group_nodes) return {};
        auto left = take_place(kept);
        auto right = left ? take_place(kept) : std::nullopt;
        if (!right) return {};
        out.nodes[number] = {*left, *right};
    }
    return out;
}

bool bit(const Hash& key, std::size_t depth) {
    return (static_cast<unsigned>(key[depth / 8]) >> (7 - depth % 8) & 1U) != 0;
}

Hash hashed(std::uint8_t sort, const Hash& first, const Hash& second) {
    std::array<std::uint8_t, 1 + 2 * sizeof(Hash)> input{sort};
    std::ranges::copy(first, input.begin() + 1);
    std::ranges::copy(second, input.begin() + 1 + sizeof(Hash));
    return crypto::sha256(input);
}

// A node with less than two pairs below it is none.
bool is_node(const Place& left, const Place& right) {
    using enum Place::Of;
    return (left.of != nothing || right.of == node) && (right.of != nothing || left.of == node);
}
Place joined(const Place& left, const Place& right) {
    if (is_node(left, right)) return {Place::Of::node, hashed(1, left.hash, right.hash), {}};
    return left.of == Place::Of::nothing ? right : left;
}

Place pair_of(const Hash& key, const Hash& value) {
    return {Place::Of::pair, hashed(0, key, value), key};
}

using Change = std::pair<Hash, std::optional<Hash>>;
// In the order of the keys, so those below a node stand together.
using Changes = std::span<const Change>;

constexpr std::size_t depth_of_parts = 8;

// Of one part.
class Changing {
public:
    Changing(const Snapshot& view, std::string_view prefix, StateTree::Next& next)
        : view_(view), prefix_(prefix), next_(next) {}

    Result<Place> whole(const Place& before, Changes changes) {
        return below_group(before, depth_of_parts, changes);
    }

private:
    struct At {
        Group& group;
        std::size_t number; // in it
        std::size_t depth;
        [[nodiscard]] At left() const { return {group, 2 * number, depth + 1}; }
        [[nodiscard]] At right() const { return {group, 2 * number + 1, depth + 1}; }
    };

    // What stands at a place where a group of its own begins, if a node stands there.
    Result<Place> below_group(const Place& before, std::size_t depth, Changes changes) {
        if (changes.empty()) return before;
        auto at = name(depth, changes.front().first);
        Group group;
        bool was_kept = before.of == Place::Of::node;
        if (was_kept) {
            auto kept = view_.get(at);
            auto read = kept ? group_from(*kept) : std::nullopt;
            if (!read) return damaged();
            group = *read;
        }
        auto after = TRY(place(before, {group, 1, depth}, changes));
        if (after.of == Place::Of::node)
            next_.writes.emplace_back(std::move(at), to_text(group));
        else if (was_kept)
            next_.writes.emplace_back(std::move(at), std::nullopt);
        return after;
    }
    Result<Place> below(const Place& before, const At& at, Changes changes) {
        if (at.number < group_nodes) return place(before, at, changes);
        return below_group(before, at.depth, changes);
    }

    Result<Place> place(const Place& before, const At& at, Changes changes) {
        if (changes.empty()) return before;
        if (before.of == Place::Of::node) return node(at, changes);
        std::optional<Place> kept;
        if (before.of == Place::Of::pair) kept = before;
        std::vector<Place> all;
        for (const auto& [key, value] : changes) {
            if (kept && kept->key <= key) {
                if (kept->key != key) all.push_back(*kept);
                kept.reset();
            }
            if (value) all.push_back(pair_of(key, *value));
        }
        if (kept) all.push_back(*kept);
        return made_of(at, all);
    }

    // Of pairs where there was no node.
    Place made_of(const At& at, std::span<const Place> pairs) {
        if (pairs.empty()) return {};
        if (pairs.size() == 1) return pairs.front();
        auto right = std::ranges::partition_point(
            pairs, [&](const Place& one) { return !bit(one.key, at.depth); });
        auto lefts = static_cast<std::size_t>(right - pairs.begin());
        auto left_place = made_below(at.left(), pairs.first(lefts)),
             right_place = made_below(at.right(), pairs.subspan(lefts));
        return keep(at, left_place, right_place);
    }
    Place made_below(const At& at, std::span<const Place> pairs) {
        if (at.number < group_nodes) return made_of(at, pairs);
        Group group;
        auto out = made_of({group, 1, at.depth}, pairs);
        if (out.of == Place::Of::node)
            next_.writes.emplace_back(name(at.depth, pairs.front().key), to_text(group));
        return out;
    }

    Result<Place> node(const At& at, Changes changes) {
        auto& kept = at.group.nodes[at.number];
        if (!kept) return damaged();
        auto middle = std::ranges::partition_point(
            changes, [&](const Change& one) { return !bit(one.first, at.depth); });
        auto lefts = static_cast<std::size_t>(middle - changes.begin());
        auto left = TRY(below(kept->left, at.left(), changes.first(lefts)));
        auto right = TRY(below(kept->right, at.right(), changes.subspan(lefts)));
        return keep(at, left, right);
    }

    static Place keep(const At& at, const Place& left, const Place& right) {
        auto& kept = at.group.nodes[at.number];
        if (is_node(left, right))
            kept = {left, right};
        else
            kept.reset();
        return joined(left, right);
    }

    static Failure damaged() {
        return {Kind::corrupt,
                "The tree over the views is damaged: \"vienreiz views rebuild\" makes "
                "them anew"};
    }

    // Where the group is kept below which keys begin as this one does.
    [[nodiscard]] std::string name(std::size_t depth, const Hash& key) const {
        auto out = std::string(prefix_) + static_cast<char>(depth);
        for (std::size_t at = 0; at * 8 < depth; ++at) {
            auto bits = std::min<std::size_t>(8, depth - at * 8);
            out += static_cast<char>(key[at] & (0xff00U >> bits));
        }
        return out;
    }

    const Snapshot& view_;
    std::string_view prefix_;
    StateTree::Next& next_;
};

Place place_in(std::string_view kept) { return take_place(kept).value_or(Place{}); }
Place place_at(const Snapshot& view, const std::string& name) {
    auto kept = view.get(name);
    return kept ? place_in(*kept) : Place{};
}

Place joined_all(std::span<const Place> places) {
    if (places.size() == 1) return places.front();
    auto half = places.size() / 2;
    return joined(joined_all(places.first(half)), joined_all(places.subspan(half)));
}

} // namespace state_tree

// Behind every group, whose names go on with their depth.
std::string StateTree::name_of(Part part) const {
    return prefix_ + '\xff' + static_cast<char>(part);
}

crypto::Hash StateTree::root(const Snapshot& view, Part part) const {
    return state_tree::place_at(view, name_of(part)).hash;
}

crypto::Hash StateTree::root(const Snapshot& view, std::span<const Next> next) const {
    std::vector<state_tree::Place> places(parts);
    for (unsigned part = 0; part < parts; ++part)
        places[part] = state_tree::place_at(view, name_of(static_cast<Part>(part)));
    for (const auto& one : next) places[one.part] = state_tree::place_in(*one.writes.back().second);
    return state_tree::joined_all(places).hash;
}

Result<StateTree::Next> StateTree::next(const Snapshot& view, Part part,
                                        const Changes& changes) const {
    std::vector<state_tree::Change> all(changes.begin(), changes.end());
    auto before = state_tree::place_at(view, name_of(part));
    Next out{part, before.hash, {}, {}};
    auto place = TRY(state_tree::Changing(view, prefix_, out).whole(before, all));
    out.root = place.hash;
    std::string content;
    state_tree::append_place(content, place);
    out.writes.emplace_back(name_of(part), std::move(content)); // the last one: what the part is
    return out;
}

void StateTree::write(Batch& batch, const Next& next) {
    for (const auto& [key, value] : next.writes)
        if (value)
            batch.put(key, *value);
        else
            batch.erase(key);
}

} // namespace vienreiz::store
