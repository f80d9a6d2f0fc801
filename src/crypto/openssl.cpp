#include "crypto/openssl.hpp"

#include <fmt/format.h>
#include <openssl/err.h>

namespace vienreiz::crypto::openssl {

Failure failure(Kind kind, std::string_view sentence) {
    auto code = ERR_peek_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    ERR_clear_error();
    // What somebody sent is told in our words, which are translated; what failed here, in the library's as well.
    if (reason == nullptr || kind == Kind::invalid) return {kind, std::string(sentence)};
    return {kind, fmt::format("{} ({})", sentence, reason)};
}

void must_failed(std::string_view sentence) {
    check_failed(failure(Kind::unavailable, sentence).what, std::source_location::current());
}

} // namespace vienreiz::crypto::openssl
