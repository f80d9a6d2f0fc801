// TLS 1.2 and 1.3 contexts (RFC 8446, RFC 5246) with the ciphers and curves of BCP 195 (RFC 9325).
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <memory>

struct ssl_ctx_st;

namespace vienreiz::http {

using TlsContext = std::shared_ptr<ssl_ctx_st>;

// A server's: HTTP/1.1 by ALPN, no session tickets (their key would have to be rotated), no
// renegotiation.
Result<TlsContext> server_tls(const std::filesystem::path& certificate,
                              const std::filesystem::path& key);
// A client's: the peer is verified against `trust` (PEM), or against the system's store where that
// is empty.
Result<TlsContext> client_tls(const std::filesystem::path& trust);

} // namespace vienreiz::http
