// What a dataset was called, kept for good: what was given out of it is told by the name it had then, also when it has
// another now or is gone.
//
//   catalogue/names/<dataset>/<entry of the main journal, 20 digits>   Naming
#pragma once

#include "capabilities/catalogue/model.hpp"

namespace vienreiz::catalogue {

struct Naming { // from one entry to the next
    Instant at;
    std::optional<Title> title; // none: it was withdrawn
    std::string legal_basis;
};
BOOST_DESCRIBE_STRUCT(Naming, (), (at, title, legal_basis))

void remember_name(store::Batch& batch, const platform::Happened& happened, const Dataset& dataset);
void remember_withdrawal(store::Batch& batch, const platform::Happened& happened,
                         const DatasetId& dataset);

struct NameThen {
    Title title;
    std::string legal_basis;
    std::optional<Title> now;         // when it is called otherwise
    std::optional<Instant> withdrawn; // since when
};
// Nothing when there was no such dataset then.
std::optional<NameThen> name_at(const store::Snapshot& view, const DatasetId& dataset, Instant at);

} // namespace vienreiz::catalogue
