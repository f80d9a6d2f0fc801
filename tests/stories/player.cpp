#include "stories/player.hpp"

#include "base/limits.hpp"
#include "stories/matching.hpp"
#include "stories/schema.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::stories {

struct Player::Verb {
    std::string_view words;
    Outcome (*act)(Player&, const std::string& rest, const std::string& text);
};

const std::vector<Player::Verb>& Player::verbs() {
    using P = Player;
    using S = const std::string&;
    static const std::vector<Verb> all{
        {"as system ", [](P& p, S rest, S) { return p.become_system(rest); }},
        {"as ", [](P& p, S rest, S) { return p.become(rest); }},
        {"sign in again as ", [](P& p, S rest, S) { return p.sign_in_again(rest); }},
        {"make key ", [](P& p, S rest, S) { return p.make_key(rest); }},
        {"ask for a token as ", [](P& p, S rest, S) { return p.ask_for_token(rest); }},
        {"sign the text of ", [](P& p, S rest, S) { return p.sign_text(rest); }},
        {"with header ",
         [](P& p, S rest, S) -> Outcome {
             auto colon = rest.find(':');
             p.once_.emplace_back(
                 rest.substr(0, colon),
                 colon == rest.npos ? ""
                                    : std::string(trim(std::string_view(rest).substr(colon + 1))));
             return {};
         }},
        {"without header ",
         [](P& p, S rest, S) -> Outcome {
             p.once_.emplace_back(rest, "");
             return {};
         }},
        {"GET ", [](P& p, S rest, S text) { return p.request("GET", rest, text); }},
        {"HEAD ", [](P& p, S rest, S text) { return p.request("HEAD", rest, text); }},
        {"POST ", [](P& p, S rest, S text) { return p.request("POST", rest, text); }},
        {"PUT ", [](P& p, S rest, S text) { return p.request("PUT", rest, text); }},
        {"PATCH ", [](P& p, S rest, S text) { return p.request("PATCH", rest, text); }},
        {"DELETE ", [](P& p, S rest, S text) { return p.request("DELETE", rest, text); }},
        {"repeat ", [](P& p, S rest, S) { return p.repeat(rest); }},
        {"remember ", [](P& p, S rest, S) { return p.remember(rest); }},
        {"let ", [](P& p, S rest, S) { return p.let_pass(rest); }},
        {"restart the node", [](P& p, S, S) { return p.restart(); }},
        {"file", [](P& p, S rest, S text) { return p.take_file(rest, text); }},
        {"upload it for ", [](P& p, S rest, S) { return p.upload(rest); }},
        {"describe it", [](P& p, S rest, S) { return p.describe(rest); }},
        {"revise ", [](P& p, S rest, S) { return p.revise(rest); }},
        {"publish it", [](P& p, S rest, S) { return p.publish(rest); }},
        {"push to ", [](P& p, S rest, S) { return p.push(rest); }},
        {"agree on ", [](P& p, S rest, S) { return p.agree(rest); }},
        {"follow next to the end", [](P& p, S, S) { return p.follow_next(); }},
        {"expect ", [](P& p, S rest, S text) { return p.expect(rest, text); }},
    };
    return all;
}

Player::Player() = default;

