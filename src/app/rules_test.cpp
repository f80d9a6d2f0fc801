// The rules, run again over all that the tests of this program have wished; and over what no rule would give.
#include "app/site_test.hpp"
#include "capabilities/institutions/rules.hpp"
#include "capabilities/institutions/view.hpp"
#include "platform/stand_ins_test.hpp"
#include "platform/state_root.hpp"
#include "platform/validation.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

namespace vienreiz::app::rules_test {

using platform::Validation;
using Entries = std::vector<std::string>;

Entries entries_of(const journal::Journal& journal) {
    Entries out;
    check(journal
              .read(0, journal.size(),
                    [&](journal::Index, std::string_view entry) -> Outcome {
                        out.emplace_back(entry);
                        return {};
                    })
              .has_value(),
          "a journal can be read");
    return out;
}

const Entries& demonstrated() {
    static const auto entries = entries_of(*Site::with_demonstration().node().main);
    return entries;
}

Result<std::size_t> judged(const Entries& entries) {
    auto all = capabilities();
    Validation validation(store::memory_store(), all);
    std::vector<std::string_view> views(entries.begin(), entries.end());
    return validation.judge(views, now(), [](auto) { return Outcome(); });
}

std::size_t first_of(const Entries& entries, std::string_view type) {
    auto found = std::ranges::find_if(
        entries, [&](const std::string& one) { return one.contains(fmt::format("\"{}\"", type)); });
    check(found != entries.end(), "the demonstration has one");
    return static_cast<std::size_t>(found - entries.begin());
}

// The first who was registered with this role alone.
std::string person_with(std::string_view role) {
    for (const auto& one : demonstrated())
        if (one.contains("PersonRegistered") && one.contains(fmt::format("[\"{}\"]", role))) {
            auto at = one.find(R"("person":{"id":")") + 16;
            return one.substr(at, one.find('"', at) - at);
        }
    check(false, "the demonstration has people in every role");
    return {};
}

// Of the first entry of this type.
Failure refused(std::string_view type, std::string_view instead_of, std::string_view stands) {
    auto entries = demonstrated();
    entries.resize(first_of(entries, type) + 1);
    auto& entry = entries.back();
    auto at = entry.find(instead_of);
    check(at != entry.npos, "the entry has what is changed in it");
    entry.replace(at, instead_of.size(), stands);
    auto told = judged(entries);
    EXPECT_FALSE(told) << entry;
    return told ? Failure{} : told.error();
}

TEST(Rules, GiveTheWholeHistoryAgain) {
    auto told = judged(demonstrated());
    ASSERT_TRUE(told) << told.error().where << ": " << told.error().what;
    EXPECT_EQ(*told, demonstrated().size());
}

// One entry of every sort, as a node of these rules has entered them (src/app/history.jsonl), and at last the root of
// the state. Whoever changes what a rule decides or what a view holds changes this; then rules_version is counted up,
// and the history is made anew.
TEST(Rules, OfThisVersionGiveTheHistoryThatIsKept) {
    std::ifstream in("src/app/history.jsonl", std::ios::binary);
    Entries entries;
    for (std::string line; std::getline(in, line);) entries.push_back(line);
    ASSERT_EQ(entries.size(), 34U);
    EXPECT_TRUE(entries.back().contains(R"("rules":2,"first":0,"count":256,"root":)"));
    EXPECT_EQ(platform::rules_version, 2U);
    auto told = judged(entries);
    ASSERT_TRUE(told) << told.error().where << ": " << told.error().what;
    EXPECT_EQ(*told, entries.size());
}

// What rules 1 said of the state is not compared: whoever runs these cannot vouch for it.
TEST(Rules, RefuseTheRootThatOtherRulesEntered) {
    for (auto [type, data] :
         {std::pair("platform.StateRooted", R"({"rules":1,"root":"00"})"),
          std::pair("platform.StatePartsRooted", R"({"rules":1,"first":0,"count":0,"root":""})")}) {
        auto entries = demonstrated();
        entries.push_back(platform::entry_of({type, data}, now(), "node"));
        auto told = judged(entries);
        ASSERT_FALSE(told);
        EXPECT_TRUE(told.error().what.contains("made by rules 1")) << told.error().what;
    }
}

TEST(Rules, RefuseWhatIsNotWhatTheWishComesTo) {
    auto number = refused("institutions.InstitutionRegistered", "90000270634", "90000270635");
    EXPECT_EQ(number.kind, Kind::forbidden);
    EXPECT_EQ(number.where, "entry 0");
    EXPECT_TRUE(number.what.contains("registration number")) << number.what;
    refused("distribution.VersionPublished", "\"number\":1", "\"number\":2");
    refused("agreements.AgreementActivated", "\"revision\":1", "\"revision\":2");
    refused("agreements.AgreementSigned", "\"value\":\"", "\"value\":\"A");
    refused("agreements.TermsAccepted", "\"revision\":1", "\"revision\":7");
}

TEST(Rules, RefuseWhoMayNot) {
    EXPECT_TRUE(refused("catalogue.DatasetDescribed", R"("by":"person:)", R"("by":"person:x)")
                    .what.contains("nobody is called"));
    auto entries = demonstrated();
    auto at = first_of(entries, "agreements.TermsAccepted");
    auto right = entries[at];
    entries.resize(at + 1);
    for (auto role : {"steward", "auditor", "operator", "developer"}) {
        auto by = right.find("\"by\":\"person:") + 13;
        entries[at] = right;
        entries[at].replace(by, right.find('"', by) - by, person_with(role));
        EXPECT_FALSE(judged(entries)) << role;
    }
    entries[at] = right;
    auto by = right.find("person:");
    entries[at].replace(by, right.find('"', by) - by, "node");
    auto told = judged(entries);
    ASSERT_FALSE(told);
    EXPECT_TRUE(told.error().what.contains("not for the node itself")) << told.error().what;
    entries[at] = right;
    EXPECT_TRUE(judged(entries));
}

TEST(Rules, RefuseAVersionOfAnotherInstitutionsDataset) {
    constexpr std::string_view publication = "\"distribution.VersionPublished\"";
    auto publisher = [](std::string_view entry) {
        auto by = entry.find("\"by\":\"person:") + 13;
        return entry.substr(by, entry.find('"', by) - by);
    };
    auto entries = demonstrated();
    std::string first(publisher(entries[first_of(entries, "distribution.VersionPublished")]));
    auto other = std::ranges::find_if(entries, [&](std::string_view one) {
        return one.contains(publication) && publisher(one) != first;
    });
    ASSERT_NE(other, entries.end()) << "the demonstration has stewards of two institutions";
    entries.erase(other + 1, entries.end());
    ASSERT_TRUE(judged(entries));
    auto& entry = entries.back();
    auto name = publisher(entry);
    entry.replace(entry.find(name), name.size(), first);
    auto told = judged(entries);
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().where, fmt::format("entry {}", entries.size() - 1));
    EXPECT_TRUE(told.error().what.contains("your own institution only")) << told.error().what;
}

