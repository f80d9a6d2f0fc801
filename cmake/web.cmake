# The style sheet and scripts of the pages, and the catalogues of po/, as a library: vienreiz_assets.
#
# npm fetches govuk-frontend, the Sass compiler, ML-DSA and what bundles it into the build directory,
# by web/package-lock.json and only when that has changed: a second build needs no network. What is
# made is embedded in the binary; nothing made is committed. src/html/assets.hpp reads it.

find_program(NPM npm)
find_program(NODE NAMES node nodejs)
if(NOT NPM OR NOT NODE)
    message(FATAL_ERROR "npm and node make the pages' style sheet and one of them is missing. "
        "Install both (on Debian 12: apt install npm) and configure again.")
endif()

set(VIENREIZ_WEB ${CMAKE_BINARY_DIR}/web)
set(modules_installed ${VIENREIZ_WEB}/installed)
set(web_sources ${CMAKE_SOURCE_DIR}/web)

add_custom_command(
    OUTPUT ${modules_installed}
    COMMAND ${CMAKE_COMMAND} -D NPM=${NPM} -D FROM=${web_sources} -D INTO=${VIENREIZ_WEB}
        -P ${web_sources}/install.cmake
    DEPENDS ${web_sources}/package.json ${web_sources}/package-lock.json ${web_sources}/.npmrc
        ${web_sources}/install.cmake
    COMMENT "Fetching what web/package-lock.json names" VERBATIM)

file(GLOB styles CONFIGURE_DEPENDS ${web_sources}/*.scss)
set(app_css ${VIENREIZ_WEB}/app.css)
add_custom_command(
    OUTPUT ${app_css}
    COMMAND ${NODE} node_modules/sass/sass.js --load-path=node_modules --style=compressed
        --no-source-map --quiet-deps ${web_sources}/theme.scss app.css
    DEPENDS ${modules_installed} ${styles}
    WORKING_DIRECTORY ${VIENREIZ_WEB}
    COMMENT "Making app.css" VERBATIM)

# @noble/post-quantum as one module, since a page's script names no packages. NODE_PATH: where they are.
set(ml_dsa_js ${VIENREIZ_WEB}/ml_dsa_44.js)
add_custom_command(
    OUTPUT ${ml_dsa_js}
    COMMAND ${CMAKE_COMMAND} -E env NODE_PATH=${VIENREIZ_WEB}/node_modules
        ${NODE} node_modules/esbuild/bin/esbuild ${web_sources}/ml_dsa_44.mjs --bundle --format=esm
        --minify --target=es2022 --log-level=warning --outfile=ml_dsa_44.js
    DEPENDS ${modules_installed} ${web_sources}/ml_dsa_44.mjs
    WORKING_DIRECTORY ${VIENREIZ_WEB}
    COMMENT "Making ml_dsa_44.js" VERBATIM)

file(GLOB scripts CONFIGURE_DEPENDS ${web_sources}/*.js)
file(GLOB catalogues CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/po/*.po)
set(govuk_js ${VIENREIZ_WEB}/node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js)
set(embedded_files ${app_css} ${govuk_js} ${ml_dsa_js} ${scripts} ${web_sources}/favicon.svg
    ${web_sources}/notices.txt ${catalogues})
set(assets_cpp ${VIENREIZ_WEB}/assets.cpp)
add_custom_command(
    OUTPUT ${assets_cpp}
    COMMAND ${CMAKE_COMMAND} -D OUT=${assets_cpp} "-D FILES=${embedded_files}"
        -P ${web_sources}/embed.cmake
    DEPENDS ${modules_installed} ${app_css} ${ml_dsa_js} ${scripts} ${web_sources}/favicon.svg
        ${web_sources}/notices.txt ${catalogues} ${web_sources}/embed.cmake
    COMMENT "Embedding the pages' assets" VERBATIM)

add_library(vienreiz_assets STATIC ${assets_cpp})
target_include_directories(vienreiz_assets PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(vienreiz_assets PRIVATE vienreiz_compiler)
set_target_properties(vienreiz_assets PROPERTIES UNITY_BUILD OFF)
