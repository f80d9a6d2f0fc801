// People's secrets: what institutions do about them beside rules.
#pragma once

#include "capabilities/institutions/model.hpp"
#include "platform/node.hpp"

namespace vienreiz::institutions {

// Hashes the password, makes or takes the signing key, keeps the private part. Slow (scrypt): on the worker pool.
Result<Person> prepare(platform::Node& node, const RegisterPerson& wish);
// prepare + decide; the subject of what was written is the person.
Result<platform::Written> register_person(platform::Node& node, const platform::Caller& by,
                                          const RegisterPerson& wish);

// Slow (scrypt). Checks the old ones and keeps the new ones; all other sessions of hers end. A new PIN has a new key.
Result<platform::Written> choose_secrets(platform::Node& node, const platform::Caller& caller,
                                         const ChooseSecrets& wish);
// Whether her signing key lies here, under a PIN.
bool has_pin(const platform::Node& node, const PersonId& person);

struct Credentials {
    std::string_view login, password, address; // where they come from
};

// Slow (scrypt). The same failure whether the name or the password is wrong; Kind::too_many after too many of them.
Result<Person> sign_in(platform::Node& node, const Credentials& given);

// Signs with the key that lies sealed under the person's PIN. Kind::forbidden when the PIN is wrong.
Result<Bytes> sign_with_pin(platform::Node& node, const PersonId& person, std::string_view pin,
                            ByteView message);

std::string name_of(const platform::Node& node, const PersonId& person); // "" once erased

} // namespace vienreiz::institutions
