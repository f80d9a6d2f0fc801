// What a fuzz target begins with: good inputs, so that not every run has to guess them first. They
// stand in the target's code and are written into its corpus folder, the first argument, before
// libFuzzer reads it:
//
//   extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
//       return vienreiz::fuzz::plant(*count, *arguments, {"GET / HTTP/1.1\r\nHost: a\r\n\r\n"});
//   }
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace vienreiz::fuzz {

inline int plant(int count, char** arguments, const std::vector<std::string>& seeds) {
    if (count < 2 || !std::filesystem::is_directory(arguments[1])) return 0;
    std::filesystem::path corpus(arguments[1]);
    for (std::size_t i = 0; i < seeds.size(); ++i)
        std::ofstream(corpus / ("seed-" + std::to_string(i)), std::ios::binary) << seeds[i];
    return 0;
}

} // namespace vienreiz::fuzz
