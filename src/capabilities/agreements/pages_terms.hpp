// Terms as a form. Fields are named by the JSON pointers of the failures about them:
// "terms-legal_basis" is /terms/legal_basis.
#pragma once

#include "base/failures.hpp"
#include "capabilities/agreements/model.hpp"
#include "platform/page.hpp"

namespace vienreiz::agreements {

platform::Form form_of(const Terms& terms);
html::Markup terms_fields(const html::Words& t, const platform::Form& form,
                          const catalogue::Dataset& dataset);
struct FilledTerms {
    Terms terms;     // as far as they could be read
    Failures unread; // what could not
};
FilledTerms terms_from(const platform::Form& form);

// The form has one place for a list: "/terms/filter/values/2" becomes "/terms/filter/values".
Failure at_whole_list(Failure failure);

} // namespace vienreiz::agreements
