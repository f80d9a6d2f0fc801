// Who speaks in a story: nobody, a person of the demonstration or one registered by the story, a system with its key.
#include "crypto/hash.hpp"
#include "crypto/jwt.hpp"
#include "crypto/random.hpp"
#include "stories/player.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::stories {
namespace {

// "<a> with key <b>, but <c>"
struct Signing {
    std::string what, key, but;
};
Result<Signing> signing_of(const std::string& words) {
    constexpr std::string_view with = " with key ", but = ", but ";
    auto at = words.find(with);
    if (at == words.npos) return Failure{Kind::invalid, "Write: ... with key NAME"};
    auto key = words.substr(at + with.size());
    auto comma = key.find(but);
    return Signing{words.substr(0, at), key.substr(0, comma),
                   comma == key.npos ? "" : key.substr(comma + but.size())};
}

std::int64_t seconds_since_epoch(Instant at) {
    return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

std::string base64url_json(const json::Value& value) { return base64url(bytes(json::text(value))); }

// Ways of making a signature hold that nobody gave (RFC 8725 §2.1, §2.2).
std::optional<std::string> forged_assertion(const json::Object& claims,
                                            const crypto::PrivateKey& key, const std::string& but) {
    auto key_id = key.public_key().thumbprint();
    if (but == "with the public key as a secret") {
        auto signed_part = base64url_json(json::Object{{"alg", "HS256"}, {"kid", key_id}}) + "." +
                           base64url_json(claims);
        auto secret = key.public_key().pem();
        return signed_part + "." +
               base64url(crypto::hmac_sha256(bytes(secret), bytes(signed_part)));
    }
    if (but == "with a key of its own in the header") {
        auto own = crypto::PrivateKey::generate(key.algorithm());
        return crypto::sign_jwt({{"kid", key_id}, {"jwk", own.public_key().jwk()}}, claims, own);
    }
    if (but == "with another algorithm")
        return crypto::sign_jwt(claims, crypto::PrivateKey::generate(crypto::Algorithm::Ed25519),
                                key_id);
    return {};
}

// The ways an assertion can be wrong (RFC 7523 §3), by what a story calls them. `last`: the one before.
Result<std::string> assertion(const std::string& system, const crypto::PrivateKey& key,
                              const std::string& url, const std::string& but, std::int64_t now,
                              const std::string& last) {
    json::Object claims{{"iss", system},
                        {"sub", system},
                        {"aud", url + "/oauth/token"},
                        {"jti", crypto::random_token()},
                        {"exp", now + 120}};
    auto key_id = key.public_key().thumbprint();
    if (but == "expired")
        claims["exp"] = now - 60;
    else if (but == "with parts of a second")
        claims["exp"] = static_cast<double>(now) + 119.75;
    else if (but == "expired by parts of a second") // and by the 30 s that clocks may differ
        claims["exp"] = static_cast<double>(now) - 30.25;
    else if (but == "with an nbf that is no number")
        claims["nbf"] = "soon";
    else if (but == "good for an hour")
        claims["exp"] = now + 3'600;
    else if (but == "not valid yet")
        claims["nbf"] = now + 240, claims["exp"] = now + 280;
    else if (but == "without an end")
        claims.erase("exp");
    else if (but == "for another audience")
        claims["aud"] = "https://elsewhere.example/oauth/token";
    else if (but == "without an audience")
        claims.erase("aud");
    else if (but == "without a jti")
        claims.erase("jti");
    else if (but == "issued by another")
        claims["iss"] = "somebody-else";
    else if (but == "under another key's name")
        key_id = "another";
    else if (but == "with the jti of the last one")
        claims["jti"] = TRY(crypto::unverified_jwt(last)).claims.at("jti");
    else if (!but.empty() && !but.starts_with("changed after") && !but.starts_with("with "))
        return Failure{Kind::invalid, "Nobody knows how to make it " + but};
    if (auto forged = forged_assertion(claims, key, but)) return *forged;

    auto signed_one = crypto::sign_jwt(claims, key, key_id);
    auto first = signed_one.find('.'), second = signed_one.rfind('.');
    if (but == "with the algorithm none")
        return base64url_json(json::Object{{"alg", "none"}, {"typ", "JWT"}}) +
               signed_one.substr(first, second - first) + ".";
    if (but != "changed after signing") return signed_one;
    claims["exp"] = now + 200;
    return signed_one.substr(0, first + 1) + base64url_json(claims) + signed_one.substr(second);
}

} // namespace

Outcome Player::become(const std::string& who) {
    if (who == "anybody") {
        credentials_.clear();
        return {};
    }
    if (who == "the receiver's system")
        return become_system(node_->demonstration().system + " with key of the receiver's system");
    constexpr std::string_view the = "the ", with_password = " with password ";
    if (auto at = who.find(with_password); at != who.npos)
        return sign_in(who.substr(0, at), who.substr(at + with_password.size()));
    const auto& people = node_->demonstration().people;
    auto person = std::ranges::find(people, who.starts_with(the) ? who.substr(the.size()) : who,
                                    &app::DemonstrationPerson::role);
    if (person == people.end())
        return Failure{Kind::invalid, "Nobody of the demonstration is called so"};
    return sign_in(person->login, person->password);
}

Outcome Player::sign_in_again(const std::string& who) {
    people_.clear();
    return become(who);
}

Outcome Player::sign_in(const std::string& login, const std::string& password) {
    if (auto known = people_.find(login); known != people_.end()) {
        credentials_ = known->second;
        return {};
    }
    credentials_.clear();
    json::Value wish = json::Object{{"login", login}, {"password", password}};
    TRY(succeed(
        {"POST", "/api/session", {{"Content-Type", "application/json"}}, json::text(wish)}));
    auto cookie = last_.response.header("Set-Cookie");
    auto csrf = TRY(body()).at("csrf").as_string();
    credentials_ = {{"Cookie", std::string(cookie.substr(0, cookie.find(';')))},
                    {"X-CSRF-Token", std::string(csrf)}};
    people_[login] = credentials_;
    return {};
}

Outcome Player::become_system(const std::string& words) {
    TRY(ask_for_token(words));
    last_.expected = true;
    if (last_.response.status != 200) return Failure{Kind::unauthenticated, "No token was given"};
    auto token = TRY(body()).at("access_token").as_string();
    credentials_ = {{"Authorization", "Bearer " + std::string(token)}};
    return {};
}

Outcome Player::ask_for_token(const std::string& words) {
    auto wanted = TRY(signing_of(words));
    auto key = keys_.find(wanted.key);
    if (key == keys_.end())
        return Failure{Kind::invalid, "There is no key " + wanted.key + "; make it first"};
    credentials_.clear();
    if (wanted.but != "with the same assertion again")
        assertion_ = TRY(assertion(wanted.what, key->second, node_->url(), wanted.but,
                                   seconds_since_epoch(node_->clock().now()), assertion_));
    std::string form = "grant_type=client_credentials&client_assertion_type=" +
                       percent_encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") +
                       "&client_assertion=" + assertion_;
    return send(
        {"POST", "/oauth/token", {{"Content-Type", "application/x-www-form-urlencoded"}}, form});
}

Outcome Player::make_key(const std::string& name) {
    auto key = crypto::PrivateKey::generate(crypto::Algorithm::ES256);
    memory_[name + " jwk"] = json::text(key.public_key().jwk());
    memory_[name + " kid"] = key.public_key().thumbprint();
    keys_.insert_or_assign(name, std::move(key));
    return {};
}

Outcome Player::sign_text(const std::string& words) {
    auto wanted = TRY(signing_of(words));
    auto key = keys_.find(wanted.key);
    if (key == keys_.end())
        return Failure{Kind::invalid, "There is no key " + wanted.key + "; make it first"};
    TRY(succeed({"GET", fmt::format("/api/agreements/{}/text", wanted.what), {}, {}}));
    memory_["signature"] = base64url(key->second.sign(bytes(last_.response.body)));
    return {};
}

} // namespace vienreiz::stories
