#include "platform/finality.hpp"

#include "platform/node.hpp"

namespace vienreiz::platform {

std::string_view name(Finality finality) {
    return finality == Finality::final ? "final" : "pending";
}

Finality finality_of(const Node& node, std::string_view journal, journal::Index entry) {
    bool awaited = node.witnessed && entry >= node.witnessed->of(journal).final_size();
    return awaited ? Finality::pending : Finality::final;
}

http::Header finality_header() {
    return {.name = "Finality",
            .description = "final, or pending: witnesses have still to cosign a checkpoint that "
                           "holds the entry",
            .of_failures = true};
}

} // namespace vienreiz::platform
