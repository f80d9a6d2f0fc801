#include "store/state_tree.hpp"

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
constexpr std::size_t place_bytes = 1 + 2 * sizeof(Hash);
using NodeBytes = std::array<char, 2 * place_bytes>;

void write_place(char* at, const Place& place) {
    *at++ = static_cast<char>(place.of);
    at = std::ranges::copy(text(place.hash), at).out;
    std::ranges::copy(text(place.key), at);
}

std::optional<Place> read_place(std::string_view kept) {
    if (kept.size() != place_bytes || kept[0] < '0' || kept[0] > '2') return {};
    Place out{static_cast<Place::Of>(kept[0])};
    std::ranges::copy(bytes(kept.substr(1, sizeof(Hash))), out.hash.begin());
    std::ranges::copy(bytes(kept.substr(1 + sizeof(Hash))), out.key.begin());
    return out;
}

bool bit(const Hash& key, std::size_t depth) {
    return (key[depth / 8] >> (7 - depth % 8) & 1U) != 0;
}

Hash hashed(std::uint8_t sort, const Hash& first, const Hash& second) {
    std::array<std::uint8_t, 1 + 2 * sizeof(Hash)> input{sort};
    std::ranges::copy(first, input.begin() + 1);
    std::ranges::copy(second, input.begin() + 1 + sizeof(Hash));
    return crypto::sha256(input);
}

Place pair_of(const Hash& key, const Hash& value) {
    return {Place::Of::pair, hashed(0, key, value), key};
}

using Change = std::pair<Hash, std::optional<Hash>>;
// In the order of the keys, so those below a node stand together.
using Changes = std::span<const Change>;

class Changing {
public:
    // `batch` is null when nothing is to be written.
    Changing(const Snapshot& view, Batch* batch, std::string_view prefix)
        : view_(view), batch_(batch), prefix_(prefix) {}

    Result<Place> place(const Place& before, std::size_t depth, Changes changes) {
        if (changes.empty()) return before;
        if (before.of == Place::Of::node) return node(depth, changes);
        std::vector<Place> pairs;
        bool changed = false;
        for (const auto& [key, value] : changes) {
            if (before.of == Place::Of::pair && !changed && before.key <= key) {
                changed = true;
                if (before.key != key) pairs.push_back(before);
            }
            if (value) pairs.push_back(pair_of(key, *value));
        }
        if (before.of == Place::Of::pair && !changed) pairs.push_back(before);
        return made_of(depth, pairs);
    }

private:
    // Of pairs where there was no node.
    Place made_of(std::size_t depth, std::span<const Place> pairs) {
        if (pairs.empty()) return {};
        if (pairs.size() == 1) return pairs.front();
        auto right = std::ranges::partition_point(
            pairs, [&](const Place& one) { return !bit(one.key, depth); });
        auto lefts = static_cast<std::size_t>(right - pairs.begin());
        const auto& some = pairs.front().key;
        auto left_place = made_of(depth + 1, pairs.first(lefts)),
             right_place = made_of(depth + 1, pairs.subspan(lefts));
        return keep(name(depth, some), left_place, right_place);
    }

    Result<Place> node(std::size_t depth, Changes changes) {
        auto at = name(depth, changes.front().first);
        auto kept = view_.get(at);
        auto left =
                 kept ? read_place(std::string_view(*kept).substr(0, place_bytes)) : std::nullopt,
             right = kept ? read_place(
                                std::string_view(*kept).substr(std::min(place_bytes, kept->size())))
                          : std::nullopt;
        if (!left || !right)
            return Failure{Kind::corrupt,
                           "The tree over the views is damaged: \"vienreiz views rebuild\" makes "
                           "them anew"};
        auto middle = std::ranges::partition_point(
            changes, [&](const Change& one) { return !bit(one.first, depth); });
        auto lefts = static_cast<std::size_t>(middle - changes.begin());
        auto new_left = TRY(place(*left, depth + 1, changes.first(lefts)));
        auto new_right = TRY(place(*right, depth + 1, changes.subspan(lefts)));
        return keep(at, new_left, new_right);
    }

    // A node with less than two pairs below it is none.
    Place keep(const std::string& at, const Place& left, const Place& right) {
        using enum Place::Of;
        if ((left.of == nothing && right.of != node) || (right.of == nothing && left.of != node)) {
            if (batch_) batch_->erase(at);
            return left.of == nothing ? right : left;
        }
        NodeBytes content;
        write_place(content.data(), left);
        write_place(content.data() + place_bytes, right);
        if (batch_) batch_->put(at, {content.data(), content.size()});
        return {node, hashed(1, left.hash, right.hash), {}};
    }

    // Where the node is kept below which keys begin as this one does.
    std::string name(std::size_t depth, const Hash& key) const {
        auto out = std::string(prefix_) + static_cast<char>(depth);
        for (std::size_t at = 0; at * 8 < depth; ++at) {
            auto bits = std::min<std::size_t>(8, depth - at * 8);
            out += static_cast<char>(key[at] & (0xff00U >> bits));
        }
        return out;
    }

    const Snapshot& view_;
    Batch* batch_;
    std::string_view prefix_;
};

Place top(const Snapshot& view, const std::string& at) {
    auto kept = view.get(at);
    return kept ? read_place(*kept).value_or(Place{}) : Place{};
}

Result<Place> changed(const Snapshot& view, Batch* batch, const std::string& prefix,
                      const StateTree::Changes& changes) {
    std::vector<Change> all(changes.begin(), changes.end());
    return Changing(view, batch, prefix).place(top(view, prefix), 0, all);
}

} // namespace state_tree

crypto::Hash StateTree::root(const Snapshot& view) const {
    return state_tree::top(view, prefix_).hash;
}

Outcome StateTree::change(Batch& batch, const Changes& changes) const {
    using namespace state_tree;
    auto place = TRY(changed(batch, &batch, prefix_, changes));
    std::array<char, place_bytes> content;
    write_place(content.data(), place);
    batch.put(prefix_, {content.data(), content.size()});
    return {};
}

Result<crypto::Hash> StateTree::root_after(const Snapshot& view, const Changes& changes) const {
    auto place = TRY(state_tree::changed(view, nullptr, prefix_, changes));
    return place.hash;
}

} // namespace vienreiz::store
