// What every file of this folder needs of OpenSSL's C interface, and nobody outside it may include.
#pragma once

#include "base/result.hpp"

#include <memory>
#include <string_view>

namespace vienreiz::crypto::openssl {

template <auto free>
struct Freed {
    template <class T>
    void operator()(T* handle) const {
        free(handle);
    }
};

// Owns a C handle: Handle<EVP_PKEY, EVP_PKEY_free>.
template <class T, auto free>
using Handle = std::unique_ptr<T, Freed<free>>;

// The sentence with OpenSSL's first reason in brackets. OpenSSL keeps its errors in a queue of the
// thread: it is emptied here, so that no later failure is explained by an earlier one.
Failure failure(Kind kind, std::string_view sentence);

// For calls that fail only when memory runs out or a provider is missing.
[[noreturn]] void must_failed(std::string_view sentence);
inline void must(bool done, std::string_view sentence) {
    if (!done) [[unlikely]]
        must_failed(sentence);
}

} // namespace vienreiz::crypto::openssl
