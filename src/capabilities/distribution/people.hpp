// Whom an answer concerns: those whose data it holds, and those who were asked for by their code. Of these it tells
// something even when it is empty, so they see that somebody asked, found or not.
#pragma once

#include "capabilities/distribution/grants.hpp"

namespace vienreiz::distribution {

// Registers write a code as 325678-90123 or 32567890123: the same person, so the same tag.
crypto::Hash person_tag(const crypto::Tagger& tagger, std::string_view code);

struct People {
    std::vector<std::string> tags; // keyed, each once
    void add(const platform::Ask& ask, const Grant& grant, const store::Row& row);
    void add(const platform::Ask& ask, const Grant& grant, std::size_t column,
             std::string_view value);
    // Whether so many more rows could name more of them than the record of an answer holds.
    [[nodiscard]] bool full(const Grant& grant, std::size_t rows = 1) const;
};

// The answer with its record, where one is kept.
platform::Found recorded(const Grant& grant, Asked asked, std::uint64_t rows,
                         http::Response response, People people);

} // namespace vienreiz::distribution
