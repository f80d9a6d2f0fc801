#include "base/diagnostics.hpp"

#include "base/json.hpp"
#include "base/time.hpp"

#include <atomic>
#include <cstdio>

namespace vienreiz::diagnostics {
namespace {
std::atomic<Level> least{Level::info};
}

void set_level(Level level) { least = level; }

void write(Level level, std::string_view sentence, Details details) {
    if (level < least.load(std::memory_order_relaxed)) return;
    constexpr std::string_view names[] = {"debug", "info", "warn", "error"};
    std::string line = "{\"at\":\"" + rfc3339(now()) + "\",\"level\":\"";
    line += names[static_cast<std::size_t>(level)];
    line += "\",\"what\":";
    json::write_string(line, sentence);
    for (const auto& [key, value] : details) {
        line += ',';
        json::write_string(line, key);
        line += ':';
        json::write_string(line, value);
    }
    line += "}\n";
    std::fwrite(line.data(), 1, line.size(),
                stderr); // one write a line, so lines of threads never mix
}

} // namespace vienreiz::diagnostics
