#include "html/assets.hpp"

#include "base/result.hpp"

// Made by web/embed.cmake.
namespace vienreiz::html::generated {
std::span<const Asset> assets();
std::span<const Asset> catalogues();
extern const std::string_view version;
} // namespace vienreiz::html::generated

namespace vienreiz::html {
namespace {
const Asset* named(std::span<const Asset> assets, std::string_view name) {
    for (const auto& asset : assets)
        if (asset.name == name) return &asset;
    return nullptr;
}
} // namespace

const Asset* asset(std::string_view name) { return named(generated::assets(), name); }
std::span<const Asset> assets() { return generated::assets(); }
std::string_view assets_version() { return generated::version; }

std::string asset_url(std::string_view name) {
    check(asset(name) != nullptr, "a page asks only for assets there are");
    return "/assets/" + std::string(assets_version()) + "/" + std::string(name);
}

std::string_view embedded(std::string_view name) {
    const auto* found = named(generated::catalogues(), name);
    check(found != nullptr, "only files of po/ are embedded");
    return found->bytes;
}

} // namespace vienreiz::html
