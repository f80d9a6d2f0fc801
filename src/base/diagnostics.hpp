// Diagnostics: one JSON object a line on standard error. Never "log": that word is the journal's rival.
// No secret, no personal data and no request body ever goes in.
//
//   diagnostics::warn("A receiver is slow", {{"system", id}, {"waiting", std::to_string(n)}});
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>

namespace vienreiz::diagnostics {

enum class Level { debug, info, warn, error };
using Details = std::initializer_list<std::pair<std::string_view, std::string_view>>;

void set_level(Level level);
void write(Level level, std::string_view sentence, Details details);

inline void debug(std::string_view sentence, Details details = {}) {
    write(Level::debug, sentence, details);
}
inline void info(std::string_view sentence, Details details = {}) {
    write(Level::info, sentence, details);
}
inline void warn(std::string_view sentence, Details details = {}) {
    write(Level::warn, sentence, details);
}
inline void error(std::string_view sentence, Details details = {}) {
    write(Level::error, sentence, details);
}

} // namespace vienreiz::diagnostics
