#include "capabilities/institutions/rules.hpp"

#include "base/failures.hpp"
#include "base/limits.hpp"
#include "capabilities/institutions/registration_number.hpp"
#include "capabilities/institutions/view.hpp"
#include "crypto/keys.hpp"
#include "platform/valid.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::institutions {
namespace {

using platform::Role;
using platform::valid_sentence;

Result<SystemKey> usable_key(const store::Snapshot& view, const json::Value& jwk, Instant since) {
    auto key = crypto::PublicKey::from_jwk(jwk);
    if (!key) return within(key.error(), "/jwk");
    if (key->algorithm() == crypto::Algorithm::Ed25519)
        return Failure{Kind::invalid, "A system signs with ES256, RS256 or PS256", "/jwk/crv"};
    auto kid = key->thumbprint();
    if (was_revoked(view, kid))
        return Failure{Kind::conflict, "This key was revoked: make a new one", "/jwk"};
    return SystemKey{std::move(kid), key->jwk(), since};
}

Result<System> known_system(const store::Snapshot& view, const SystemId& id) {
    if (auto found = system(view, id)) return std::move(*found);
    return Failure{Kind::missing, "There is no such system, or it is revoked", "/system"};
}

Outcome valid_number(std::string_view number) {
    TRY(valid_sentence(number, "/registration_number"));
    if (auto valid = check_registration_number(number); !valid)
        return within(valid.error(), "/registration_number");
    return {};
}

// A sentence for each role: its name is declined in some languages.
Outcome valid_roles(const std::vector<Role>& roles,
                    const std::optional<InstitutionId>& institution) {
    auto has = [&](Role role) { return std::ranges::find(roles, role) != roles.end(); };
    if (institution) return {};
    if (has(Role::steward))
        return Failure{Kind::invalid, "A steward acts for an institution; name it", "/institution"};
    if (has(Role::signatory))
        return Failure{Kind::invalid, "A signatory acts for an institution; name it",
                       "/institution"};
    if (has(Role::developer))
        return Failure{Kind::invalid, "A developer acts for an institution; name it",
                       "/institution"};
    return {};
}

} // namespace

Result<Events> decide(const Moment& moment, const Caller&, const store::Snapshot& view,
                      const RegisterInstitution& wish) {
    Failures failures;
    failures.add(valid_number(wish.registration_number));
    failures.add(valid_sentence(wish.name.lv, "/name/lv"));
    failures.add(valid_sentence(wish.name.en, "/name/en"));
    TRY(failures.told());
    if (institution_by_number(view, wish.registration_number))
        return Failure{Kind::conflict,
                       "An institution with this registration number is registered already",
                       "/registration_number"};
    Institution institution{{moment.new_id}, wish.registration_number, wish.name};
    return Events{{}, moment.new_id}.add(InstitutionRegistered{std::move(institution)});
}

Result<Events> decide(const Moment& moment, const Caller&, const store::Snapshot& view,
                      const RegisterSystem& wish) {
    if (!institution(view, wish.institution))
        return Failure{Kind::missing, "There is no such institution", "/institution"};
    auto key = usable_key(view, wish.jwk, moment.at);
    TRY(Failures().add(valid_sentence(wish.name, "/name")).add(key).told());
    return Events{{}, moment.new_id}.add(
        SystemRegistered{{{moment.new_id}, wish.institution, wish.name, {std::move(*key)}}});
}

Result<Events> decide(const Moment& moment, const Caller&, const store::Snapshot& view,
                      const AddKey& wish) {
    auto system = TRY(known_system(view, wish.system));
    auto key = TRY(usable_key(view, wish.jwk, moment.at));
    if (has_key(system, key.kid))
        return Failure{Kind::conflict, "The system has this key already", "/jwk"};
    if (system.keys.size() >= limits::keys_per_system)
        return Failure{Kind::conflict,
                       fmt::format("A system holds at most {} keys; revoke one first",
                                   limits::keys_per_system),
                       "/jwk"};
    return Events{{}, key.kid}.add(KeyAdded{wish.system, key});
}

Result<Events> decide(const Moment&, const Caller&, const store::Snapshot& view,
                      const RevokeKey& wish) {
    auto system = TRY(known_system(view, wish.system));
    if (!has_key(system, wish.kid))
        return Failure{Kind::missing, "The system has no such key", "/kid"};
    return Events{{}, wish.kid}.add(KeyRevoked{wish.system, wish.kid});
}