TEST(Rules, RefuseTimeThatGoesBack) {
    auto entries = demonstrated();
    auto early = entries[1];
    auto at = early.find("\"at\":\"") + 6;
    early.replace(at, 4, "2001");
    entries[1] = early;
    EXPECT_TRUE(judged(entries).error().what.contains("dated before"));
    entries[1].replace(at, 4, "2999");
    EXPECT_TRUE(judged(entries).error().what.contains("later than our clock"));
}

TEST(Rules, RefuseADecisionThatIsTornApart) {
    auto entries = demonstrated();
    auto activated = first_of(entries, "agreements.AgreementActivated");
    entries.resize(activated);
    EXPECT_EQ(judged(entries), activated - 1) << "the signature waits for what follows of it";
    entries.push_back(entries.back());
    EXPECT_TRUE(judged(entries).error().what.contains("not what follows of the wish"));
    entries.back() = "no entry";
    EXPECT_EQ(judged(entries).error().kind, Kind::corrupt);
}

// Permission is looked up when the request comes, and again when it is decided: or a validator would refuse the entry.
TEST(AWish, IsDecidedByTheRolesOfThatMoment) {
    auto& site = Site::with_demonstration();
    auto& node = site.node();
    auto steward = site.signed_in("turetajs");
    auto csrf = site.csrf(steward);
    PersonId id{person_with("steward")};
    auto before = institutions::person(*node.views->snapshot(), id).value();
    auto change_roles = [&](std::vector<platform::Role> roles) {
        node.sequencer->submit(
            "person:" + person_with("operator"),
            [=](const platform::Moment& moment, const store::Snapshot& view) {
                return decide(moment, platform::Caller{}, view,
                              institutions::ChangeRoles{id, before.institution, roles});
            },
            [](const auto& done) { check(done.has_value(), "roles can be changed"); });
    };
    std::future<Answer> answer;
    {
        platform::HeldSequencer held(*node.sequencer);
        change_roles({platform::Role::auditor});
        answer = std::async(std::launch::async, [&] {
            return site.send(http::Method::post, "/api/datasets/transportlidzekli/withdrawal",
                             R"({"reason":"she was a steward a moment ago"})", steward,
                             {{"Content-Type", "application/json"}, {"X-CSRF-Token", csrf}});
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(200)); // until it waits as well
    }
    auto told = answer.get();
    EXPECT_EQ(told.status, 409) << told.body;
    EXPECT_TRUE(told.says("your roles were changed")) << told.body;
    change_roles(before.roles);
}

} // namespace vienreiz::app::rules_test
