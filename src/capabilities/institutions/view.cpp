#include "capabilities/institutions/view.hpp"

#include "platform/records.hpp"

#include <algorithm>

namespace vienreiz::institutions {
namespace {

using platform::Happened;
using platform::load;
using platform::save;

std::string key(std::string_view shelf, std::string_view id) {
    return "institutions/" + std::string(shelf) + "/" + std::string(id);
}

void apply(store::Batch& batch, const Happened&, const InstitutionRegistered& event) {
    const auto& institution = event.institution;
    save(batch, key("i", institution.id.text), institution);
    batch.put(key("number", institution.registration_number), institution.id.text);
}

void apply(store::Batch& batch, const Happened&, const SystemRegistered& event) {
    const auto& system = event.system;
    save(batch, key("s", system.id.text), system);
    batch.put(key("of", system.institution.text) + "/" + system.id.text, "");
}

void apply(store::Batch& batch, const Happened&, const KeyAdded& event) {
    auto system = load<System>(batch, key("s", event.system.text));
    if (!system) return;
    system->keys.push_back(event.key);
    save(batch, key("s", event.system.text), *system);
}

void apply(store::Batch& batch, const Happened&, const KeyRevoked& event) {
    auto system = load<System>(batch, key("s", event.system.text));
    if (!system) return;
    std::erase_if(system->keys, [&](const SystemKey& one) { return one.kid == event.kid; });
    save(batch, key("s", event.system.text), *system);
    batch.put(key("revoked", event.kid), "");
}

void apply(store::Batch& batch, const Happened&, const SystemRevoked& event) {
    auto system = load<System>(batch, key("s", event.system.text));
    if (!system) return;
    for (const auto& one : system->keys) batch.put(key("revoked", one.kid), "");
    batch.erase(key("s", event.system.text));
    batch.erase(key("of", system->institution.text) + "/" + event.system.text);
}

void apply(store::Batch& batch, const Happened&, const PersonRegistered& event) {
    const auto& person = event.person;
    save(batch, key("p", person.id.text), person);
    batch.put(key("login", person.login_tag), person.id.text);
    if (person.code_tag) batch.put(key("code", *person.code_tag), person.id.text);
}

void apply(store::Batch& batch, const Happened&, const RolesChanged& event) {
    auto person = load<Person>(batch, key("p", event.person.text));
    if (!person) return;
    person->institution = event.institution;
    person->roles = event.roles;
    save(batch, key("p", event.person.text), *person);
}

void apply(store::Batch& batch, const Happened&, const SecretsChosen& event) {
    auto person = load<Person>(batch, key("p", event.person.text));
    if (!person) return;
    person->former = person->secrets.value_or(person->id.text);
    person->secrets = event.secrets;
    person->commitment = event.commitment;
    person->first_secrets.reset();
    if (event.signing_key) person->signing_key = event.signing_key;
    save(batch, key("p", event.person.text), *person);
}

} // namespace

void register_events(platform::EventTypes& types) {
    types.on<InstitutionRegistered, SystemRegistered, KeyAdded, KeyRevoked, SystemRevoked,
             PersonRegistered, RolesChanged, SecretsChosen>(
        [](auto& batch, const auto& happened, const auto& event) {
            apply(batch, happened, event);
        });
}

std::optional<Institution> institution(const store::Snapshot& view, const InstitutionId& id) {
    return load<Institution>(view, key("i", id.text));
}

std::optional<Institution> institution_by_number(const store::Snapshot& view,
                                                 std::string_view number) {
    auto id = view.get(key("number", number));
    return id ? institution(view, {*id}) : std::nullopt;
}

std::vector<Institution> all_institutions(const store::Snapshot& view) {
    return platform::load_all<Institution>(view, "institutions/i/");
}

std::optional<System> system(const store::Snapshot& view, const SystemId& id) {
    return load<System>(view, key("s", id.text));
}

bool has_key(const System& system, std::string_view kid) {
    return std::ranges::any_of(system.keys, [&](const SystemKey& key) { return key.kid == kid; });
}

bool was_revoked(const store::Snapshot& view, std::string_view kid) {
    return view.get(key("revoked", kid)).has_value();
}

std::vector<System> systems_of(const store::Snapshot& view, const InstitutionId& id) {
    std::vector<System> out;
    auto prefix = key("of", id.text) + "/";
    for (const auto& name : platform::names_under(view, prefix))
        if (auto found = system(view, {name})) out.push_back(std::move(*found));
    return out;
}

std::optional<Person> person(const store::Snapshot& view, const PersonId& id) {
    return load<Person>(view, key("p", id.text));
}

std::optional<Person> person_by_login(const store::Snapshot& view, std::string_view login_tag) {
    auto id = view.get(key("login", login_tag));
    return id ? person(view, {*id}) : std::nullopt;
}

std::optional<Person> person_by_code(const store::Snapshot& view, std::string_view code_tag) {
    auto id = view.get(key("code", code_tag));
    return id ? person(view, {*id}) : std::nullopt;
}

std::vector<Person> people(const store::Snapshot& view) {
    return platform::load_all<Person>(view, "institutions/p/");
}

} // namespace vienreiz::institutions
