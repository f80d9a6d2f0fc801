#include "base/result.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace vienreiz {

void check_failed(std::string_view sentence, std::source_location at) {
    std::fprintf(stderr, "vienreiz: a check failed: %.*s (%s:%u)\n",
                 static_cast<int>(sentence.size()), sentence.data(), at.file_name(), at.line());
    std::abort();
}

int exit_code(Kind kind) { return 2 + static_cast<int>(kind); }

std::string_view name(Kind kind) {
    constexpr std::array<std::string_view, 9> names{"invalid",  "unauthenticated", "forbidden",
                                                    "missing",  "conflict",        "too_large",
                                                    "too_many", "unavailable",     "corrupt"};
    return names[static_cast<std::size_t>(kind)];
}

} // namespace vienreiz
