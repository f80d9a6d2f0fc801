// Strong ids: a DatasetId is never mistaken for an InstitutionId, and costs what a string costs.
//
//   using DatasetId = Id<struct DatasetTag>;
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace vienreiz {

template <class Tag>
struct Id {
    std::string text;
    auto operator<=>(const Id&) const = default;
    [[nodiscard]] bool empty() const { return text.empty(); }
};

} // namespace vienreiz

template <class Tag>
struct std::hash<vienreiz::Id<Tag>> {
    std::size_t operator()(const vienreiz::Id<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.text);
    }
};
