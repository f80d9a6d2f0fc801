// Described structs in a view: saved as their JSON, loaded back as themselves.
#pragma once

#include "base/json.hpp"
#include "store/store.hpp"

#include <vector>

namespace vienreiz::platform {

template <class T>
void save(store::Batch& batch, std::string_view key, const T& value) {
    batch.put(key, json::text(value));
}

template <class T>
T loaded(std::string_view bytes) {
    auto value = json::read<T>(bytes);
    // The views are written by this program from checked events: anything else is our mistake, or another version's
    // views, which opening the node has rebuilt.
    check(value.has_value(), "a view holds what was saved in it");
    return std::move(*value);
}

template <class T>
std::optional<T> load(const store::Snapshot& view, std::string_view key) {
    auto bytes = view.get(key);
    if (!bytes) return {};
    return loaded<T>(*bytes);
}

template <class T>
std::vector<T> load_all(const store::Snapshot& view, std::string_view prefix) {
    std::vector<T> out;
    view.scan_prefix(prefix, [&](std::string_view, std::string_view value) {
        out.push_back(loaded<T>(value));
        return store::Scan::next;
    });
    return out;
}

// What follows `prefix` in the keys that start with it.
inline std::vector<std::string> names_under(const store::Snapshot& view, std::string_view prefix) {
    std::vector<std::string> out;
    view.scan_prefix(prefix, [&](std::string_view key, std::string_view) {
        out.emplace_back(key.substr(prefix.size()));
        return store::Scan::next;
    });
    return out;
}

} // namespace vienreiz::platform
