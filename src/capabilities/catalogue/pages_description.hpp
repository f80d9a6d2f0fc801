// A dataset's description as a form. Fields are named by the JSON pointers of the failures about
// them: "dataset-fields-3-label-lv" is /dataset/fields/3/label/lv.
#pragma once

#include "base/limits.hpp"
#include "capabilities/catalogue/model.hpp"
#include "platform/page.hpp"

namespace vienreiz::catalogue {

// What is asked about a dataset, filled in with what is known.
platform::Form form_of(const Dataset& dataset);

// What of a description may not change any more.
enum class Fixed { nothing, names_and_types, key_as_well };

struct DescriptionForm {
    const Dataset& dataset;               // whose fields are asked about
    std::vector<table::Reason> reasons{}; // of the draft, one a field
    Fixed fixed = Fixed::nothing;
    std::size_t known = limits::dataset_fields; // fields from there on are being added
};
html::Markup description_fields(const html::Words& t, const platform::Form& form,
                                const DescriptionForm& about);

// Of the select "dataset-key"; not a name that a field could have.
inline constexpr std::string_view row_number_choice = "row-number";

// The name of a form's field: "dataset-fields-3-label-lv".
std::string at_field(std::size_t index, std::string_view member);

// The dataset with as many empty fields behind its own as the form asks about.
Dataset with_added_fields(const platform::Form& form, Dataset known);

// The dataset as the form has it; fields that were added and left empty are not there. What no form
// asks about stays as it was: id, steward, the columns of the file. Kind::invalid when a choice is
// none of ours.
Result<Dataset> dataset_from(const platform::Form& form, Dataset known, Fixed fixed);

} // namespace vienreiz::catalogue
