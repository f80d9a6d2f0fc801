// A person's look-ups, more of them than a page or an answer holds.
#include "app/site_test.hpp"
#include "base/limits.hpp"
#include "capabilities/institutions/accounts.hpp"
#include "capabilities/person/look_ups.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vienreiz::app {
namespace {

using Entries = std::vector<std::uint64_t>; // of the access journal

// Somebody who is looked at here and in no other test.
class Somebody {
public:
    explicit Somebody(const std::string& code) {
        institutions::RegisterPerson wish{
            {}, {platform::Role::person}, "Dace", "dace-" + code, "twelve letters", code, {}, {}};
        check(institutions::register_person(site_.node(), {}, wish).has_value(),
              "a person is registered");
        auto answer =
            site_.post("/en/sign-in", fmt::format("login=dace-{}&password=twelve+letters", code));
        cookie_ = answer.header("Set-Cookie").substr(0, answer.header("Set-Cookie").find(';'));
        tag_ = hex(site_.node().person_tags->tag(code));
    }

    // Records answers that concern her; their entries, the newest first.
    Entries is_looked_at(std::size_t times) {
        auto& node = site_.node();
        distribution::AnswerGiven answer;
        answer.dataset = {"transportlidzekli"};
        answer.institution = catalogue::dataset(*node.views->snapshot(), answer.dataset)->steward;
        answer.people = {{tag_}};
        auto entry = platform::entry_of({distribution::AnswerGiven::type, json::text(answer)},
                                        node.now(), "system:test");
        std::vector<std::promise<std::uint64_t>> told(times);
        for (auto& one : told)
            node.access_records->append(entry, [&](Result<journal::Index> index) {
                node.to_follow(index.value());
                one.set_value(*index);
            });
        Entries out;
        for (auto& one : told) out.insert(out.begin(), one.get_future().get());
        return out;
    }

    Answer get(std::string_view address) { return site_.get(address, cookie_); }

private:
    Site& site_ = Site::with_demonstration();
    std::string cookie_, tag_;
};

Entries entries_in(const Answer& answer) {
    auto look_ups = json::read<std::vector<person::LookUp>>(answer.body);
    Entries out;
    for (const auto& one : look_ups.value()) out.push_back(one.entry);
    return out;
}

// Those a page leads to.
Entries entries_on(const Answer& page) {
    constexpr std::string_view link = R"(href="/en/person/look-ups/)";
    Entries out;
    for (std::string_view rest = page.body; rest.contains(link);) {
        rest.remove_prefix(rest.find(link) + link.size());
        out.push_back(number<std::uint64_t>(rest.substr(0, rest.find('"'))).value());
    }
    return out;
}

// "" on the last one.
std::string next_after(const Answer& answer) {
    auto link = answer.header("Link");
    if (!link.ends_with(R"(>; rel="next")")) return {};
    return link.substr(1, link.find('>') - 1);
}

std::string older_after(const Answer& page) {
    auto end = page.body.find(R"(" rel="next")"); // the switch of languages leads to this page
    if (end == page.body.npos) return {};
    auto begin = page.body.rfind('"', end - 1) + 1;
    return page.body.substr(begin, end - begin);
}

void append(Entries& to, const Entries& more) { to.insert(to.end(), more.begin(), more.end()); }

TEST(LookUps, ComeOnceEachHoweverManyThereAreAndWhateverIsRecordedMeanwhile) {
    Somebody dace("32100000001");
    auto before = dace.is_looked_at(limits::look_ups_in_answer + 1);
    auto newest = dace.get("/api/person/look-ups");
    Entries seen = entries_in(newest);
    EXPECT_EQ(seen.size(), limits::look_ups_in_answer);
    auto meanwhile = dace.is_looked_at(3);
    auto next = next_after(newest);
    EXPECT_EQ(next, fmt::format("/api/person/look-ups?before={}&limit=1000", seen.back()));
    auto last = dace.get(next);
    append(seen, entries_in(last));
    EXPECT_EQ(seen, before);
    EXPECT_EQ(next_after(last), "");

    append(meanwhile, before);
    Entries in_pieces;
    for (std::string at = "/api/person/look-ups?limit=250"; !at.empty();) {
        auto answer = dace.get(at);
        ASSERT_EQ(answer.status, 200);
        append(in_pieces, entries_in(answer));
        at = next_after(answer);
    }
    EXPECT_EQ(in_pieces, meanwhile);
}

