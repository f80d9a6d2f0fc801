# Writes OUT, a C++ file that holds the bytes of each of FILES, its type and its hash.
#
# The assembler reads the bytes (.incbin), so a large file costs no compile time. A .po file goes
# into the list of catalogues, which is not for browsers; every other file into that of assets.
cmake_minimum_required(VERSION 3.25)

set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_svg "image/svg+xml")
set(type_txt "text/plain; charset=utf-8")
set(type_po "text/plain; charset=utf-8")

set(bytes "")
set(declared "")
set(assets "")
set(catalogues "")
set(hashes "")
set(number 0)
foreach(file ${FILES})
    get_filename_component(name ${file} NAME)
    get_filename_component(extension ${file} LAST_EXT)
    string(SUBSTRING ${extension} 1 -1 extension)
    file(SHA256 ${file} hash)
    set(symbol vienreiz_asset_${number})
    string(APPEND bytes "    \".global ${symbol}\\n.global ${symbol}_end\\n${symbol}:\\n.incbin \\\"${file}\\\"\\n${symbol}_end:\\n.byte 0\\n\"\n")
    string(APPEND declared "extern const char ${symbol}[], ${symbol}_end[];\n")
    set(entry "        {\"${name}\", view(${symbol}, ${symbol}_end), \"${type_${extension}}\", \"${hash}\"},\n")
    if(extension STREQUAL "po")
        string(APPEND catalogues "${entry}")
    else()
        string(APPEND assets "${entry}")
        string(APPEND hashes "${name} ${hash}\n")
    endif()
    math(EXPR number "${number} + 1")
endforeach()
string(SHA256 version "${hashes}")
string(SUBSTRING ${version} 0 16 version)

file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT [[
#include "html/assets.hpp"

asm(".section .rodata\n"
@bytes@    ".previous\n");

extern "C" {
@declared@}

namespace vienreiz::html::generated {
namespace {
std::string_view view(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}
} // namespace

extern const std::string_view version;
const std::string_view version = "@version@";
std::span<const Asset> assets();
std::span<const Asset> assets() {
    static const Asset all[] = {
@assets@    };
    return all;
}
std::span<const Asset> catalogues();
std::span<const Asset> catalogues() {
    static const Asset all[] = {
@catalogues@    };
    return all;
}

} // namespace vienreiz::html::generated
]])
