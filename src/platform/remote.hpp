// A node as its users see it: over HTTP, as a system with its key or as a person with her password.
#pragma once

#include "base/json.hpp"
#include "crypto/keys.hpp"
#include "http/client.hpp"

namespace vienreiz::platform {

class Remote {
public:
    static Result<Remote> to(std::string_view url);

    // As a system: client credentials with private_key_jwt (RFC 7523).
    Outcome authenticate(std::string_view system, const crypto::PrivateKey& key);
    [[nodiscard]] const std::string& token() const { return token_; } // of the last authenticate()
    // As a person: keeps the session's cookie and sends its CSRF token with every change.
    Outcome sign_in(std::string_view login, std::string_view password);

    Result<http::ClientResponse> send(http::ClientRequest request); // any status
    // A 2xx answer's body; another status is the problem it tells, as a Failure of its kind.
    Result<std::string> get(std::string target);
    Result<std::string> post(std::string target, std::string json, std::string method = "POST");

private:
    explicit Remote(std::string url, std::unique_ptr<http::Client> client)
        : url_(std::move(url)), client_(std::move(client)) {}

    std::string url_;
    std::unique_ptr<http::Client> client_;
    std::string token_;
    std::vector<std::pair<std::string, std::string>> credentials_; // header fields
};

// The failure a problem document (RFC 9457) tells.
Failure failure_of(const http::ClientResponse& response);

} // namespace vienreiz::platform
