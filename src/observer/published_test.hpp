// A journal for the tests of this folder, as it is published. Every earlier size can be shown, and
// it can be made to lie.
#pragma once

#include "journal/all_tiles_test.hpp"
#include "journal/batch.hpp"
#include "journal/cosignature.hpp"
#include "journal/simulated_disk.hpp"
#include "observer/observer.hpp"

#include <map>

namespace vienreiz::observer {

inline constexpr auto origin = "log.example/one";

inline crypto::PrivateKey key_of(std::uint8_t who) {
    return *crypto::PrivateKey::from_ed25519_seed(Bytes(32, who));
}

inline journal::Policy policy_of_key(std::uint8_t who = 1) {
    return journal::policy_of(
               std::vector{to_vkey(journal::verifier_key(origin, key_of(who).public_key()))})
        .value();
}

class Published {
public:
    using Lie = std::function<Result<Bytes>(const std::string& path, Result<Bytes> honest)>;

    // From entry number `fork` on it is another journal than the one without a salt.
    explicit Published(std::uint64_t fork = UINT64_MAX) : fork_(fork) {}

    void grow_to(std::uint64_t size) {
        std::lock_guard hold(mutex_);
        while (edge_.size() < size) {
            auto leaf = journal::leaf_hash(bytes(entry(edge_.size())));
            rows_[0].push_back(leaf);
            edge_.append(leaf, [this](journal::Node node, const journal::Hash& hash) {
                if (node.height % journal::tile_height == 0)
                    rows_[node.height / journal::tile_height].push_back(hash);
            });
        }
        shown_ = size;
    }
    // An older checkpoint of the same tree, as from a cache.
    void show(std::uint64_t size) { shown_ = size; }

    [[nodiscard]] std::string entry(std::uint64_t number) const {
        return "entry " + std::to_string(number) + (number >= fork_ ? " otherwise" : "");
    }
    [[nodiscard]] journal::Hash root(std::uint64_t size) const {
        journal::Edge edge;
        for (std::uint64_t at = 0; at < size; ++at) edge.append(rows_[0].at(at));
        return edge.root();
    }
    [[nodiscard]] std::string note(std::uint64_t size, std::uint8_t who = 1) const {
        return journal::sign_note(to_text(journal::Checkpoint{origin, size, root(size)}), origin,
                                  key_of(who));
    }
    // Kind::missing where the tree that is shown does not reach.
    [[nodiscard]] Result<Bytes> honest(const std::string& path) const {
        if (path == "checkpoint") {
            auto text = note(shown_);
            return Bytes(text.begin(), text.end());
        }
        auto name = TRY(journal::parse_tile_path(path));
        if (name.width > journal::width_in(name.level, name.number, shown_))
            return Failure{Kind::missing, "It is not there", path};
        Bytes out;
        auto first = name.number * journal::tile_width;
        for (auto at = first; at < first + name.width; ++at)
            if (name.of == journal::TileName::Of::entries) {
                journal::add_framed(out, entry(at));
            } else {
                const auto& hash = rows_[name.level].at(at);
                out.insert(out.end(), hash.begin(), hash.end());
            }
        return out;
    }

    // It outlives whoever fetches.
    journal::Fetch fetch() {
        return [this](const std::string& path) {
            std::lock_guard hold(mutex_);
            ++asked[path];
            auto out = honest(path);
            return lie ? lie(path, std::move(out)) : out;
        };
    }
    [[nodiscard]] std::size_t asked_for_tiles() const {
        std::size_t out = 0;
        for (const auto& [path, times] : asked)
            if (path != "checkpoint") out += times;
        return out;
    }

    Lie lie;
    std::map<std::string, unsigned> asked;

private:
    std::uint64_t fork_, shown_ = 0;
    std::mutex mutex_;
    journal::Edge edge_;
    std::array<std::vector<journal::Hash>, 8> rows_;
};

using Sizes = std::vector<std::uint64_t>;

// All that a mirror of so many entries holds, by name.
inline std::vector<journal::TileName> everything(std::uint64_t size) {
    auto out = journal::tiles_of(size), bundles = journal::bundles_of(size);
    out.insert(out.end(), bundles.begin(), bundles.end());
    return out;
}

} // namespace vienreiz::observer