TEST(LookUps, AreNotFollowedByAnEmptyPage) {
    Somebody dace("32100000002");
    auto all = dace.is_looked_at(limits::look_ups_on_page);
    EXPECT_EQ(older_after(dace.get("/en/person")), "");
    EXPECT_EQ(next_after(dace.get("/api/person/look-ups?limit=100")), "");
    EXPECT_NE(next_after(dace.get("/api/person/look-ups?limit=99")), "");
    (void)dace.is_looked_at(1);
    EXPECT_EQ(older_after(dace.get("/en/person")), fmt::format("/en/person?before={}", all[98]));
}

TEST(LookUps, ArePagedForPeopleByLinksToOlderOnes) {
    Somebody dace("32100000003");
    auto all = dace.is_looked_at(2 * limits::look_ups_on_page + 1);
    auto page = dace.get("/en/person");
    EXPECT_TRUE(page.says("The newest 100 look-ups"));
    EXPECT_TRUE(page.says("vz-stacked")); // to be read on a telephone
    EXPECT_FALSE(page.says(R"(<a class="govuk-link" href="/en/person">)"));
    auto seen = entries_on(page);
    (void)dace.is_looked_at(5);
    for (auto at = older_after(page); !at.empty(); at = older_after(page)) {
        page = dace.get(at);
        ASSERT_LE(seen.size(), all.size());
        EXPECT_TRUE(page.says(R"(href="/en/person">The newest look-ups</a>)"));
        append(seen, entries_on(page));
    }
    EXPECT_EQ(seen, all);
    EXPECT_TRUE(page.says("1 older look-up<")) << page.body;
    EXPECT_TRUE(dace.get("/lv/person?before=" + std::to_string(all.back()))
                    .says("Agrāku ieskatīšanās reižu nav"));
}

TEST(LookUps, AreAskedForBeforeANumberAndUpToALimit) {
    Somebody dace("32100000004");
    auto all = dace.is_looked_at(2);
    auto asked = [&](std::string_view query) {
        return dace.get(fmt::format("/api/person/look-ups?{}", query));
    };
    EXPECT_THAT(entries_in(asked("before=0")), testing::IsEmpty());
    EXPECT_EQ(entries_in(asked("before=18446744073709551615")), all);
    EXPECT_EQ(entries_in(asked("before=" + std::to_string(all[0]))), Entries{all[1]});
    EXPECT_EQ(entries_in(asked("limit=1000")), all);
    for (const auto* wrong : {"limit=1001", "limit=0", "limit=", "limit=-1", "before=-1",
                              "before=", "before=18446744073709551616", "before=last"})
        EXPECT_EQ(asked(wrong).status, 400) << wrong;
    auto page = dace.get("/lv/person?before=last");
    EXPECT_EQ(page.status, 400);
    EXPECT_TRUE(page.says("before ir žurnāla access ieraksta numurs"));
}

TEST(LookUps, OfOthersAreOnNobodyElsesPages) {
    Somebody dace("32100000005"), edgars("32100000006");
    auto hers = dace.is_looked_at(1), his = edgars.is_looked_at(1);
    auto before = fmt::format("/api/person/look-ups?before={}", his[0] + 1);
    EXPECT_EQ(entries_in(dace.get(before)), hers);
    EXPECT_EQ(entries_in(edgars.get(before)), his);
}

} // namespace
} // namespace vienreiz::app
