#include "capabilities/distribution/people.hpp"

#include "base/limits.hpp"
#include "capabilities/distribution/record.hpp"
#include "capabilities/institutions/api.hpp"

#include <algorithm>

namespace vienreiz::distribution {
namespace {

std::string tag_of(const platform::Ask& ask, std::string_view code) {
    return hex(person_tag(*ask.node.person_tags, code));
}

} // namespace

crypto::Hash person_tag(const crypto::Tagger& tagger, std::string_view code) {
    auto normal = institutions::normal_personal_code(code);
    return tagger.tag(normal ? *normal : code);
}

void People::add(const platform::Ask& ask, const Grant& grant, const store::Row& row) {
    for (auto column : grant.person_columns) add(ask, grant, column, row.cell(column));
}

void People::add(const platform::Ask& ask, const Grant& grant, std::size_t column,
                 std::string_view value) {
    if (value.empty() || !grant.is_of_people(column)) return;
    auto tag = tag_of(ask, value);
    if (std::ranges::find(tags, tag) == tags.end()) tags.push_back(std::move(tag));
}

bool People::full(const Grant& grant, std::size_t rows) const {
    return tags.size() + rows * grant.person_columns.size() > limits::answer_people;
}

platform::Found recorded(const Grant& grant, Asked asked, std::uint64_t rows,
                         http::Response response, People people) {
    if (!grant.recorded) return response;
    bool concerns_people = !people.tags.empty();
    auto record = record_of(
        grant, {asked, rows, std::get<std::string>(response.body), std::move(people.tags)});
    return {std::move(response), std::move(record), concerns_people};
}

} // namespace vienreiz::distribution
