// How a system shows who it is: an assertion signed with one of its keys (RFC 7523), and the token it gets for it.
#pragma once

#include "capabilities/institutions/model.hpp"
#include "platform/node.hpp"

namespace vienreiz::institutions {

// A system, by one of its keys. Its token stands for both: it ends with either.
struct Client {
    SystemId system;
    std::string kid;
};
std::string subject_of(const Client& client); // of a token
Client client_of(std::string_view subject);

// RFC 7523 §3: who presents this assertion, if it holds.
Result<Client> check_assertion(platform::Node& node, std::string_view assertion, Instant at);

} // namespace vienreiz::institutions
