#include "faults/state.hpp"

#include "app/demonstration.hpp"
#include "capabilities/institutions/registration_number.hpp"
#include "crypto/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <thread>

namespace vienreiz::faults {
namespace {

using test::Voice;

constexpr std::string_view login = "visu", password = "does everything",
                           first_password = "from the operator";

// Nobody signs anything before she has chosen a password herself.
Result<Voice> with_own_password(const std::string& url, std::string_view who) {
    std::string name(who);
    auto first = TRY(Voice::of(url, TRY(Voice::sign_in(url, name, std::string(first_password)))));
    json::Value wish = json::Object{{"password", first_password}, {"new_password", password}};
    TRY(first.ask("PUT", "/api/session/secrets", json::text(wish)));
    return Voice::of(url, TRY(Voice::sign_in(url, name, std::string(password))));
}

std::string text_of(const json::Value& value, std::string_view member) {
    return std::string(value.at(member).as_string());
}

std::uint64_t entry_of(const http::ClientResponse& response) {
    auto place = response.header("Receipt");
    return number<std::uint64_t>(place.substr(place.rfind('/') + 1)).value_or(~0ULL);
}

Failure refused(const http::ClientResponse& response) {
    return {Kind::unavailable, fmt::format("{} {}", response.status, response.body)};
}

json::Value described(const std::string& steward) {
    auto field = [](std::string_view name) {
        return json::Object{{"name", name},
                            {"source", name},
                            {"label", json::Object{{"lv", name}, {"en", name}}},
                            {"type", "integer"},
                            {"required", true},
                            {"personal", "none"},
                            {"access", "restricted"}};
    };
    json::Object title{{"lv", "Skaits"}, {"en", "Count"}};
    return json::Object{
        {"dataset", json::Object{{"id", State::dataset},
                                 {"steward", steward},
                                 {"title", title},
                                 {"description", title},
                                 {"legal_basis", "Likums, 1. pants"},
                                 {"frequency", "continuous"},
                                 {"access", "restricted"},
                                 {"key", "numurs"},
                                 {"fields", json::Array{field("numurs"), field("laidiens")}}}}};
}

json::Value terms() {
    auto today = riga_day(now());
    return json::Object{
        {"purpose", "Pārbaude"},
        {"legal_basis", "Likums, 2. pants"},
        {"fields", json::Array{"numurs", "laidiens"}},
        {"limits", json::Object{{"answers_per_day", 1'000'000'000}, {"rows_per_answer", 1'000}}},
        {"starts", iso(today)},
        {"ends", iso(today + std::chrono::days(365))}};
}

// Entries of a journal, one a line, as the program prints them.
Result<std::vector<std::string>> entries_of(const std::filesystem::path& data,
                                            const std::string& journal) {
    auto ended =
        test::run_program({"journal", "cat", "--data", data.string(), "--journal", journal});
    if (ended.status != 0) return Failure{Kind::corrupt, ended.output, journal};
    std::vector<std::string> out;
    for (auto line : split(ended.output, '\n'))
        if (!line.empty()) out.emplace_back(line);
    return out;
}

} // namespace

Result<std::unique_ptr<State>> State::make(const std::filesystem::path& data,
                                           unsigned agreements_to_end,
                                           const std::vector<std::string>& more) {
    std::unique_ptr<State> out(new State(data));
    TRY(out->fill(agreements_to_end, more));
    return out;
}

Outcome State::fill(unsigned agreements_to_end, const std::vector<std::string>& more) {
    auto node = TRY(test::ChildNode::start(data, more));
    auto demonstration = TRY(app::demonstration_in(data));
    provider_ = demonstration.provider, receiver_ = demonstration.receiver,
    system_ = demonstration.system;
    system_key_ = TRY(crypto::PrivateKey::from_pem(demonstration.system_key));
    provider_key_ = crypto::PrivateKey::generate(crypto::Algorithm::ES256);
    receiver_key_ = crypto::PrivateKey::generate(crypto::Algorithm::ES256);

    auto known =
        std::ranges::find(demonstration.people, "operator", &app::DemonstrationPerson::role);
    auto operator_ = TRY(
        Voice::of(node->url(), TRY(Voice::sign_in(node->url(), known->login, known->password))));
    auto person = [&](std::string_view name, const std::string& institution, json::Array roles,
                      const crypto::PrivateKey& key) {
        return json::text(json::Value(json::Object{{"institution", institution},
                                                   {"roles", std::move(roles)},
                                                   {"name", name},
                                                   {"login", name},
                                                   {"password", first_password},
                                                   {"signing_key", key.public_key().jwk()}}));
    };
    TRY(operator_.ask(
        "POST", "/api/people",
        person(login, provider_, {"operator", "steward", "signatory"}, *provider_key_)));
    TRY(operator_.ask("POST", "/api/people",
                      person("prasa", receiver_, {"signatory"}, *receiver_key_)));

    auto steward = TRY(with_own_password(node->url(), login));
    auto receiver = TRY(with_own_password(node->url(), "prasa"));
    TRY(steward.ask("POST", "/api/datasets", json::text(described(provider_))));
    TRY(publish_round(steward));
    agreement_ = TRY(agree(steward, receiver, terms()));
    for (unsigned i = 0; i < agreements_to_end; ++i)
        agreements.push_back(TRY(agree(steward, receiver, terms())));
    if (auto status = node->stop(); status != 0)
        return Failure{Kind::corrupt, fmt::format("The node stopped with {}", status)};
    return {};
}

Result<std::string> State::agree(Voice& provider, Voice& receiver, const json::Value& wanted) {
    json::Value wish = json::Object{{"dataset", dataset}, {"terms", wanted}};
    auto id = text_of(TRY(receiver.ask("POST", "/api/agreements", json::text(wish))), "id");
    auto at = [&](std::string_view what) { return fmt::format("/api/agreements/{}/{}", id, what); };
    TRY(provider.ask("POST", at("acceptance"), R"({"revision":1})"));
    auto text = TRY(provider.send("GET", at("text"))).body;
    auto sign = [&](Voice& by, const crypto::PrivateKey& key) {
        return by.ask("POST", at("signatures"),
                      fmt::format(R"({{"signature":"{}"}})", base64url(key.sign(bytes(text)))));
    };
    TRY(sign(provider, *provider_key_));
    TRY(sign(receiver, *receiver_key_));
    return id;
}

Result<State::Credentials> State::sign_in(const std::string& url) const {
    auto steward = TRY(Voice::sign_in(url, std::string(login), std::string(password)));
    auto system = TRY(Voice::authenticate(url, system_, *system_key_));
    return Credentials{std::move(steward), std::move(system)};
}

Result<State::Credentials> State::sign_in_again(const std::string& url,
                                                const Credentials& before) const {
    for (const auto* headers : {&before.steward, &before.system}) {
        auto voice = TRY(Voice::of(url, *headers));
        auto answer = TRY(voice.send("GET", fmt::format("/api/datasets/{}/rows?limit=1", dataset)));
        if (headers->empty() || answer.status == 401) return sign_in(url);
    }
    return before;
}

// ---- what is done while the node may die -------------------------------------------------------------

Outcome State::register_institution(Voice& operator_) {
    std::string number;
    for (; number.empty(); ++next_number_) // of some ten numbers none has the right check digit
        for (char last = '0'; last <= '9' && number.empty(); ++last)
            if (auto whole = std::to_string(next_number_) + last;
                institutions::check_registration_number(whole))
                number = whole;
    auto response = TRY(operator_.send(
        "POST", "/api/institutions",
        fmt::format(
            R"({{"registration_number":"{}","name":{{"lv":"Iestāde","en":"Institution"}}}})",
            number)));
    if (response.status != 200) return refused(response);
    auto body = TRY(json::parse(response.body));
    std::lock_guard lock(acknowledged.mutex);
    acknowledged.institutions.push_back({entry_of(response), text_of(body, "id")});
    return {};
}

Outcome State::look_up(Voice& system, std::uint64_t row) {
    auto response = TRY(system.send(
        "GET", fmt::format("/api/datasets/{}/rows/{}?agreement={}", dataset, row, agreement_)));
    if (response.status != 200) return refused(response);
    std::lock_guard lock(acknowledged.mutex);
    acknowledged.look_ups.push_back(
        {entry_of(response), hex(crypto::sha256(bytes(response.body)))});
    return {};
}

Outcome State::publish_round(Voice& steward) {
    std::string file = "numurs,laidiens\r\n";
    ++round_;
    for (std::uint64_t row = 0; row < rows; ++row) file += fmt::format("{},{}\r\n", row, round_);
    auto publication = TRY(test::publish(steward, std::string(dataset), file));
    if (publication.at("stage").as_string() != "published")
        return Failure{Kind::unavailable, json::text(publication)};
    std::lock_guard lock(acknowledged.mutex);
    acknowledged.version = publication.at("version").to_number<std::uint64_t>();
    return {};
}

Outcome State::end_agreement(Voice& signatory) {
    if (agreements.empty()) return {};
    auto id = agreements.back();
    agreements.pop_back(); // asked for once: whether an unanswered end happened is not ours to say
    TRY(signatory.ask("POST", fmt::format("/api/agreements/{}/end", id),
                      R"({"reason":"The test is over"})"));
    std::lock_guard lock(acknowledged.mutex);
    acknowledged.ended.push_back(id);
    return {};
}

// ---- and whether it is there -------------------------------------------------------------------------

State::Since State::so_far() {
    std::lock_guard lock(acknowledged.mutex);
    return {acknowledged.look_ups.size(), acknowledged.institutions.size(),
            acknowledged.ended.size()};
}

Outcome State::holds(const std::string& url, const Credentials& credentials, const Since& since) {
    auto steward = TRY(Voice::of(url, credentials.steward));
    auto system = TRY(Voice::of(url, credentials.system));
    TRY(look_ups_hold(steward, since));
    TRY(institutions_hold(steward, since));
    TRY(version_holds(steward));
    return endings_hold(steward, system, since);
}

// The newest ones, which a torn end of the file would take; the rest is compared when all is over.
Outcome State::look_ups_hold(Voice& operator_, const Since& since) {
    constexpr std::size_t newest = 10;
    const auto& all = acknowledged.look_ups;
    for (auto i = std::max(since.look_ups, all.size() - std::min(all.size(), newest));
         i < all.size(); ++i) {
        auto receipt =
            TRY(operator_.send("GET", fmt::format("/journals/access/receipts/{}", all[i].entry)));
        if (receipt.status != 200)
            return Failure{Kind::corrupt, fmt::format("The acknowledged look-up {} is gone: {}",
                                                      all[i].entry, receipt.body)};
        auto extra = receipt.body.find("extra ") + 6;
        auto entry = TRY(from_base64(
            std::string_view(receipt.body).substr(extra, receipt.body.find('\n', extra) - extra)));
        if (!text(entry).contains(all[i].hash))
            return Failure{Kind::corrupt,
                           fmt::format("Entry {} is another than was acknowledged", all[i].entry)};
    }
    return {};
}

Outcome State::institutions_hold(Voice& operator_, const Since& since) {
    for (auto i = since.institutions; i < acknowledged.institutions.size(); ++i) {
        const auto& id = acknowledged.institutions[i].id;
        auto shown = TRY(operator_.send("GET", "/api/institutions/" + id));
        if (shown.status != 200)
            return Failure{Kind::corrupt, fmt::format("The acknowledged institution {} is gone: {}",
                                                      id, shown.body)};
    }
    return {};
}

Outcome State::version_holds(Voice& steward) {
    auto page = TRY(steward.ask("GET", fmt::format("/api/datasets/{}/rows?limit=1000", dataset)));
    const auto& all = page.at("rows").as_array();
    if (all.size() != rows)
        return Failure{Kind::corrupt, fmt::format("The version has {} rows", all.size())};
    for (const auto& row : all)
        if (row.at("laidiens") != all.front().at("laidiens"))
            return Failure{Kind::corrupt, "Rows of two publications serve as one version"};
    auto serving = page.at("version").to_number<std::uint64_t>();
    if (serving < acknowledged.version)
        return Failure{Kind::corrupt, fmt::format("Version {} was acknowledged, and {} serves",
                                                  acknowledged.version, serving)};
    return serving < 2 ? Outcome() : changes_hold(steward, all, serving);
}

// Every row names its round, so between two versions every row that serves was changed to what it is; others, of a
// longer version before, were deleted.
Outcome State::changes_hold(Voice& steward, const json::Array& serve, std::uint64_t serving) {
    json::Array led_to;
    auto after = std::to_string(serving - 1);
    for (;;) {
        auto address = fmt::format("/api/datasets/{}/changes?after={}&limit=1000", dataset, after);
        auto told = TRY(steward.send("GET", address));
        for (int tries = 0; tries < 100 && told.status == 503; ++tries) { // being worked out
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            told = TRY(steward.send("GET", address));
        }
        if (told.status != 200) return Failure{Kind::corrupt, told.body};
        after = told.header("Cursor");
        auto changes = TRY(json::parse(told.body));
        if (changes.as_array().empty()) break;
        for (const auto& change : changes.as_array())
            if (const auto* row = change.as_object().if_contains("data")) led_to.push_back(*row);
    }
    if (led_to == serve) return {};
    return Failure{Kind::corrupt,
                   fmt::format("The changes of version {} do not lead to what it serves", serving)};
}

Outcome State::endings_hold(Voice& operator_, Voice& system, const Since& since) {
    for (auto i = since.ended; i < acknowledged.ended.size(); ++i) {
        const auto& id = acknowledged.ended[i];
        auto agreement = TRY(operator_.ask("GET", "/api/agreements/" + id));
        auto answer = TRY(
            system.send("GET", fmt::format("/api/datasets/{}/rows/1?agreement={}", dataset, id)));
        if (text_of(agreement, "state") != "ended" || answer.status != 403)
            return Failure{Kind::corrupt, "An agreement that was ended is not: " + id};
    }
    return {};
}

Outcome State::journals_hold() {
    auto main = TRY(entries_of(data, "main")), access = TRY(entries_of(data, "access"));
    for (const auto& one : acknowledged.institutions)
        if (one.entry >= main.size() || !main[one.entry].contains(one.id))
            return Failure{Kind::corrupt, fmt::format("Entry {} of main is not the institution {}",
                                                      one.entry, one.id)};
    for (const auto& one : acknowledged.look_ups)
        if (one.entry >= access.size() || !access[one.entry].contains(one.hash))
            return Failure{
                Kind::corrupt,
                fmt::format("Entry {} of access is not the answer that was given", one.entry)};
    return {};
}

} // namespace vienreiz::faults