Result<Events> decide(const Moment&, const Caller&, const store::Snapshot& view,
                      const RevokeSystem& wish) {
    TRY(known_system(view, wish.system));
    return Events{{}, wish.system.text}.add(SystemRevoked{wish.system});
}

Outcome may_sign(const Person& person) {
    if (!person.first_secrets.value_or(false)) return {};
    return Failure{Kind::forbidden,
                   "Your password and PIN were given to you; choose your own before you sign"};
}

Outcome valid_password(std::string_view password, std::string_view where) {
    if (password.size() < limits::password_least)
        return Failure{Kind::invalid,
                       fmt::format("A password has at least {} characters", limits::password_least),
                       std::string(where)};
    if (password.size() > limits::text_field)
        return Failure{Kind::too_large, "This password is too long", std::string(where)};
    return {};
}

Outcome valid_pin(std::string_view pin, std::string_view where) {
    if (pin.size() < limits::pin_least)
        return Failure{Kind::invalid,
                       fmt::format("A PIN has at least {} characters", limits::pin_least),
                       std::string(where)};
    if (pin.size() > limits::text_field)
        return Failure{Kind::too_large, "This PIN is too long", std::string(where)};
    return {};
}

namespace {

Outcome valid_signing_key(const json::Value& jwk) {
    auto key = crypto::PublicKey::from_jwk(jwk);
    if (!key) return within(key.error(), "/signing_key");
    if (key->algorithm() != crypto::Algorithm::ES256)
        return Failure{Kind::invalid, "Agreements are signed with ES256", "/signing_key"};
    return {};
}

} // namespace

Outcome valid(const RegisterPerson& wish) {
    Failures failures;
    failures.add(valid_sentence(wish.name, "/name"));
    failures.add(valid_sentence(wish.login, "/login"));
    failures.add(valid_password(wish.password, "/password"));
    failures.add(valid_roles(wish.roles, wish.institution));
    if (wish.personal_code)
        if (auto code = normal_personal_code(*wish.personal_code); !code)
            failures.add(within(code.error(), "/personal_code"));
    if (wish.pin) failures.add(valid_pin(*wish.pin, "/pin"));
    if (wish.signing_key) failures.add(valid_signing_key(*wish.signing_key));
    return failures.told();
}

Result<Events> decide(const Moment&, const Caller&, const store::Snapshot& view,
                      const Person& prepared) {
    if (prepared.institution && !institution(view, *prepared.institution))
        return Failure{Kind::missing, "There is no such institution", "/institution"};
    if (person_by_login(view, prepared.login_tag))
        return Failure{Kind::conflict, "This sign-in name is taken", "/login"};
    if (prepared.code_tag && person_by_code(view, *prepared.code_tag))
        return Failure{Kind::conflict, "A person with this personal code is registered already",
                       "/personal_code"};
    return Events{{}, prepared.id.text}.add(PersonRegistered{prepared});
}

Result<Events> decide(const Moment&, const Caller& caller, const store::Snapshot& view,
                      const PreparedSecrets& prepared) {
    auto known = person(view, prepared.person);
    if (!known) return Failure{Kind::missing, "There is no such person", "/person"};
    if (caller.id != prepared.person.text)
        return Failure{Kind::forbidden, "Everybody chooses secrets of her own only", "/person"};
    if (known->commitment != prepared.instead_of)
        return Failure{Kind::conflict, "Your password or PIN was changed meanwhile; sign in again"};
    return Events{{}, prepared.person.text}.add(SecretsChosen{
        prepared.person, prepared.secrets, prepared.commitment, prepared.signing_key});
}

Result<Events> decide(const Moment&, const Caller& caller, const store::Snapshot& view,
                      const ChangeRoles& wish) {
    if (!person(view, wish.person))
        return Failure{Kind::missing, "There is no such person", "/person"};
    if (wish.institution && !institution(view, *wish.institution))
        return Failure{Kind::missing, "There is no such institution", "/institution"};
    TRY(valid_roles(wish.roles, wish.institution));
    if (caller.id == wish.person.text &&
        std::ranges::find(wish.roles, Role::operator_) == wish.roles.end())
        return Failure{Kind::conflict,
                       "An operator cannot take her own role away; another operator can", "/roles"};
    return Events{{}, wish.person.text}.add(
        RolesChanged{wish.person, wish.institution, wish.roles});
}

} // namespace vienreiz::institutions
