// Any bytes as a manifest: one that is taken stays below the folder it is restored into, and is written as it was read.
#include "backup/manifest.hpp"
#include "base/fuzz_seeds.hpp"

#include <filesystem>

using namespace vienreiz;

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    backup::Manifest manifest;
    auto empty = json::text(manifest);
    manifest.journals = {{"main", "example/main", 3, "root"}};
    manifest.files = {{"a/b", 5, std::string(64, 'a'), {std::string(64, 'b')}}};
    return fuzz::plant(*count, *arguments, {empty, json::text(manifest)});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto manifest = backup::manifest_from(text(ByteView(data, size)));
    if (!manifest) return 0;
    for (const auto& file : manifest->files) {
        auto path = std::filesystem::path("/to") / file.path;
        check(path.lexically_normal() == path && path.string().starts_with("/to/"),
              "a file is restored below the folder");
    }
    auto written = json::text(*manifest);
    check(json::text(*backup::manifest_from(written)) == written, "a manifest survives itself");
    return 0;
}
