// People at the desks' pages, by forms alone; and the forms they fill in.
#pragma once

#include "app/site_test.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <thread>

namespace vienreiz::app {

// One person at the pages: signed in, with the token her forms carry.
class Visitor {
public:
    Visitor(Site& site, std::string_view login) : site_(site), cookie_(site.signed_in(login)) {
        auto page = site_.get("/en/agreements", cookie_);
        constexpr std::string_view before = R"(name="csrf" value=")";
        auto at = page.body.find(before);
        check(at != std::string::npos,
              "every page of a signed-in person has a form: the one that signs out");
        at += before.size();
        csrf_ = page.body.substr(at, page.body.find('"', at) - at);
    }
    Answer get(std::string_view address) { return site_.get(address, cookie_); }
    Answer post(std::string_view address,
                const std::vector<std::pair<std::string, std::string>>& fields) {
        auto form = "csrf=" + percent_encode(csrf_);
        for (const auto& [name, value] : fields) form += "&" + name + "=" + percent_encode(value);
        return site_.post(address, form, cookie_);
    }
    Answer upload(std::string_view address, std::string_view dataset, std::string_view content,
                  std::string_view token) {
        auto body = fmt::format("--b\r\nContent-Disposition: form-data; "
                                "name=\"csrf\"\r\n\r\n{}\r\n--b\r\nContent-Disposition: form-data; "
                                "name=\"dataset-id\"\r\n\r\n{}\r\n"
                                "--b\r\nContent-Disposition: form-data; name=\"file\"; "
                                "filename=\"a.csv\"\r\n\r\n{}\r\n--b--\r\n",
                                token, dataset, content);
        return site_.post_as(address, body, "multipart/form-data; boundary=b", cookie_);
    }
    // As the script does it; gives the upload's id.
    std::string upload_in_pieces(std::string_view dataset, std::string_view content) {
        auto begun = site_.send(http::Method::post, "/api/uploads",
                                fmt::format(R"({{"dataset":"{}"}})", dataset), cookie_,
                                {{"Content-Type", "application/json"}, {"X-CSRF-Token", csrf_}});
        auto place = begun.header("Location");
        for (std::size_t at = 0; at < content.size(); at += 10)
            site_.send(http::Method::patch, place, content.substr(at, 10), cookie_,
                       {{"X-CSRF-Token", csrf_}, {"Upload-Offset", std::to_string(at)}});
        return place.substr(place.rfind('/') + 1);
    }
    Answer upload(std::string_view address, std::string_view dataset, std::string_view content) {
        return upload(address, dataset, content, csrf_);
    }

private:
    Site& site_;
    std::string cookie_, csrf_;
};

inline Site& desks() { return Site::with_demonstration(); }

inline std::vector<std::pair<std::string, std::string>> description(std::string_view title) {
    std::vector<std::pair<std::string, std::string>> out = {
        {"dataset-title-lv", std::string(title)},  {"dataset-title-en", std::string(title)},
        {"dataset-description-lv", "a"},           {"dataset-description-en", "b"},
        {"dataset-legal_basis", "Law, section 1"}, {"dataset-frequency", "daily"},
        {"dataset-access", "restricted"},          {"dataset-key", "nr"}};
    for (auto [i, name, type] : {std::tuple{0, "nr", "text"}, std::tuple{1, "joma", "text"},
                                 std::tuple{2, "gads", "integer"}})
        for (auto [member, value] :
             {std::pair{"name", name}, std::pair{"label-lv", name}, std::pair{"label-en", name},
              std::pair{"type", type}, std::pair{"personal", "none"},
              std::pair{"access", "restricted"}})
            out.emplace_back(fmt::format("dataset-fields-{}-{}", i, member), value);
    return out;
}

inline std::vector<std::pair<std::string, std::string>> terms(std::string_view dataset) {
    return {{"dataset", std::string(dataset)},
            {"terms-purpose", "Check"},
            {"terms-legal_basis", "Law, section 2"},
            {"terms-fields", "nr"},
            {"terms-fields", "joma"},
            {"terms-limits-answers_per_day", "1 000"},
            {"terms-limits-rows_per_answer", "10"},
            {"terms-starts-day", "1"},
            {"terms-starts-month", "1"},
            {"terms-starts-year", "2026"},
            {"terms-ends-day", "31"},
            {"terms-ends-month", "12"},
            {"terms-ends-year", "2034"}};
}

inline std::string shown_when_over(Visitor& visitor, const std::string& address) {
    using namespace std::chrono_literals;
    for (int tries = 0; tries < 400; ++tries) {
        auto page = visitor.get(address);
        if (page.header("Refresh").empty()) return page.body;
        std::this_thread::sleep_for(25ms);
    }
    return "the publication did not end";
}

inline constexpr std::string_view good_rows =
    "nr,joma,gads\r\n0164A,ceļi,2026\r\n0165A,ēkas,2027\r\n";
inline constexpr std::string_view bad_rows =
    "nr,joma,gads\r\n0164A,ceļi,2026\r\n0165A,ēkas,never\r\n";

// Publishes a register by the wizard; gives the title as pages may show it.
inline void publish(Visitor& steward, const std::string& id, std::string_view title) {
    auto uploaded = steward.upload("/en/desk/steward/new", id, good_rows);
    ASSERT_EQ(uploaded.status, 303) << uploaded.body;
    auto described = uploaded.header("Location");
    ASSERT_TRUE(steward.get(described).says("2 rows"));
    auto saved = steward.post(described, description(title));
    ASSERT_EQ(saved.status, 303) << saved.body;
    ASSERT_TRUE(
        shown_when_over(steward, saved.header("Location")).contains("Version 1 is published"));
}

inline std::vector<std::pair<std::string, std::string>>
with(std::vector<std::pair<std::string, std::string>> form, std::string_view name,
     std::string_view value) {
    for (auto& [field, held] : form)
        if (field == name) held = value;
    return form;
}

} // namespace vienreiz::app
