// The style sheet, scripts and pictures of the pages, made by web/ at build time and part of the
// binary.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace vienreiz::html {

struct Asset {
    std::string_view name;         // "app.css"
    std::string_view bytes;        // lives as long as the program
    std::string_view content_type; // "text/css; charset=utf-8"
    std::string_view hash;         // SHA-256 of the bytes, in hexadecimal: an ETag
};

// Null when there is no such asset.
const Asset* asset(std::string_view name);
std::span<const Asset> assets();

// All assets share one version, so that the script can import its neighbours by relative URLs:
//   /assets/{version}/{name}     may be cached for ever; any other version is not found
std::string_view assets_version();
std::string asset_url(std::string_view name);

// A file of po/: part of the binary, but not for browsers.
std::string_view embedded(std::string_view name);

} // namespace vienreiz::html
