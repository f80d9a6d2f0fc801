// Finding datasets by words.
#pragma once

#include "capabilities/catalogue/api.hpp"

namespace vienreiz::portal {

// Lower case and without Latvian diacritics, so that "uznemums" finds "Uzņēmums".
std::string folded(std::string_view text);

struct DatasetQuery {
    std::string words;   // all of them stand somewhere in the description
    std::string steward; // id; empty: any
    std::optional<catalogue::DatasetAccess> access; // none: any
};
bool matches(const catalogue::Dataset& dataset, const DatasetQuery& query);

} // namespace vienreiz::portal
