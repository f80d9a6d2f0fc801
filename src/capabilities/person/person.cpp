#include "capabilities/person/person.hpp"

#include "capabilities/person/look_ups.hpp"
#include "capabilities/person/pages.hpp"
#include "platform/answers.hpp"

namespace vienreiz::person {
namespace {

using platform::Ask;
using platform::Found;
using platform::Role;

Result<Found> own_look_ups(Ask& ask) {
    if (ask.caller().person_tag.empty())
        return Failure{Kind::conflict,
                       "Your personal code is not known here, so look-ups on you cannot be found"};
    auto response =
        platform::json_answer(TRY(look_ups_on(ask.node, ask.view(), ask.caller().person_tag)));
    response.set("Cache-Control", "no-store");
    return response;
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
                           .gives = json::schema<std::vector<LookUp>>()},
                          {get, "/{language}/person", "Who looked at my data", oneself,
                           platform::Slow{own_page}, Shows::page},
                          {get, "/{language}/person/look-ups/{entry}", "One look-up of her data",
                           oneself, platform::Slow{look_up_page}, Shows::page}},
            .menu = {{"/person", html::sentence("Who looked at my data"), {Role::person}}},
            .access_events = register_access_events};
}

} // namespace vienreiz::person
