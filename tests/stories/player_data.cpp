// Steps that stand for several requests: a file on its way to a version, two institutions on their way to an agreement,
// pages on their way to the last.
#include "stories/matching.hpp"
#include "stories/player.hpp"

#include <fmt/format.h>

#include <array>
#include <thread>

namespace vienreiz::stories {
namespace {

// The Latvian letters of Windows-1257, and those of Latin-1 (whose bytes are their code points).
constexpr auto windows_1257 = std::to_array<std::pair<std::string_view, unsigned char>>({
    {"ā", 0xE2}, {"Ā", 0xC2}, {"č", 0xE8}, {"Č", 0xC8}, {"ē", 0xE7}, {"Ē", 0xC7},
    {"ģ", 0xEC}, {"Ģ", 0xCC}, {"ī", 0xEE}, {"Ī", 0xCE}, {"ķ", 0xED}, {"Ķ", 0xCD},
    {"ļ", 0xEF}, {"Ļ", 0xCF}, {"ņ", 0xF2}, {"Ņ", 0xD2}, {"š", 0xF0}, {"Š", 0xD0},
    {"ū", 0xFB}, {"Ū", 0xDB}, {"ž", 0xFE}, {"Ž", 0xDE},
});
constexpr auto latin_1 = std::to_array<std::pair<std::string_view, unsigned char>>({
    {"å", 0xE5},
    {"Å", 0xC5},
    {"ä", 0xE4},
    {"Ä", 0xC4},
    {"ö", 0xF6},
    {"Ö", 0xD6},
    {"é", 0xE9},
    {"Ø", 0xD8},
    {"ü", 0xFC},
});

template <std::size_t N>
std::string in_one_byte(std::string text,
                        const std::array<std::pair<std::string_view, unsigned char>, N>& letters) {
    for (const auto& [letter, byte] : letters)
        text = replace_all(text, letter, std::string(1, static_cast<char>(byte)));
    return text;
}

Result<json::Value> json_or_empty(const std::string& words) {
    if (trim(words).empty()) return json::Value(json::Object{});
    return json::parse(trim(words));
}

const std::pair<std::string, std::string> as_json{"Content-Type", "application/json"};

} // namespace

// "", "in windows-1257", "in latin-1", "with a byte order mark"; ␀ stands for a NUL byte, ␦ for one that
// is no part of UTF-8, ␛ for an escape.
Outcome Player::take_file(const std::string& how, const std::string& text) {
    file_ = replace_all(text, "␀", std::string(1, '\0'));
    file_ = replace_all(file_, "␦", "\xFF");
    file_ = replace_all(file_, "␛", "\x1B");
    auto wanted = trim(how);
    if (wanted == "in windows-1257")
        file_ = in_one_byte(file_, windows_1257);
    else if (wanted == "in latin-1")
        file_ = in_one_byte(file_, latin_1);
    else if (wanted == "with a byte order mark")
        file_.insert(0, "\xEF\xBB\xBF");
    else if (!wanted.empty())
        return Failure{Kind::invalid,
                       "A file is written in windows-1257, in latin-1 or with a byte order mark"};
    return {};
}

Outcome Player::upload(const std::string& dataset) {
    TRY(succeed({"POST",
                 "/api/uploads",
                 {as_json},
                 json::text(json::Value(json::Object{{"dataset", dataset}}))}));
    upload_ = memory_["upload"] = as_text(TRY(body()).at("id"));
    return succeed({"PATCH",
                    "/api/uploads/" + upload_,
                    {{"Upload-Offset", "0"}, {"Content-Type", "application/octet-stream"}},
                    file_});
}

// As drafted from the file, changed as the story says. Its answer is the last one, whatever it is.
Outcome Player::describe(const std::string& change) {
    TRY(succeed({"POST", fmt::format("/api/uploads/{}/draft", upload_), {as_json}, "{}"}));
    auto dataset = TRY(body()).at("dataset");
    merge(
        dataset,
        TRY(json::parse(
            R"({"title":{"lv":"Paraugs","en":"A sample"},"description":{"lv":"Paraugs.","en":"A sample."},"legal_basis":"Likums, 1. pants"})")));
    merge(dataset, TRY(json_or_empty(change)));
    return send({"POST",
                 "/api/datasets",
                 {as_json},
                 json::text(json::Value(json::Object{{"dataset", dataset}}))});
}

// As it is described, changed as the story says.
Outcome Player::revise(const std::string& words) {
    auto space = words.find(' ');
    TRY(succeed({"GET", "/api/datasets/" + words.substr(0, space), {}, {}}));
    auto dataset = TRY(body());
    merge(dataset, TRY(json_or_empty(space == words.npos ? "" : words.substr(space + 1))));
    return send({"PUT",
                 "/api/datasets",
                 {as_json},
                 json::text(json::Value(json::Object{{"dataset", dataset}}))});
}

Outcome Player::publish(const std::string& words) {
    return publish_by(fmt::format("/api/uploads/{}/publication", upload_), words);
}

Outcome Player::push(const std::string& words) {
    auto space = words.find(' ');
    return publish_by(fmt::format("/api/datasets/{}/rows", words.substr(0, space)),
                      space == words.npos ? "" : words.substr(space + 1));
}

// Until it is published or has failed; the publication is the last answer.
Outcome Player::publish_by(const std::string& address, const std::string& words) {
    using namespace std::chrono_literals;
    auto wish = json::text(TRY(json_or_empty(words)));
    TRY(send({"POST", address, {as_json}, wish}));
    if (last_.response.status != 202) return {};
    last_.expected = true;
    auto publication = std::string(last_.response.header("Location"));
    for (int tries = 0; tries < 1'000; ++tries) {
        TRY(succeed({"GET", publication, {}, {}}));
        last_.expected = false;
        auto stage = as_text(TRY(body()).at("stage"));
        if (stage == "published" || stage == "failed") return {};
        last_.expected = true;
        std::this_thread::sleep_for(10ms);
    }
    return Failure{Kind::unavailable, "The publication took longer than ten seconds"};
}

// The receiver requests, the provider accepts, both sign. Remembered as <agreement>; whoever spoke before speaks again.
Outcome Player::agree(const std::string& words) {
    auto before = credentials_;
    auto space = words.find(' ');
    auto terms = TRY(json::parse(fmt::format(
        R"({{"purpose":"Nodokļa aprēķins","legal_basis":"Likums, 3. pants","fields":[],"limits":{{"answers_per_day":1000,"rows_per_answer":100}},"starts":"{}","ends":"{}"}})",
        memory_["today"], memory_["in a year"])));
    merge(terms, TRY(json_or_empty(space == words.npos ? "" : words.substr(space + 1))));
    TRY(become("the signatory of the receiver"));
    json::Value wish = json::Object{{"dataset", words.substr(0, space)}, {"terms", terms}};
    TRY(succeed({"POST", "/api/agreements", {as_json}, json::text(wish)}));
    auto agreement = memory_["agreement"] = as_text(TRY(body()).at("id"));
    auto address = [&](std::string_view what) {
        return fmt::format("/api/agreements/{}/{}", agreement, what);
    };
    TRY(become("the signatory of the provider"));
    TRY(succeed({"POST", address("acceptance"), {as_json}, R"({"revision":1})"}));
    TRY(succeed({"POST", address("pin-signatures"), {as_json}, R"({"pin":"135790"})"}));
    TRY(become("the signatory of the receiver"));
    TRY(succeed({"POST", address("pin-signatures"), {as_json}, R"({"pin":"246802"})"}));
    credentials_ = std::move(before);
    return {};
}

// From the page that is the last answer to the end; all rows are remembered as <all rows>.
Outcome Player::follow_next() {
    json::Array rows;
    for (;;) {
        auto page = TRY(body());
        for (const auto& row : page.at("rows").as_array()) rows.push_back(row);
        const auto* next = page.as_object().if_contains("next");
        if (!next) break;
        TRY(succeed({"GET", as_text(*next), {}, {}}));
    }
    memory_["all rows"] = json::text(json::Value(rows));
    last_.response.body = json::text(json::Value(json::Object{{"rows", rows}}));
    return {};
}

} // namespace vienreiz::stories
