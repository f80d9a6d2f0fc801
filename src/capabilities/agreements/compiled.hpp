// Signed terms, compiled against a description: what a look-up is checked with.
#pragma once

#include "capabilities/agreements/model.hpp"

namespace vienreiz::agreements {

struct Compiled {
    AgreementId id;
    std::uint32_t revision = 1;
    InstitutionId receiver;
    std::vector<std::size_t>
        columns; // positions of the fields that may be given out, in the terms' order
    std::vector<std::string> names; // of those
    std::optional<std::size_t> filter_column;
    std::vector<std::string> filter_values; // sorted
    Limits limits;
    Day starts, ends;
    std::string purpose, legal_basis;

    // A row is within the agreement when its filter cell is one of the values.
    [[nodiscard]] bool covers(std::string_view filter_cell) const;
    [[nodiscard]] Outcome in_time(Day today) const;
};

// Fields the description has lost since are Kind::conflict: nothing is given out on a guess.
Result<Compiled> compile(const Agreement& agreement, const catalogue::Dataset& dataset);

} // namespace vienreiz::agreements
