# AWS-LC's libcrypto, for what OpenSSL 3.0 has not: ML-DSA (docs/decisions/0011-aws-lc.md).
#
# cargo fetches the crate that carries its C sources, by cmake/aws-lc/Cargo.lock and with the checksums there; no Rust is
# compiled. Every symbol is prefixed, so that it stands beside OpenSSL's of the same name.
include(ExternalProject)

find_program(CARGO cargo)
if(NOT CARGO)
    message(FATAL_ERROR "cargo fetches AWS-LC's sources and it is missing. "
        "Install it (on Debian 12: apt install cargo-web) and configure again.")
endif()

set(aws_lc_prefix aws_lc_0_47_0) # as the crate's generated headers have it
set(aws_lc ${CMAKE_BINARY_DIR}/aws-lc)
set(aws_lc_crate ${aws_lc}/crates/aws-lc-sys)
set(aws_lc_library ${aws_lc}/build/crypto/libcrypto.a)
ExternalProject_Add(aws_lc_build
    PREFIX ${aws_lc}
    DOWNLOAD_COMMAND ${CARGO} vendor --quiet --locked --manifest-path ${CMAKE_SOURCE_DIR}/cmake/aws-lc/Cargo.toml
        ${aws_lc}/crates
    SOURCE_DIR ${aws_lc_crate}/aws-lc
    BINARY_DIR ${aws_lc}/build
    CMAKE_ARGS -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER_LAUNCHER=${CCACHE} -DCMAKE_CXX_COMPILER_LAUNCHER=${CCACHE}
        -DBUILD_TESTING=OFF -DBUILD_LIBSSL=OFF -DBUILD_TOOL=OFF -DBUILD_SHARED_LIBS=OFF
        -DDISABLE_GO=ON -DDISABLE_PERL=ON # what they would make is in the crate
        -DBORINGSSL_PREFIX=${aws_lc_prefix}_ -DBORINGSSL_PREFIX_HEADERS=${aws_lc_crate}/generated-include
    BUILD_COMMAND ${CMAKE_COMMAND} --build <BINARY_DIR> --target crypto
    INSTALL_COMMAND ""
    BUILD_BYPRODUCTS ${aws_lc_library}
    LOG_DOWNLOAD ON LOG_CONFIGURE ON LOG_BUILD ON LOG_OUTPUT_ON_FAILURE ON)

add_library(aws_lc STATIC IMPORTED GLOBAL)
set_target_properties(aws_lc PROPERTIES IMPORTED_LOCATION ${aws_lc_library})
target_link_libraries(aws_lc INTERFACE Threads::Threads)
add_dependencies(aws_lc aws_lc_build)

# These files, and no others, see AWS-LC's headers: they have the names of OpenSSL's.
function(vienreiz_with_aws_lc target)
    target_link_libraries(${target} PRIVATE aws_lc)
    add_dependencies(${target} aws_lc_build)
    set_source_files_properties(${ARGN} PROPERTIES
        COMPILE_OPTIONS "-isystem${aws_lc_crate}/generated-include;-isystem${aws_lc_crate}/aws-lc/include"
        COMPILE_DEFINITIONS BORINGSSL_PREFIX=${aws_lc_prefix}
        SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
