#include "capabilities/distribution/record.hpp"

#include <gtest/gtest.h>

namespace vienreiz::record_test {
using namespace distribution;

AnswerGiven described(const Grant& grant, const Given& given, std::optional<std::string> node) {
    AnswerGiven out;
    if (grant.agreement)
        out.agreement = grant.agreement->id, out.revision = grant.agreement->revision;
    out.institution = {"i1"};
    out.dataset = grant.dataset.id;
    out.version = grant.version.number;
    out.asked = given.asked;
    out.rows = given.rows;
    out.answer =
        given.hash.empty() ? hex(crypto::sha256(bytes(given.body))) : std::string(given.hash);
    out.people_file = given.people_file;
    if (!given.people.empty()) out.people = given.people;
    out.node = std::move(node);
    return out;
}

TEST(Record, IsTheDescribedStructsJson) {
    Grant grant;
    grant.dataset.id = {"vehicles"};
    grant.version.number = 7;
    for (bool agreed : {false, true}) {
        if (agreed)
            grant.agreement =
                agreements::Compiled{{"a1"}, 3, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
        grant.record_opening = record_opening({"i1"}, grant);
        for (const auto& given :
             {Given{Asked::key, 1, "{}", {}}, Given{Asked::page, 100, "[]", {"aa", "bb"}},
              Given{Asked::bulk, 100, {}, {}, PeopleFile{"ab", 901}, "cd"}})
            EXPECT_EQ(record_of(grant, given).data, json::text(described(grant, given, {})));
    }
    grant.record_end = record_end("b");
    Given given{Asked::key, 1, "{}", {"aa"}};
    EXPECT_EQ(record_of(grant, given).data, json::text(described(grant, given, "b")));
}

} // namespace vienreiz::record_test
