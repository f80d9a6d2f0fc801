// A small demonstration state, so that a fresh node has something to show: three institutions, people in every role,
// a register of companies open to all, a register of vehicles by agreement.
#pragma once

#include "platform/node.hpp"

namespace vienreiz::app {

// Does nothing when the journal has entries. The passwords are drawn anew for every node and lie, readable by the
// node's owner only, in <data>/demonstration.json.
Outcome fill_if_empty(platform::Node& node);

struct DemonstrationPerson {
    std::string role, login, password, name;
    std::optional<std::string> pin;
    std::optional<std::string> personal_code;
};
BOOST_DESCRIBE_STRUCT(DemonstrationPerson, (), (role, login, password, name, pin, personal_code))
struct Demonstration {
    std::vector<DemonstrationPerson> people;
    std::string provider, receiver; // ids of institutions
    std::string system;             // the receiver's
    std::string system_key;         // PEM
};
BOOST_DESCRIBE_STRUCT(Demonstration, (), (people, provider, receiver, system, system_key))

Result<Demonstration> demonstration_in(const std::filesystem::path& data);
// How to sign in as each kind of user, for the terminal; nothing without a demonstration.
std::optional<std::string> demonstration_logins(const platform::Node& node);

} // namespace vienreiz::app
