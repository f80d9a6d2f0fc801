#include "capabilities/person/person.hpp"

#include "capabilities/person/look_ups.hpp"
#include "capabilities/person/pages.hpp"
#include "platform/answers.hpp"

#include <fmt/format.h>

namespace vienreiz::person {
namespace {

using platform::Ask;
using platform::Found;
using platform::Role;

Result<Stretch> wanted_of(const http::Request& request) {
    Stretch wanted{.before = TRY(before_of(request))};
    auto text = request.parameter("limit");
    if (!text) return wanted;
    auto limit = number<std::size_t>(*text);
    if (!limit || *limit == 0 || *limit > limits::look_ups_in_answer)
        return Failure{Kind::invalid,
                       fmt::format("limit is a number from 1 to {}", limits::look_ups_in_answer),
                       "limit"};
    wanted.most = *limit;
    return wanted;
}

Result<Found> own_look_ups(Ask& ask) {
    if (ask.caller().person_tag.empty())
        return Failure{Kind::conflict,
                       "Your personal code is not known here, so look-ups on you cannot be found"};
    auto wanted = TRY(wanted_of(ask.request));
    auto found = TRY(look_ups_on(ask.node, ask.view(), ask.caller().person_tag, wanted));
    auto response = platform::json_answer(found.newest_first);
    response.set("Cache-Control", "no-store");
    if (found.older)
        response.set("Link", fmt::format("</api/person/look-ups?before={}&limit={}>; rel=\"next\"",
                                         *found.older, wanted.most));
    if (found.unknown) response.set("Unknown-Downloads", std::to_string(found.unknown));
    return response;
}

http::Header unknown_header() {
    return {.name = "Unknown-Downloads",
            .description = "Downloads of which this node cannot tell whether they hold the "
                           "caller's data: another node of the cluster gave them"};
}

std::vector<http::Parameter> parameters() {
    return {{.name = "before",
             .description = "Only look-ups recorded before this entry of the access journal; the "
                            "header Link of an answer says which comes next",
             .schema = json::schema<std::uint64_t>()},
            {.name = "limit",
             .description = fmt::format("Most look-ups in this answer; {}, when absent",
                                        limits::look_ups_in_answer),
             .schema = json::Object{
                 {"type", "integer"}, {"minimum", 1}, {"maximum", limits::look_ups_in_answer}}}};
}

} // namespace

platform::Capability person() {
    using enum http::Method;
    using platform::Shows;
    auto oneself = platform::Access::people({Role::person}, platform::Tenant::any);
    return {.name = "person",
            .endpoints = {{.method = get,
                           .path = "/api/person/look-ups",
                           .summary = "Who looked at the caller's data",
                           .access = oneself,
                           .work = platform::Slow{own_look_ups},
                           .gives = json::schema<std::vector<LookUp>>(),
                           .parameters = parameters(),
                           .sends = {platform::next_page_header(), unknown_header()}},
                          {get, "/{language}/person", "Who looked at my data", oneself,
                           platform::Slow{own_page}, Shows::page},
                          {get, "/{language}/person/look-ups/{entry}", "One look-up of her data",
                           oneself, platform::Slow{look_up_page}, Shows::page}},
            .menu = {{"/person", html::sentence("Who looked at my data"), {Role::person}}},
            .access_events = register_access_events,
            .jobs = {{std::chrono::hours(1), "remove people's tags that no record names",
                      remove_unnamed_people_files}}};
}

} // namespace vienreiz::person
