// The pages of agreements: lists, one agreement, and the forms that move it on.
#pragma once

#include "capabilities/agreements/pages_words.hpp"

namespace vienreiz::agreements {

std::vector<platform::Endpoint> pages();
std::vector<platform::MenuItem> menu();

using platform::Ask;
using platform::Form;
using platform::Found;
using platform::Wish;

// One file each.
Result<Found> show_agreements(Ask& ask);
Result<Found> show_signatory_desk(Ask& ask);
Result<Found> show_what_may_be_asked(Ask& ask); // the developer's
Result<Found> show_request(Ask& ask);
Result<Wish> take_request(Ask& ask);
Result<Found> show_offer(Ask& ask); // other terms, or an amendment
Result<Wish> take_offer(Ask& ask);
Result<Found> show_agreement(Ask& ask);
Result<Wish> take_acceptance(Ask& ask);
Result<Found> show_refusal(Ask& ask);
Result<Wish> take_refusal(Ask& ask);
Result<Found> show_end(Ask& ask);
Result<Wish> take_end(Ask& ask);
Result<Found> show_signing(Ask& ask);
Result<Found> take_signature(Ask& ask);

Result<Agreement> agreement_of_page(const Ask& ask);
// The frame of a page below an agreement, with the way back to it.
Result<html::Page> page_below(const Ask& ask, const Agreement& agreement, std::string title);

} // namespace vienreiz::agreements
