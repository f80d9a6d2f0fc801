#include "base/failures.hpp"

#include <gtest/gtest.h>

namespace vienreiz::failures_test {

std::string places(const Outcome& outcome) {
    if (outcome) return "";
    auto out = outcome.error().where;
    for (const auto& one : outcome.error().also) out += " " + one.where;
    return out;
}
Failure at(std::string where) { return {Kind::invalid, "Something is wrong", std::move(where)}; }

TEST(Failures, AreToldTogetherTheFirstFirst) {
    Failures failures;
    EXPECT_TRUE(failures.told());
    failures.add(Outcome()).add(Outcome(at("/a"))).add(at("/b"));
    Failures outer;
    outer.add(at("/first")).add(failures.told());
    EXPECT_EQ(places(outer.told()), "/first /a /b");
}

TEST(Failures, KeepTheirPlacesBelowAParent) {
    Failures failures;
    failures.add(at("/name")).add(at("/login"));
    EXPECT_EQ(places(within(failures.told().error(), "/person")), "/person/name /person/login");
}

TEST(Failures, OfWhatCouldNotBeReadComeAfterThoseOfTheRest) {
    Failures unread, rule;
    unread.add(at("/days")).add(at("/limit"));
    rule.add(at("/purpose")).add(at("/limit"));
    EXPECT_EQ(places(unread.after(rule.told())), "/purpose /days /limit");
    EXPECT_EQ(places(unread.after({})), "/days /limit");
}

TEST(Failures, AreBounded) {
    Failures failures;
    for (std::size_t i = 0; i < limits::failures_told + 1; ++i) failures.add(at("/a"));
    EXPECT_EQ(failures.told().error().also.size() + 1, limits::failures_told);
}

} // namespace vienreiz::failures_test
