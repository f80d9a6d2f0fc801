#include "capabilities/institutions/accounts.hpp"

#include "base/diagnostics.hpp"
#include "base/failures.hpp"
#include "base/limits.hpp"
#include "capabilities/institutions/registration_number.hpp"
#include "capabilities/institutions/rules.hpp"
#include "capabilities/institutions/view.hpp"
#include "crypto/random.hpp"
#include "crypto/secrets.hpp"

#include <fmt/format.h>

namespace vienreiz::institutions {
namespace {

std::string login_tag(const platform::Node& node, std::string_view login) {
    return hex(node.person_tags->tag("login:" + lower(trim(login))));
}

Result<PrivatePerson> private_person(const platform::Node& node, const Person& person) {
    return json::read<PrivatePerson>(
        TRY(node.private_data->data(person.secrets.value_or(person.id.text))));
}

Result<PrivatePerson> private_person(const platform::Node& node, const PersonId& id) {
    auto known = person(*node.views->snapshot(), id);
    if (!known) return Failure{Kind::missing, "There is no such person"};
    return private_person(node, *known);
}

// A key sealed under the PIN; gives its public half.
json::Value make_signing_key(PrivatePerson& secret, std::string_view pin) {
    auto key = crypto::PrivateKey::generate(crypto::Algorithm::ES256);
    secret.sealed_signing_key = crypto::seal(key.pem(), pin);
    return key.public_key().jwk();
}

const std::string& nobodys_hash() {
    static const auto hash = crypto::password_hash("nobody has this password");
    return hash;
}

// Guessing is slow in any case; this makes it hopeless.
Outcome not_too_often(platform::RateLimits& wrong, std::string_view who, Instant at) {
    auto wait = wrong.wait(who, at);
    if (!wait) return {};
    return Failure{Kind::too_many, "Too many wrong attempts; wait a minute and try again",
                   std::to_string(wait->count())};
}

} // namespace

Result<Person> prepare(platform::Node& node, const RegisterPerson& wish) {
    TRY(valid(wish));
    Person person{{crypto::random_id(node.now())},
                  wish.institution,
                  wish.roles,
                  login_tag(node, wish.login),
                  {},
                  wish.signing_key,
                  {}};
    PrivatePerson secret{
        wish.name, std::string(trim(wish.login)), crypto::password_hash(wish.password), {}, {}};
    if (wish.personal_code) {
        secret.personal_code = TRY(normal_personal_code(*wish.personal_code));
        person.code_tag = hex(node.person_tags->tag(*secret.personal_code));
    }
    if (wish.pin && !wish.signing_key) person.signing_key = make_signing_key(secret, *wish.pin);
    person.commitment = TRY(node.private_data->keep(person.id.text, json::text(secret)));
    return person;
}

Result<platform::Written> register_person(platform::Node& node, const platform::Caller& by,
                                          const RegisterPerson& wish) {
    auto person = TRY(prepare(node, wish));
    if (by.is_person()) person.first_secrets = true; // somebody else knows them
    auto written = node.decide(by, [&](const Moment& moment, const store::Snapshot& view) {
        return decide(moment, by, view, person);
    });
    if (!written) TRY(node.private_data->erase(person.id.text));
    return written;
}

Result<Person> sign_in(platform::Node& node, const Credentials& given) {
    auto tag = login_tag(node, given.login);
    TRY(not_too_often(*node.wrong_secrets, tag, node.now()));
    TRY(not_too_often(*node.wrong_secrets_from, given.address, node.now()));
    auto person = person_by_login(*node.views->snapshot(), tag);
    // As slow for a name that is not there, so that time does not tell which names exist.
    auto hash = person ? TRY(private_person(node, *person)).password_hash : nobodys_hash();
    if (crypto::password_matches(given.password, hash) && person) return std::move(*person);
    node.wrong_secrets->take(tag, node.now());
    node.wrong_secrets_from->take(given.address, node.now());
    return Failure{Kind::unauthenticated, "The sign-in name or the password is wrong"};
}

namespace {

// What may be judged without the old secrets: what she must choose, and whether the new ones will do.
Outcome valid_choice(const ChooseSecrets& wish, const Person& person, const PrivatePerson& secret) {
    Failures failures;
    bool first = person.first_secrets.value_or(false),
         pin_here = secret.sealed_signing_key.has_value();
    if (!wish.new_password && (first || !wish.new_pin))
        failures.add({Kind::invalid, "Choose a new password", "/new_password"});
    if (first && pin_here && !wish.new_pin)
        failures.add({Kind::invalid, "Choose a new PIN", "/new_pin"});
    if (wish.new_password) {
        failures.add(valid_password(*wish.new_password, "/new_password"));
        if (*wish.new_password == wish.password)
            failures.add({Kind::invalid, "This is the old password", "/new_password"});
    }
    if (wish.new_pin && !pin_here)
        failures.add({Kind::conflict, "Your key is not kept here; sign with it where you keep it",
                      "/new_pin"});
    if (wish.new_pin && pin_here) {
        failures.add(valid_pin(*wish.new_pin, "/new_pin"));
        if (wish.new_pin == wish.pin)
            failures.add({Kind::invalid, "This is the old PIN", "/new_pin"});
    }
    return failures.told();
}

Outcome knows_the_old(platform::Node& node, const ChooseSecrets& wish, const Person& person,
                      const PrivatePerson& secret) {
    auto whose = "pin:" + person.id.text;
    TRY(not_too_often(*node.wrong_secrets, whose, node.now()));
    Failures failures;
    if (!crypto::password_matches(wish.password, secret.password_hash))
        failures.add({Kind::forbidden, "The password is wrong", "/password"});
    if (wish.new_pin && secret.sealed_signing_key &&
        !crypto::open_sealed(*secret.sealed_signing_key, wish.pin.value_or("")))
        failures.add({Kind::forbidden, "The PIN is wrong", "/pin"});
    if (failures.any()) node.wrong_secrets->take(whose, node.now());
    return failures.told();
}

// The data she had stays until she chooses anew: a copy being made of the node may name it still.
void forget_former(platform::Node& node, const Person& person) {
    if (!person.former) return;
    if (auto erased = node.private_data->erase(*person.former); !erased)
        diagnostics::warn("Former secrets were not erased", {{"why", erased.error().what}});
}

} // namespace

Result<platform::Written> choose_secrets(platform::Node& node, const platform::Caller& caller,
                                         const ChooseSecrets& wish) {
    auto known = person(*node.views->snapshot(), {caller.id});
    if (!known) return Failure{Kind::missing, "There is no such person"};
    auto secret = TRY(private_person(node, *known));
    TRY(Failures()
            .add(knows_the_old(node, wish, *known, secret))
            .add(valid_choice(wish, *known, secret))
            .told());
    PreparedSecrets prepared{known->id, known->commitment, crypto::random_id(node.now()), {}, {}};
    if (wish.new_password) secret.password_hash = crypto::password_hash(*wish.new_password);
    if (wish.new_pin) prepared.signing_key = make_signing_key(secret, *wish.new_pin);
    prepared.commitment = TRY(node.private_data->keep(prepared.secrets, json::text(secret)));
    auto written = node.decide(caller, [&](const Moment& moment, const store::Snapshot& view) {
        return decide(moment, caller, view, prepared);
    });
    if (!written) {
        TRY(node.private_data->erase(prepared.secrets));
        return written.error();
    }
    forget_former(node, *known);
    TRY(node.sessions->revoke_all(caller.id));
    return written;
}

bool has_pin(const platform::Node& node, const PersonId& id) {
    auto secret = private_person(node, id);
    return secret && secret->sealed_signing_key;
}

Result<Bytes> sign_with_pin(platform::Node& node, const PersonId& id, std::string_view pin,
                            ByteView message) {
    auto known = person(*node.views->snapshot(), id);
    if (!known) return Failure{Kind::missing, "There is no such person"};
    TRY(may_sign(*known));
    auto secret = TRY(private_person(node, *known));
    if (!secret.sealed_signing_key)
        return Failure{Kind::conflict, "Your key is not kept here; sign with it where you keep it",
                       "/pin"};
    auto whose = "pin:" + id.text;
    TRY(not_too_often(*node.wrong_secrets, whose, node.now()));
    auto pem = crypto::open_sealed(*secret.sealed_signing_key, pin);
    if (!pem) {
        node.wrong_secrets->take(whose, node.now());
        return Failure{Kind::forbidden, "The PIN is wrong", "/pin"};
    }
    return TRY(crypto::PrivateKey::from_pem(*pem)).sign(message);
}

std::string name_of(const platform::Node& node, const PersonId& id) {
    auto secret = private_person(node, id);
    return secret ? secret->name : "";
}

} // namespace vienreiz::institutions
