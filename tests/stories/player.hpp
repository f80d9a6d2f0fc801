// Plays one story on a node of its own.
#pragma once

#include "crypto/keys.hpp"
#include "http/client.hpp"
#include "node/test_node.hpp"
#include "stories/story.hpp"

#include <map>

namespace vienreiz::stories {

class Player {
public:
    Player();
    // The failure's place is the step's line in the story's file.
    Outcome play(const Story& story);

private:
    using Headers = std::vector<std::pair<std::string, std::string>>;
    struct Answer {
        std::string method, target;
        http::ClientResponse response;
        bool expected = true; // its status was
    };
    struct Verb; // a step's first words, and what they do (player.cpp)
    static const std::vector<Verb>& verbs();

    Outcome play(const Step& step);
    Outcome
    with_memory(std::string& words) const; // puts what is remembered in the place of <its name>

    // who (player_people.cpp)
    Outcome become(const std::string& who);
    Outcome sign_in_again(const std::string& who);
    Outcome sign_in(const std::string& login, const std::string& password);
    Outcome become_system(const std::string& words); // "<id> with key <name>"
    Outcome ask_for_token(const std::string& words); // "<id> with key <name>, but ..."
    Outcome make_key(const std::string& name);
    Outcome sign_text(const std::string& words); // "<agreement> with key <name>"

    // what (player.cpp)
    Outcome request(const std::string& method, const std::string& words, const std::string& text);
    Outcome send(http::ClientRequest request);
    Outcome repeat(const std::string& words); // "20 times GET /healthz", "until 429 GET /healthz"
    Outcome remember(const std::string& words);
    Outcome restart();
    Outcome let_pass(const std::string& words); // "11 minutes", "2 days"

    // files and agreements (player_data.cpp)
    Outcome take_file(const std::string& how, const std::string& text);
    Outcome upload(const std::string& dataset);
    Outcome describe(const std::string& change);
    Outcome revise(const std::string& words); // "<dataset> {changes}"
    Outcome publish(const std::string& body);
    Outcome push(const std::string& words);
    Outcome publish_by(const std::string& address, const std::string& body);
    Outcome agree(const std::string& words); // "on <dataset> {terms}"
    Outcome follow_next();

    // what comes of it (expectations.cpp)
    Outcome expect(const std::string& words, const std::string& text);
    Outcome expect_header(std::string_view words) const;
    Outcome expect_rows(std::string_view which, const json::Value& pattern) const;
    Outcome expect_receipt();
    [[nodiscard]] Result<json::Value> body() const;

    Result<http::ClientResponse>
    exchange(http::ClientRequest request); // as the caller there is now
    Outcome
    succeed(http::ClientRequest request); // sends, and any status but 2xx is a failure of the step

    std::unique_ptr<test::TestNode> node_;
    std::unique_ptr<http::Client> client_;
    json::Value openapi_;
    std::map<std::string, std::string> memory_;
    std::map<std::string, crypto::PrivateKey> keys_;
    std::map<std::string, Headers> people_; // signed in
    Headers credentials_, once_; // headers of the next request only; an empty value leaves one out
    std::string file_, upload_, assertion_;
    Answer last_;
};

} // namespace vienreiz::stories
