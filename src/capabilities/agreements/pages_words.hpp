// Where an agreement stands, for a reader of its pages; and its parts in words.
#pragma once

#include "capabilities/agreements/view.hpp"
#include "capabilities/catalogue/api.hpp"
#include "platform/page_parts.hpp"

namespace vienreiz::agreements {

enum class Turn { ours, theirs, nobody };

// The reader's side; none for auditors and operators.
std::optional<Side> side_of(const platform::Caller& caller, const Agreement& agreement);
Turn turn_of(const Agreement& agreement, Side side);
bool is_over(const Agreement& agreement, Day today); // refused, ended, or past its last day
bool in_force_on(const Agreement& agreement, Day today);
const Proposal* shown_proposal(const Agreement& agreement); // the open one, else the one in force

html::Markup standing_tag(const html::Words& t, const Agreement& agreement, Day today);
std::string institution_name(const store::Snapshot& view, html::Language language,
                             const InstitutionId& id);
std::string dataset_title(const store::Snapshot& view, html::Language language,
                          const DatasetId& id);
std::string agreement_path(const AgreementId& id,
                           std::string_view what = {}); // without the language

html::Markup terms_list(const html::Words& t, const store::Snapshot& view,
                        const Agreement& agreement, const Terms& terms);
html::Markup history_table(const html::Words& t, const platform::Ask& ask, const AgreementId& id);

} // namespace vienreiz::agreements
