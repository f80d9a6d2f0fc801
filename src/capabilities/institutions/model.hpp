// Institutions, their systems and people: what they are, what may be wished, what happened.
#pragma once

#include "platform/caller.hpp"
#include "platform/event.hpp"

#include <optional>

namespace vienreiz::institutions {

struct Title {
    std::string lv, en;
};
BOOST_DESCRIBE_STRUCT(Title, (), (lv, en))

struct Institution {
    InstitutionId id;
    std::string registration_number; // 11 digits with a valid check digit
    Title name;
};
BOOST_DESCRIBE_STRUCT(Institution, (), (id, registration_number, name))

struct SystemKey {
    std::string kid; // RFC 7638 thumbprint
    json::Value jwk; // public
    Instant since;
};
BOOST_DESCRIBE_STRUCT(SystemKey, (), (kid, jwk, since))

struct System {
    SystemId id;
    InstitutionId institution;
    std::string name;
    std::vector<SystemKey> keys;
};
BOOST_DESCRIBE_STRUCT(System, (), (id, institution, name, keys))

// What the views know of a person; who she is lies in the private store under her id.
struct Person {
    PersonId id;
    std::optional<InstitutionId> institution;
    std::vector<platform::Role> roles;
    std::string login_tag;                  // keyed tag of the sign-in name
    std::optional<std::string> code_tag;    // keyed tag of the personal code
    std::optional<json::Value> signing_key; // public JWK, ES256
    std::string commitment;                 // hex SHA-256(salt || private data)
    // Her password and PIN are those the operator gave her: with them nothing is signed.
    std::optional<bool> first_secrets{};
    // Ids of her data in the private store: now (her own id at first), and before she last chose secrets.
    std::optional<std::string> secrets{}, former{};
};
BOOST_DESCRIBE_STRUCT(Person, (),
                      (id, institution, roles, login_tag, code_tag, signing_key, commitment,
                       first_secrets, secrets, former))

// In the private store, never in the journal; her id there is in Person::secrets, or her own.
struct PrivatePerson {
    std::string name, login, password_hash;
    std::optional<std::string> personal_code;
    std::optional<std::string>
        sealed_signing_key; // PEM sealed under the PIN; absent when she keeps it herself
};
BOOST_DESCRIBE_STRUCT(PrivatePerson, (),
                      (name, login, password_hash, personal_code, sealed_signing_key))

// ---- wishes ------------------------------------------------------------------------------------

struct RegisterInstitution {
    std::string registration_number;
    Title name;
};
BOOST_DESCRIBE_STRUCT(RegisterInstitution, (), (registration_number, name))

struct RegisterSystem {
    InstitutionId institution;
    std::string name;
    json::Value jwk;
};
BOOST_DESCRIBE_STRUCT(RegisterSystem, (), (institution, name, jwk))

struct AddKey {
    SystemId system;
    json::Value jwk;
};
BOOST_DESCRIBE_STRUCT(AddKey, (), (system, jwk))

struct RevokeKey {
    SystemId system;
    std::string kid;
};
BOOST_DESCRIBE_STRUCT(RevokeKey, (), (system, kid))

struct RevokeSystem {
    SystemId system;
};
BOOST_DESCRIBE_STRUCT(RevokeSystem, (), (system))

struct RegisterPerson {
    std::optional<InstitutionId> institution;
    std::vector<platform::Role> roles;
    std::string name, login, password;
    std::optional<std::string> personal_code;
    std::optional<std::string> pin;         // makes a signing key sealed under it
    std::optional<json::Value> signing_key; // or she brings her own public key
};
BOOST_DESCRIBE_STRUCT(RegisterPerson, (),
                      (institution, roles, name, login, password, personal_code, pin, signing_key))

struct ChangeRoles {
    PersonId person;
    std::optional<InstitutionId> institution;
    std::vector<platform::Role> roles;
};
BOOST_DESCRIBE_STRUCT(ChangeRoles, (), (person, institution, roles))

struct ChooseSecrets { // of one's own
    std::string password;
    std::optional<std::string> new_password;
    std::optional<std::string> pin, new_pin; // of the signing key that is kept here
};
BOOST_DESCRIBE_STRUCT(ChooseSecrets, (), (password, new_password, pin, new_pin))

// Secrets that lie in the private store under a new id, where nothing names them yet.
struct PreparedSecrets {
    PersonId person;
    std::string instead_of; // the commitment they were made from
    std::string secrets, commitment;
    std::optional<json::Value>
        signing_key; // a new PIN has a new key: nobody opens that with an old one
};

// ---- facts -------------------------------------------------------------------------------------

struct InstitutionRegistered {
    static constexpr std::string_view type = "institutions.InstitutionRegistered";
    Institution institution;
};
BOOST_DESCRIBE_STRUCT(InstitutionRegistered, (), (institution))

struct SystemRegistered {
    static constexpr std::string_view type = "institutions.SystemRegistered";
    System system;
};
BOOST_DESCRIBE_STRUCT(SystemRegistered, (), (system))

struct KeyAdded {
    static constexpr std::string_view type = "institutions.KeyAdded";
    SystemId system;
    SystemKey key;
};
BOOST_DESCRIBE_STRUCT(KeyAdded, (), (system, key))

struct KeyRevoked {
    static constexpr std::string_view type = "institutions.KeyRevoked";
    SystemId system;
    std::string kid;
};
BOOST_DESCRIBE_STRUCT(KeyRevoked, (), (system, kid))

struct SystemRevoked {
    static constexpr std::string_view type = "institutions.SystemRevoked";
    SystemId system;
};
BOOST_DESCRIBE_STRUCT(SystemRevoked, (), (system))

struct PersonRegistered {
    static constexpr std::string_view type = "institutions.PersonRegistered";
    Person person;
};
BOOST_DESCRIBE_STRUCT(PersonRegistered, (), (person))

struct RolesChanged {
    static constexpr std::string_view type = "institutions.RolesChanged";
    PersonId person;
    std::optional<InstitutionId> institution;
    std::vector<platform::Role> roles;
};
BOOST_DESCRIBE_STRUCT(RolesChanged, (), (person, institution, roles))

struct SecretsChosen {
    static constexpr std::string_view type = "institutions.SecretsChosen";
    PersonId person;
    std::string secrets, commitment;
    std::optional<json::Value> signing_key; // when a new PIN was among them
};
BOOST_DESCRIBE_STRUCT(SecretsChosen, (), (person, secrets, commitment, signing_key))

} // namespace vienreiz::institutions
