#include "crypto/openssl.hpp"

#include <fmt/format.h>
#include <openssl/err.h>

namespace vienreiz::crypto::openssl {

Failure failure(Kind kind, std::string_view sentence) {
    auto code = ERR_peek_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    ERR_clear_error();
    if (reason == nullptr) return {kind, std::string(sentence)};
    return {kind, fmt::format("{} ({})", sentence, reason)};
}

void must(bool done, std::string_view sentence) {
    if (!done) [[unlikely]]
        check(false, failure(Kind::unavailable, sentence).what);
}

} // namespace vienreiz::crypto::openssl
