// The parts of a dataset's page, from values alone.
#pragma once

#include "capabilities/portal/pages.hpp"

namespace vienreiz::portal {

inline constexpr std::size_t preview_rows = 10;

html::Markup fields_table(const store::Snapshot& view, const html::Words& t,
                          const catalogue::Dataset& dataset);
// The first rows of open data: open fields only.
html::Markup preview(const html::Words& t, const catalogue::Dataset& dataset,
                     const store::Dataset& rows);
// Commands to copy; `rows` may be null.
html::Markup how_to_ask(const html::Words& t, const catalogue::Dataset& dataset,
                        const store::Dataset* rows, const std::string& url);
html::Markup versions_table(const html::Words& t,
                            const std::vector<distribution::Version>& versions); // oldest first

} // namespace vienreiz::portal
