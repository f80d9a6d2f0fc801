#include "http/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace vienreiz::http {
namespace tls {

constexpr unsigned char only_protocol[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

Failure failure(std::string what, const std::filesystem::path& file = {}) {
    char reason[256] = "";
    ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
    ERR_clear_error();
    return {Kind::invalid, std::move(what) + " (" + reason + ")", file.string()};
}

// RFC 7301: a client that offers ALPN without http/1.1 is refused; one that offers none speaks
// HTTP/1.1 anyway.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_length,
                    const unsigned char* offered, unsigned offered_length, void*) {
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, out_length, only_protocol, sizeof only_protocol, offered,
                              offered_length) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

Result<TlsContext> context(const SSL_METHOD* method) {
    TlsContext made(SSL_CTX_new(method), &SSL_CTX_free);
    if (!made) return failure("TLS cannot be started");
    auto* raw = made.get();
    SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(raw, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                              SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
    // RFC 9325 §4.2: forward secrecy and authenticated encryption only.
    if (SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1 ||
        SSL_CTX_set1_groups_list(raw, "X25519:P-256:P-384") != 1)
        return failure("These TLS ciphers are not available");
    return made;
}

} // namespace tls

Result<TlsContext> server_tls(const std::filesystem::path& certificate,
                              const std::filesystem::path& key) {
    auto made = TRY(tls::context(TLS_server_method()));
    auto* raw = made.get();
    SSL_CTX_set_num_tickets(raw, 0);
    SSL_CTX_set_read_ahead(raw, 1);
    SSL_CTX_set_alpn_select_cb(raw, &tls::choose_protocol, nullptr);
    if (SSL_CTX_use_certificate_chain_file(raw, certificate.c_str()) != 1)
        return tls::failure("The TLS certificate cannot be read", certificate);
    if (SSL_CTX_use_PrivateKey_file(raw, key.c_str(), SSL_FILETYPE_PEM) != 1)
        return tls::failure("The TLS key cannot be read", key);
    if (SSL_CTX_check_private_key(raw) != 1)
        return tls::failure("The TLS key does not belong to the certificate", key);
    return made;
}

Result<TlsContext> client_tls(const std::filesystem::path& trust) {
    auto made = TRY(tls::context(TLS_client_method()));
    auto* raw = made.get();
    SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
    bool loaded = trust.empty() ? SSL_CTX_set_default_verify_paths(raw) == 1
                                : SSL_CTX_load_verify_file(raw, trust.c_str()) == 1;
    if (!loaded) return tls::failure("The trusted certificates cannot be read", trust);
    // ALPN is of no use to a client that speaks one protocol, but a server with several wants to
    // know.
    if (SSL_CTX_set_alpn_protos(raw, tls::only_protocol, sizeof tls::only_protocol) != 0)
        return tls::failure("TLS cannot be started");
    return made;
}

} // namespace vienreiz::http
