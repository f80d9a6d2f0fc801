// The parts that fields are made of: label, hint, error message, fieldset with its legend.
// Like all of components/, they make the HTML that govuk-frontend's style sheet and guidance
// expect: https://design-system.service.gov.uk/components/
#pragma once

#include "html/words.hpp"

namespace vienreiz::html {

struct Label {
    Content text;
    std::string classes{}; // "govuk-label--l" and the like
    bool page_heading = false;
    Attributes attributes{};
};
Markup label(const Label& label, std::string_view field_id);

struct Hint {
    Content text;
    std::string classes{};
    Attributes attributes{};
};
Markup hint(const Hint& hint, std::string_view id);

// Says what is wrong and what to do: "Enter the year in four digits".
struct ErrorMessage {
    Content text;
    std::string classes{};
    Attributes attributes{};
};
Markup error_message(const Words& t, const ErrorMessage& error, std::string_view id);

struct Legend {
    Content text;
    std::string classes{};
    bool page_heading = false;
};
struct Fieldset {
    Legend legend{};
    std::string described_by{};
    std::string classes{};
    std::string role{};
    Attributes attributes{};
};
Markup fieldset(const Fieldset& fieldset, const Markup& content);

// What a field stands in, and what may stand around its control.
struct FormGroup {
    std::string classes{};
    Attributes attributes{};
    Content before{};
    Content after{};
};

namespace parts {
// A hint and an error message for a field, and the ids of both for its aria-describedby.
struct Described {
    Markup markup;
    std::string by;
};
Described describe(const Words& t, std::string by, std::string_view id, const Hint& hint,
                   const ErrorMessage& error);
Markup form_group(const FormGroup& group, bool has_error, const Markup& content);
} // namespace parts

} // namespace vienreiz::html
