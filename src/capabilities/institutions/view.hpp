// The views of institutions.
//
//   institutions/i/<id>            Institution
//   institutions/number/<number>   id of the institution
//   institutions/s/<id>            System; gone when revoked
//   institutions/revoked/<kid>     "" (a key that once was a system's)
//   institutions/of/<id>/<system>  "" (systems of an institution)
//   institutions/p/<id>            Person
//   institutions/login/<tag>       id of the person
//   institutions/code/<tag>        id of the person
#pragma once

#include "capabilities/institutions/model.hpp"

namespace vienreiz::institutions {

void register_events(platform::EventTypes& types);

std::optional<Institution> institution(const store::Snapshot& view, const InstitutionId& id);
std::optional<Institution> institution_by_number(const store::Snapshot& view,
                                                 std::string_view number);
std::vector<Institution> all_institutions(const store::Snapshot& view);
std::optional<System> system(const store::Snapshot& view, const SystemId& id);
bool has_key(const System& system, std::string_view kid);
bool was_revoked(const store::Snapshot& view, std::string_view kid);
std::vector<System> systems_of(const store::Snapshot& view, const InstitutionId& id);
std::optional<Person> person(const store::Snapshot& view, const PersonId& id);
std::optional<Person> person_by_login(const store::Snapshot& view, std::string_view login_tag);
std::optional<Person> person_by_code(const store::Snapshot& view, std::string_view code_tag);
std::vector<Person> people(const store::Snapshot& view);

} // namespace vienreiz::institutions
