#include "capabilities/agreements/compiled.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::agreements {

bool Compiled::covers(std::string_view filter_cell) const {
    return std::ranges::binary_search(filter_values, filter_cell);
}

Outcome Compiled::in_time(Day today) const {
    if (today < starts)
        return Failure{Kind::forbidden,
                       fmt::format("The agreement {} begins on {}", id.text, iso(starts))};
    if (today > ends)
        return Failure{
            Kind::forbidden,
            fmt::format("The agreement {} ended on {}; agree on a new one", id.text, iso(ends))};
    return {};
}

namespace {

// Signed values are canonical, but decimals signed earlier kept their zeros (22500.0), as versions of that time do:
// rows of those and of later versions are covered alike.
std::vector<std::string> values_of(const RowFilter& filter, table::Type type) {
    auto out = filter.values;
    for (const auto& value : filter.values) {
        std::string canonical;
        if (!value.empty() && table::append_canonical(canonical, value, {type}) &&
            canonical != value)
            out.push_back(std::move(canonical));
    }
    std::ranges::sort(out);
    return out;
}

} // namespace

Result<Compiled> compile(const Agreement& agreement, const catalogue::Dataset& dataset) {
    check(agreement.in_force.has_value(), "only signed terms are compiled");
    const auto& terms = agreement.in_force->terms;
    auto column = [&](const std::string& field) -> Result<std::size_t> {
        if (auto at = catalogue::position(dataset, field)) return *at;
        return Failure{Kind::conflict,
                       fmt::format("The agreement {} names the field \"{}\", which {} has no more",
                                   agreement.id.text, field, dataset.id.text)};
    };
    Compiled out{agreement.id,
                 agreement.in_force->revision,
                 agreement.receiver,
                 {},
                 terms.fields,
                 {},
                 {},
                 terms.limits,
                 terms.starts,
                 terms.ends,
                 terms.purpose,
                 terms.legal_basis};
    for (const auto& field : terms.fields) out.columns.push_back(TRY(column(field)));
    if (terms.filter) {
        out.filter_column = TRY(column(terms.filter->field));
        out.filter_values = values_of(*terms.filter, dataset.fields[*out.filter_column].type);
    }
    return out;
}

} // namespace vienreiz::agreements
