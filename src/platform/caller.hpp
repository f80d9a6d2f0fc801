// Who is asking, and what a route asks of the one who does.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "crypto/hash.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace vienreiz {
using InstitutionId = Id<struct InstitutionTag>;
using SystemId = Id<struct SystemTag>;
using PersonId = Id<struct PersonTag>;
} // namespace vienreiz

namespace vienreiz::platform {

enum class Role : std::uint8_t {
    operator_, // runs the node
    steward,   // publishes and describes an institution's datasets
    signatory, // signs agreements for an institution
    auditor,   // reads everything recorded, changes nothing
    developer, // registers an institution's systems and their keys
    person,    // anybody, for her own data
};
inline constexpr std::size_t role_count = 6;
std::string_view name(Role role); // "operator", "steward", ...
std::optional<Role> role_from(std::string_view name);

class Roles {
public:
    constexpr Roles() = default;
    constexpr Roles(std::initializer_list<Role> roles) {
        for (auto role : roles) add(role);
    }
    constexpr void add(Role role) { bits_ |= bit(role); }
    [[nodiscard]] constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
    [[nodiscard]] constexpr bool any_of(Roles other) const { return (bits_ & other.bits_) != 0; }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    constexpr bool operator==(const Roles&) const = default;

private:
    static constexpr unsigned bit(Role role) { return 1U << static_cast<unsigned>(role); }
    unsigned bits_ = 0;
};

struct Caller {
    enum class Sort { nobody, system, person };
    Sort sort = Sort::nobody;
    std::string id;            // a SystemId's or a PersonId's text
    InstitutionId institution; // whom the caller acts for; empty for a private person
    Roles roles;               // of a person
    std::string name;          // of a person, for the pages; never journaled
    std::string person_tag;    // keyed tag of her personal code: finds the look-ups on her
    std::string csrf;          // of her session

    [[nodiscard]] bool is_system() const { return sort == Sort::system; }
    [[nodiscard]] bool is_person() const { return sort == Sort::person; }
};

enum class Tenant {
    own, // only what belongs to the caller's institution (Endpoint::owners says whose it is)
    any,
};

// The permission row of a route. It has no default: a route without a row does not compile.
struct Access {
    bool anyone = false;
    bool systems = false; // registered systems, by access token
    Roles roles;          // people who hold one of them, by session
    Tenant tenant = Tenant::any;

    static Access open_to_anyone() { return Access(true, false, {}, Tenant::any); }
    // Anyone may ask; systems, and people of these roles, are told more.
    static Access open_with_more_for(Roles roles) { return Access(true, true, roles, Tenant::any); }
    static Access people(Roles roles, Tenant tenant) { return Access(false, false, roles, tenant); }
    static Access people_and_systems(Roles roles, Tenant tenant) {
        return Access(false, true, roles, tenant);
    }

private:
    Access(bool anyone_, bool systems_, Roles roles_, Tenant tenant_)
        : anyone(anyone_), systems(systems_), roles(roles_), tenant(tenant_) {}
};

// The one rule. `owners`: the institutions the addressed thing belongs to; empty when it belongs to none.
Outcome authorise(const Access& access, const Caller& caller,
                  const std::vector<InstitutionId>& owners);

} // namespace vienreiz::platform

namespace vienreiz::json {
template <>
struct As<platform::Role> {
    static constexpr std::string_view format = "";
    static std::string to_text(platform::Role role) { return std::string(platform::name(role)); }
    static Result<platform::Role> from_text(std::string_view text) {
        if (auto role = platform::role_from(text)) return *role;
        return unknown_name(text, "operator, steward, signatory, auditor, developer, person");
    }
};
} // namespace vienreiz::json
