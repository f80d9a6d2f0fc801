// Whether an entry can still be in doubt. It is durable as soon as anybody is told of it, and final once the witnesses
// whom the operator has named have cosigned a checkpoint over it. Where nobody witnesses, the journal's own signature
// is all there is, and every entry is as final as it will ever be.
#pragma once

#include "base/json.hpp"
#include "http/openapi.hpp"
#include "journal/journal.hpp"

#include <string_view>

namespace vienreiz::platform {

class Node;

enum class Finality { pending, final };
BOOST_DESCRIBE_ENUM(Finality, pending, final)
std::string_view name(Finality finality); // "pending", "final"

Finality finality_of(const Node& node, std::string_view journal, journal::Index entry);
// The header that every answer with a receipt has.
http::Header finality_header();

} // namespace vienreiz::platform
