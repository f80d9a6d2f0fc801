// What a story expects of the last answer.
#include "crypto/hash.hpp"
#include "journal/receipt.hpp"
#include "stories/matching.hpp"
#include "stories/player.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::stories {
namespace {

Failure differs(std::string_view wanted, std::string_view got) {
    return {Kind::conflict, fmt::format("\"{}\" was expected, not \"{}\"", wanted, got)};
}

// What follows `words` if the expectation begins with them.
std::optional<std::string_view> after(std::string_view expectation, std::string_view words) {
    if (!expectation.starts_with(words)) return {};
    return expectation.substr(words.size());
}

} // namespace

Outcome Player::expect(const std::string& words, const std::string& text) {
    if (auto status = number<int>(words)) {
        last_.expected = true;
        if (*status == last_.response.status) return {};
        return Failure{Kind::conflict, fmt::format("status {} was expected", *status)};
    }
    const auto& response = last_.response;
    if (auto header = after(words, "header ")) return expect_header(*header);
    if (auto name = after(words, "no header "))
        return response.header(*name).empty()
                   ? Outcome()
                   : Outcome(differs("no such header", response.header(*name)));
    if (auto pattern = after(words, "text "))
        return text_matches(*pattern, response.body) ? Outcome()
                                                     : Outcome(differs(*pattern, response.body));
    if (auto pattern = after(words, "no text "))
        return text_matches(*pattern, response.body)
                   ? Outcome(differs("no " + std::string(*pattern), response.body))
                   : Outcome();
    if (words == "body")
        return trim(replace_all(response.body, "\r\n", "\n")) == trim(text)
                   ? Outcome()
                   : Outcome(differs(text, response.body));
    if (words == "a receipt") return expect_receipt();
    if (auto pattern = after(words, "json "))
        return matches(TRY(json::parse(*pattern)), TRY(body()));
    if (auto pattern = after(words, "some "))
        return expect_rows("some", TRY(json::parse(*pattern)));
    if (auto pattern = after(words, "none "))
        return expect_rows("none", TRY(json::parse(*pattern)));
    for (auto* member : {"detail", "pointer", "place", "failure"})
        if (auto pattern = after(words, std::string(member) + " ")) {
            auto document = TRY(body());
            const auto* found = at(document, member);
            auto got = found ? as_text(*found) : "";
            return text_matches(*pattern, got) ? Outcome() : Outcome(differs(*pattern, got));
        }
    if (auto rows = after(words, "rows "); rows && number<std::size_t>(*rows)) {
        auto document = TRY(body());
        auto got =
            (document.is_array() ? document.as_array() : document.at("rows").as_array()).size();
        return got == number<std::size_t>(*rows) ? Outcome()
                                                 : Outcome(differs(*rows, std::to_string(got)));
    }
    return Failure{
        Kind::invalid,
        "Nobody knows how to expect this; tests/stories/README.md lists what can be expected"};
}

Outcome Player::expect_header(std::string_view words) const {
    auto colon = words.find(": ");
    if (colon == words.npos) return Failure{Kind::invalid, "Write: expect header Name: value"};
    auto got = last_.response.header(words.substr(0, colon));
    auto pattern = words.substr(colon + 2);
    if (!got.empty() && text_matches(pattern, got)) return {};
    return differs(pattern, got);
}

Outcome Player::expect_rows(std::string_view which, const json::Value& pattern) const {
    auto document = TRY(body());
    const auto& rows = document.is_array() ? document.as_array() : document.at("rows").as_array();
    bool some = std::ranges::any_of(
        rows, [&](const json::Value& row) { return matches(pattern, row).has_value(); });
    if (some == (which == "some")) return {};
    return Failure{Kind::conflict, fmt::format("{} of the {} was expected to be {}", which,
                                               rows.size(), json::text(pattern))};
}

// The receipt the answer names verifies with the journals' public keys alone; one for an answer holds the answer's hash.
Outcome Player::expect_receipt() {
    std::string place(last_.response.header("Receipt"));
    if (place.empty()) return Failure{Kind::missing, "The answer names no receipt"};
    auto receipt = TRY(exchange({"GET", place, {}, {}}));
    if (receipt.status != 200)
        return Failure{Kind::missing, fmt::format("{} answers with {}", place, receipt.status)};
    auto journals = TRY(json::parse(TRY(client_->send({"GET", "/journals", {}, {}})).body));
    std::vector<std::string> vkeys;
    for (const auto& journal : journals.as_array()) vkeys.push_back(as_text(journal.at("vkey")));
    auto verified = TRY(journal::verify_receipt(receipt.body, vkeys));
    memory_["receipt"] = place;
    memory_["entry"] = verified.entry;
    bool of_answer = place.starts_with("/journals/access/");
    if (of_answer && !verified.entry.contains(hex(crypto::sha256(bytes(last_.response.body)))))
        return Failure{Kind::corrupt, "The receipt is for another answer: " + verified.entry};
    return {};
}

} // namespace vienreiz::stories
