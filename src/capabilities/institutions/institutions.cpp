#include "capabilities/institutions/institutions.hpp"

#include "capabilities/institutions/accounts.hpp"
#include "capabilities/institutions/client_assertion.hpp"
#include "capabilities/institutions/developer_pages.hpp"
#include "capabilities/institutions/operator_pages.hpp"
#include "capabilities/institutions/own_secrets_page.hpp"
#include "capabilities/institutions/pages.hpp"
#include "capabilities/institutions/routes.hpp"
#include "capabilities/institutions/rules.hpp"
#include "capabilities/institutions/view.hpp"

#include <algorithm>
#include <iterator>

namespace vienreiz::institutions {
namespace {

using platform::Caller;

std::optional<Caller> caller_of_system(const store::Snapshot& view, const SystemId& id) {
    auto found = system(view, id);
    if (!found) return {};
    Caller caller;
    caller.sort = Caller::Sort::system;
    caller.id = found->id.text;
    caller.institution = found->institution;
    return caller;
}

std::optional<Caller> system_caller(const store::Snapshot& view, std::string_view subject) {
    auto client = client_of(subject);
    auto found = system(view, client.system);
    if (!found || !has_key(*found, client.kid)) return {};
    return caller_of_system(view, client.system);
}

std::optional<Caller> person_caller(const store::Snapshot& view, const PersonId& id) {
    auto found = person(view, id);
    if (!found) return {};
    Caller caller;
    caller.sort = Caller::Sort::person;
    caller.id = found->id.text;
    caller.institution = found->institution.value_or(InstitutionId{});
    for (auto role : found->roles) caller.roles.add(role);
    caller.person_tag = found->code_tag.value_or("");
    return caller;
}

std::string institution_name(const store::Snapshot& view, const InstitutionId& id,
                             std::string_view language) {
    auto found = institution(view, id);
    if (!found) return {};
    return language == "en" ? found->name.en : found->name.lv;
}

} // namespace

platform::Capability institutions() {
    auto endpoints = routes();
    for (auto& pages : {sign_in_pages(), own_secrets_pages(), operator_pages(), developer_pages()})
        std::ranges::copy(pages, std::back_inserter(endpoints));
    return {.name = "institutions",
            .endpoints = std::move(endpoints),
            .menu = {{"/operator", html::sentence("Operation"), {platform::Role::operator_}},
                     {"/developer", html::sentence("For developers"), {platform::Role::developer}}},
            .events = register_events,
            .rules = register_rules,
            .directory = platform::Directory{.system = system_caller,
                                             .person = person_caller,
                                             .system_by_id = caller_of_system,
                                             .name_of = name_of,
                                             .institution_name = institution_name}};
}

} // namespace vienreiz::institutions
