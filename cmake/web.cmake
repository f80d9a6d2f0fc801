# The style sheet and script of the pages, and the catalogues of po/, as a library: vienreiz_assets.
#
# npm fetches govuk-frontend and the Sass compiler into the build directory, by
# web/package-lock.json and only when that has changed: a second build needs no network. What is
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

file(GLOB catalogues CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/po/*.po)
set(govuk_js ${VIENREIZ_WEB}/node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js)
set(embedded_files ${app_css} ${govuk_js} ${web_sources}/app.js ${web_sources}/favicon.svg
    ${web_sources}/notices.txt ${catalogues})
set(assets_cpp ${VIENREIZ_WEB}/assets.cpp)
add_custom_command(
    OUTPUT ${assets_cpp}
    COMMAND ${CMAKE_COMMAND} -D OUT=${assets_cpp} "-D FILES=${embedded_files}"
        -P ${web_sources}/embed.cmake
    DEPENDS ${modules_installed} ${app_css} ${web_sources}/app.js ${web_sources}/favicon.svg
        ${web_sources}/notices.txt ${catalogues} ${web_sources}/embed.cmake
    COMMENT "Embedding the pages' assets" VERBATIM)

add_library(vienreiz_assets STATIC ${assets_cpp})
target_include_directories(vienreiz_assets PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(vienreiz_assets PRIVATE vienreiz_compiler)
set_target_properties(vienreiz_assets PROPERTIES UNITY_BUILD OFF)
