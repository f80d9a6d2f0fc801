// The wish that each entry comes of, read off it.
#include "capabilities/institutions/rules.hpp"
#include "capabilities/institutions/view.hpp"
#include "platform/rules.hpp"

namespace vienreiz::institutions {
namespace {

using platform::Wished;
using store::Snapshot;
using enum http::Method;

void people(platform::Rules& rules) {
    rules.on<PersonRegistered>(
        {post, "/api/people", true},
        [](const PersonRegistered& event, const Snapshot&) { return Wished{event.person}; });
    rules.on<RolesChanged>(
        {put, "/api/people/{person}/roles"}, [](const RolesChanged& event, const Snapshot&) {
            return Wished{ChangeRoles{event.person, event.institution, event.roles}};
        });
    rules.on<SecretsChosen>(
        {put, "/api/session/secrets"}, [](const SecretsChosen& event, const Snapshot& view) {
            auto before = person(view, event.person);
            return Wished{PreparedSecrets{event.person, before ? before->commitment : "",
                                          event.secrets, event.commitment, event.signing_key}};
        });
}

void systems(platform::Rules& rules) {
    rules.on<SystemRegistered>(
        {post, "/api/institutions/{institution}/systems"},
        [](const SystemRegistered& event, const Snapshot&) {
            const auto& system = event.system;
            auto jwk = system.keys.empty() ? json::Value() : system.keys.front().jwk;
            return Wished{RegisterSystem{system.institution, system.name, std::move(jwk)},
                          {{"institution", system.institution.text}},
                          system.id.text};
        });
    rules.on<KeyAdded>(
        {post, "/api/systems/{system}/keys"}, [](const KeyAdded& event, const Snapshot&) {
            return Wished{AddKey{event.system, event.key.jwk}, {{"system", event.system.text}}};
        });
    rules.on<KeyRevoked>({delete_, "/api/systems/{system}/keys/{kid}"}, [](const KeyRevoked& event,
                                                                           const Snapshot&) {
        return Wished{RevokeKey{event.system, event.kid}, {{"system", event.system.text}}};
    });
    rules.on<SystemRevoked>(
        {delete_, "/api/systems/{system}"}, [](const SystemRevoked& event, const Snapshot&) {
            return Wished{RevokeSystem{event.system}, {{"system", event.system.text}}};
        });
}

} // namespace

void register_rules(platform::Rules& rules) {
    rules.on<InstitutionRegistered>(
        {post, "/api/institutions", true}, [](const InstitutionRegistered& event, const Snapshot&) {
            const auto& institution = event.institution;
            return Wished{RegisterInstitution{institution.registration_number, institution.name},
                          {},
                          institution.id.text};
        });
    people(rules);
    systems(rules);
}

} // namespace vienreiz::institutions
