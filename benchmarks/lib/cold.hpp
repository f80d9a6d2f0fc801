// Files as they are after a start of the machine.
#pragma once

#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace vienreiz::bench {

inline void drop_from_memory(const std::filesystem::path& folder) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
        auto descriptor = ::open(file.path().c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor < 0) continue;
        ::fsync(descriptor);
        ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
        ::close(descriptor);
    }
}

} // namespace vienreiz::bench
