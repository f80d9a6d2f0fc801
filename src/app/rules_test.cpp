// The rules, run again over all that the tests of this program have wished; and over what no rule would give.
#include "app/site_test.hpp"
#include "platform/validation.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

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
    auto person = [&](std::string_view role) {
        for (const auto& one : entries)
            if (one.contains("PersonRegistered") && one.contains(fmt::format("[\"{}\"]", role))) {
                auto at = one.find(R"("person":{"id":")") + 16;
                return one.substr(at, one.find('"', at) - at);
            }
        return std::string();
    };
    auto at = first_of(entries, "agreements.TermsAccepted");
    auto right = entries[at];
    entries.resize(at + 1);
    for (auto role : {"steward", "auditor", "operator", "developer"}) {
        auto by = right.find("\"by\":\"person:") + 13;
        entries[at] = right;
        entries[at].replace(by, right.find('"', by) - by, person(role));
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

} // namespace vienreiz::app::rules_test