namespace {

// Of that many people: 32000000000, 32000000001, …, each with what follows.
std::string personal_codes(std::size_t how_many, std::string_view after) {
    std::string out;
    for (std::size_t i = 0; i < how_many; ++i)
        out += fmt::format("{}{}", 32'000'000'000 + i, i + 1 < how_many ? after : "");
    return out;
}

} // namespace

Outcome Player::play(const Story& story) {
    test::TestNode::Options options;
    auto steps = std::span(story.steps);
    constexpr std::string_view limited = "this node takes ";
    if (!steps.empty() && steps[0].words.starts_with(limited)) {
        auto figure = std::string_view(steps[0].words).substr(limited.size());
        options.anonymous_per_second =
            number<unsigned>(figure.substr(0, figure.find(' '))).value_or(1);
        steps = steps.subspan(1);
    }
    node_ = test::TestNode::start(options);
    client_ = TRY(http::Client::to(node_->url()));
    openapi_ = TRY(json::parse(TRY(client_->send({"GET", "/openapi.json", {}, {}})).body));
    auto today = riga_day(node_->clock().now());
    auto in_days = [&](int days) { return iso(today + std::chrono::days(days)); };
    memory_ = {
        {"provider", node_->demonstration().provider},
        {"receiver", node_->demonstration().receiver},
        {"receiver's system", node_->demonstration().system},
        {"today", in_days(0)},
        {"yesterday", in_days(-1)},
        {"tomorrow", in_days(1)},
        {"in a year", in_days(365)},
        {"in eleven years", in_days(4018)},
        {"a body over the limit", std::string(limits::request_body + 1, ' ')},
        {"as many codes as may be", personal_codes(limits::answer_people, ",")},
        {"one code too many", personal_codes(limits::answer_people + 1, ",")},
        {"a row for each of these", personal_codes(limits::answer_people + 1, ",A\n") + ",A"}};
    keys_.insert_or_assign("of the receiver's system",
                           TRY(crypto::PrivateKey::from_pem(node_->demonstration().system_key)));
    for (const auto& step : steps) {
        auto done = play(step);
        if (done) continue;
        auto answer =
            last_.response.status == 0
                ? std::string("no request was sent yet")
                : fmt::format("{} {} was answered with {} {}", last_.method, last_.target,
                              last_.response.status, last_.response.body.substr(0, 2'000));
        auto place = done.error().where.empty() ? "" : " (" + done.error().where + ")";
        return Failure{
            done.error().kind,
            fmt::format("{}\n    {}{}\n    {}", step.words, done.error().what, place, answer),
            fmt::format("{}:{}", story.file.string(), step.line)};
    }
    auto at = fmt::format("{}:{}", story.file.string(), story.line);
    if (!last_.expected)
        return Failure{Kind::invalid, "The story ends, and nobody expected its last answer", at};
    if (auto lawful = node_->lawful(); !lawful)
        return Failure{lawful.error().kind,
                       fmt::format("A validator would not cosign what this story has entered: {}: "
                                   "{}",
                                   lawful.error().where, lawful.error().what),
                       at};
    return {};
}

Outcome Player::play(const Step& step) {
    auto verb = std::ranges::find_if(
        verbs(), [&](const Verb& one) { return step.words.starts_with(one.words); });
    if (verb == verbs().end())
        return Failure{Kind::invalid,
                       "Nobody knows how to do this; tests/stories/README.md lists the steps"};
    auto rest = step.words.substr(verb->words.size());
    auto text = step.text;
    TRY(with_memory(rest));
    TRY(with_memory(text));
    return verb->act(*this, rest, text);
}

Outcome Player::with_memory(std::string& words) const {
    for (auto open = words.find('<'); open != words.npos; open = words.find('<', open + 1)) {
        auto close = words.find('>', open);
        if (close == words.npos) return {};
        auto name = words.substr(open + 1, close - open - 1);
        bool is_name = !name.empty() && name.size() < 40 && name[0] >= 'a' && name[0] <= 'z' &&
                       !name.contains('<');
        if (!is_name) continue;
        auto known = memory_.find(name);
        if (known == memory_.end())
            return Failure{Kind::invalid, "Nothing is remembered as <" + name + ">"};
        words.replace(open, close - open + 1, known->second);
    }
    return {};
}

// ---- requests --------------------------------------------------------------------------------------

Outcome Player::request(const std::string& method, const std::string& words,
                        const std::string& text) {
    auto space = words.find(' ');
    auto target = words.substr(0, space);
    auto body = space == words.npos ? text : words.substr(space + 1);
    http::ClientRequest request{method, target, {}, body};
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    return send(std::move(request));
}

Outcome Player::send(http::ClientRequest request) {
    if (!last_.expected)
        return Failure{Kind::invalid, "Nobody expected the last answer, and the story goes on"};
    last_ = {request.method, request.target, {}, false};
    last_.response = TRY(exchange(std::move(request)));
    return keeps_description(openapi_, last_.method, last_.target, last_.response);
}

Result<http::ClientResponse> Player::exchange(http::ClientRequest request) {
    auto all = std::exchange(once_, {});
    auto add = [&](const Headers& more) {
        for (const auto& header : more)
            if (std::ranges::none_of(all, [&](const auto& known) {
                    return equal_ignoring_case(known.first, header.first);
                }))
                all.push_back(header);
    };
    add(request.headers);
    add(credentials_);
    std::erase_if(all, [](const auto& header) { return header.second.empty(); });
    request.headers = std::move(all);
    return client_->send(request);
}

Outcome Player::succeed(http::ClientRequest request) {
    TRY(send(std::move(request)));
    last_.expected = true;
    if (last_.response.status / 100 == 2) return {};
    return Failure{Kind::conflict, "This was to succeed"};
}

Outcome Player::repeat(const std::string& words) {
    constexpr std::string_view until = "until ";
    constexpr unsigned most = 5'000;
    auto rest = std::string_view(words);
    bool waits = rest.starts_with(until);
    if (waits) rest.remove_prefix(until.size());
    auto figure = number<unsigned>(rest.substr(0, rest.find(' ')));
    auto at = rest.find(waits ? " " : " times ");
    if (!figure || at == rest.npos)
        return Failure{Kind::invalid,
                       "Write: repeat 20 times GET /address, or: repeat until 429 GET /address"};
    rest.remove_prefix(at + (waits ? 1 : 7));
    for (unsigned i = 0; i < (waits ? most : *figure); ++i) {
        last_.expected = true;
        TRY(play(Step{0, std::string(rest), {}}));
        if (waits && last_.response.status == static_cast<int>(*figure)) return {};
    }
    if (waits)
        return Failure{Kind::conflict, fmt::format("{} requests, and none was answered so", most)};
    return {};
}

// "agreement = id", "receipt = header Receipt"
Outcome Player::remember(const std::string& words) {
    auto equals = words.find(" = ");
    if (equals == words.npos)
        return Failure{Kind::invalid, "Write: remember name = place in the answer"};
    auto name = words.substr(0, equals);
    auto place = std::string_view(words).substr(equals + 3);
    constexpr std::string_view header = "header ";
    if (place.starts_with(header)) {
        memory_[name] = last_.response.header(place.substr(header.size()));
        return memory_[name].empty()
                   ? Outcome(Failure{Kind::missing, "The answer has no such header"})
                   : Outcome();
    }
    if (place == "body") {
        memory_[name] = last_.response.body;
        return {};
    }
    auto document = TRY(body());
    const auto* found = at(document, place);
    if (!found) return Failure{Kind::missing, "The answer has nothing there"};
    memory_[name] = as_text(*found);
    return {};
}

// Whoever speaks goes on speaking: what was shown to the node before must still count.
Outcome Player::restart() {
    client_.reset();
    TRY(node_->restart());
    client_ = TRY(http::Client::to(node_->url()));
    return {};
}

// "11 minutes pass": only the node's clock moves, and nobody waits.
Outcome Player::let_pass(const std::string& words) {
    using namespace std::chrono_literals;
    auto parts = split(words, ' ');
    auto how_many = number<unsigned>(parts[0]);
    if (!how_many || parts.size() != 3 || parts[2] != "pass")
        return Failure{Kind::invalid, "Write: let 11 minutes pass"};
    for (auto [name, unit] : {std::pair("minute", 60s), {"hour", 3'600s}, {"day", 86'400s}})
        if (parts[1].starts_with(name)) {
            node_->clock().move(*how_many * unit);
            return {};
        }
    return Failure{Kind::invalid, "Time passes in minutes, hours and days"};
}

Result<json::Value> Player::body() const { return json::parse(last_.response.body); }

} // namespace vienreiz::stories
