// Who may call what: tests/permissions.txt is the table people read and approve; the code must say the same, and
// the one function that authorises must do it.
#include "app/capabilities.hpp"
#include "http/router.hpp"
#include "tidy/sources.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>

namespace vienreiz::permissions {

using platform::Access;
using platform::Caller;
using platform::Role;
using platform::Tenant;

// A row of the table: "GET /api/agreements   signatory steward   own".
struct Row {
    std::set<std::string> who; // "anyone" alone; or "systems" and names of roles
    bool own = false;

    friend bool operator==(const Row&, const Row&) = default;
};

std::string text(const Row& row) {
    std::string out;
    for (const auto& one : row.who) out += one + " ";
    return out + (row.own ? "own" : "any");
}

using Table = std::map<std::string, Row>; // by "GET /path"

struct Reading {
    Table rows;
    std::vector<std::string> faults;
};

Reading read_table(const std::string& content) {
    Reading out;
    tidy::each_line(
        {"tests/permissions.txt", content}, [&](std::size_t number, std::string_view line) {
            std::istringstream words{std::string(line.substr(0, line.find('#')))};
            std::string method, path;
            if (!(words >> method >> path)) return;
            Row row;
            std::string last;
            for (std::string word; words >> word; last = word) row.who.insert(word);
            row.own = last == "own";
            bool complete =
                (last == "own" || last == "any") && row.who.erase(last) == 1 && !row.who.empty();
            if (!complete)
                out.faults.push_back(
                    fmt::format("line {}: a row ends with who may and then own or any", number));
            if (!out.rows.emplace(method + " " + path, row).second)
                out.faults.push_back(
                    fmt::format("line {}: {} {} stands here twice", number, method, path));
        });
    return out;
}

constexpr std::array all_roles{Role::operator_, Role::steward,   Role::signatory,
                               Role::auditor,   Role::developer, Role::person};

Row row_of(const Access& access) {
    if (access.anyone) return {{"anyone"}, false};
    Row row;
    row.own = access.tenant == Tenant::own;
    if (access.systems) row.who.insert("systems");
    for (auto role : all_roles)
        if (access.roles.has(role)) row.who.insert(std::string(platform::name(role)));
    return row;
}

std::string route_of(const platform::Endpoint& endpoint) {
    return fmt::format("{} {}", http::name(endpoint.method), endpoint.path);
}

std::vector<platform::Endpoint> endpoints() {
    std::vector<platform::Endpoint> out;
    for (auto& capability : app::capabilities())
        for (auto& endpoint : capability.endpoints) out.push_back(endpoint);
    return out;
}

const Reading& reviewed() {
    static const Reading reading =
        read_table(tidy::content_of(tidy::root() / "tests/permissions.txt"));
    return reading;
}

std::vector<std::string> differences(const Table& table,
                                     const std::vector<platform::Endpoint>& code) {
    std::vector<std::string> out;
    auto left = table;
    for (const auto& endpoint : code) {
        auto route = route_of(endpoint);
        auto says = row_of(endpoint.access);
        auto row = table.find(route);
        left.erase(route);
        if (row == table.end())
            out.push_back(fmt::format("no row for {}; if it is right, write:\n{:<70} {}", route,
                                      route, text(says)));
        else if (row->second != says)
            out.push_back(fmt::format("{}: the table says \"{}\", the code \"{}\"", route,
                                      text(row->second), text(says)));
    }
    for (const auto& [route, row] : left) out.push_back("no route for the row " + route);
    return out;
}

// ---- the table and the code -------------------------------------------------------------------------

TEST(Permissions, TheTableIsWellFormed) {
    EXPECT_TRUE(reviewed().faults.empty()) << reviewed().faults.front();
    EXPECT_GT(reviewed().rows.size(), 30u);
    for (const auto& [route, row] : reviewed().rows)
        for (const auto& who : row.who)
            EXPECT_TRUE(who == "anyone" || who == "systems" || platform::role_from(who))
                << route << ": nobody is called " << who;
}

TEST(Permissions, EveryRouteHasItsReviewedRow) {
    for (const auto& one : differences(reviewed().rows, endpoints())) ADD_FAILURE() << one;
}

TEST(Permissions, ARouteWithoutARowARowWithoutARouteAndADifferenceAreCaught) {
    platform::Endpoint endpoint{http::Method::post, "/api/things", "A thing",
                                Access::people({Role::steward, Role::operator_}, Tenant::any),
                                platform::Read{}};
    auto found = [&](const std::string& table) {
        return differences(read_table(table).rows, {endpoint}).size();
    };
    EXPECT_EQ(found("POST /api/things operator steward any # as it should be\n"), 0u);
    EXPECT_EQ(found(""), 1u);
    EXPECT_EQ(found("POST /api/things steward any\n"), 1u);
    EXPECT_EQ(found("POST /api/things operator steward own\n"), 1u);
    EXPECT_EQ(found("POST /api/things operator steward systems any\n"), 1u);
    EXPECT_EQ(found("POST /api/things operator steward any\nGET /api/things anyone any\n"), 1u);
    EXPECT_EQ(read_table("GET /a anyone\n").faults.size(), 1u);
    EXPECT_EQ(read_table("GET /a own\n").faults.size(), 1u);
    EXPECT_EQ(read_table("GET /a anyone any\nGET /a anyone any\n").faults.size(), 1u);
}

// ---- the table and what is done ----------------------------------------------------------------------

enum class Thing { own, of_another, of_nobody };
constexpr std::array things{Thing::own, Thing::of_another, Thing::of_nobody};

const InstitutionId mine{"mine"}, theirs{"theirs"};

std::vector<InstitutionId> owners(Thing thing) {
    switch (thing) {
    case Thing::own:
        return {theirs, mine};
    case Thing::of_another:
        return {theirs};
    case Thing::of_nobody:
        break;
    }
    return {};
}

Caller someone(Caller::Sort sort, platform::Roles roles) {
    Caller caller;
    caller.sort = sort;
    caller.id = "somebody";
    caller.institution = mine;
    caller.roles = roles;
    return caller;
}

// The row read as a person reads it, without a word of the code it is compared with.
bool may(const Row& row, const std::string& who, Thing thing) {
    if (row.who.contains("anyone")) return true;
    if (!row.who.contains(who)) return false;
    bool everywhere = who == "operator" || who == "auditor";
    return !row.own || everywhere || thing == Thing::own;
}

TEST(Permissions, AreWhatTheRowsSayForEveryRouteRoleAndTenant) {
    std::size_t asked = 0;
    for (const auto& endpoint : endpoints()) {
        auto row = reviewed().rows.find(route_of(endpoint));
        if (row == reviewed().rows.end()) continue; // told above
        auto expect = [&](const std::string& who, const Caller& caller, Thing thing) {
            ++asked;
            bool allowed = platform::authorise(endpoint.access, caller, owners(thing)).has_value();
            EXPECT_EQ(allowed, may(row->second, who, thing))
                << row->first << " for " << who << ", thing " << static_cast<int>(thing);
        };
        for (auto thing : things) {
            expect("nobody", Caller{}, thing);
            expect("systems", someone(Caller::Sort::system, {}), thing);
            for (auto role : all_roles)
                expect(std::string(platform::name(role)), someone(Caller::Sort::person, {role}),
                       thing);
        }
    }
    EXPECT_GE(asked, reviewed().rows.size() * 24);
}

TEST(Permissions, WhoActsForNoInstitutionOwnsNothing) {
    auto steward = someone(Caller::Sort::person, {Role::steward});
    steward.institution = {};
    auto access = Access::people({Role::steward}, Tenant::own);
    EXPECT_FALSE(platform::authorise(access, steward, {InstitutionId{}}));
    EXPECT_FALSE(platform::authorise(access, steward, {}));
}

TEST(Permissions, OneRoleDoesNotWidenAnother) {
    auto both = someone(Caller::Sort::person, {Role::steward, Role::auditor});
    auto stewards = Access::people({Role::steward}, Tenant::own);
    EXPECT_TRUE(platform::authorise(stewards, both, owners(Thing::own)));
    EXPECT_FALSE(platform::authorise(stewards, both, owners(Thing::of_another)));
    auto readers = Access::people({Role::steward, Role::auditor}, Tenant::own);
    EXPECT_TRUE(platform::authorise(readers, both, owners(Thing::of_another)));
}

TEST(Permissions, NobodyIsToldToSignInAndOthersThatTheyMayNot) {
    auto access = Access::people({Role::steward}, Tenant::any);
    EXPECT_EQ(platform::authorise(access, Caller{}, {}).error().kind, Kind::unauthenticated);
    EXPECT_EQ(
        platform::authorise(access, someone(Caller::Sort::person, {Role::person}), {}).error().kind,
        Kind::forbidden);
    EXPECT_EQ(platform::authorise(access, someone(Caller::Sort::system, {}), {}).error().kind,
              Kind::forbidden);
}

TEST(Permissions, ARouteBoundToATenantSaysWhoseAThingIs) {
    for (const auto& endpoint : endpoints())
        EXPECT_TRUE(endpoint.access.tenant == Tenant::any || endpoint.owners) << route_of(endpoint);
}

} // namespace vienreiz::permissions
