// The record of an answer, AnswerGiven, written for every single one: the part that is the same for all answers under a
// grant is written once. A test holds it against json::text of the struct.
#pragma once

#include "capabilities/distribution/grants.hpp"

namespace vienreiz::distribution {

std::string record_opening(const InstitutionId& asking, const Grant& grant);
std::string record_end(std::string_view member); // of a cluster

struct Given {
    Asked asked = Asked::key;
    std::uint64_t rows = 0;
    std::string_view body;           // whose hash is recorded
    std::vector<std::string> people; // keyed tags
    std::optional<PeopleFile> people_file{};
    std::string_view hash{}; // of the body, where it is known already: hex
};
platform::Event record_of(const Grant& grant, const Given& given);

} // namespace vienreiz::distribution
