// A date a person knows by heart, in three fields:
// https://design-system.service.gov.uk/components/date-input/
#pragma once

#include "html/components/parts.hpp"

namespace vienreiz::html {

struct DateItem {
    std::string name; // "day"; the field's name has the prefix before it
    Content label{};  // absent: the day, month and year have words of ours
    std::string value{};
    std::string id{};
    std::string inputmode = "numeric";
    std::string autocomplete{}; // "bday-day"
    std::string pattern{};
    std::optional<bool> has_error{}; // absent: when the date is in error and no other item says so
    std::string classes{};
    Attributes attributes{};
};

struct DateInput {
    std::string id;
    std::string name_prefix{};
    std::optional<Fieldset> fieldset{};
    Hint hint{};
    ErrorMessage error{};
    std::vector<DateItem> items{{.name = "day"}, {.name = "month"}, {.name = "year"}};
    std::string classes{};
    Attributes attributes{};
    FormGroup group{};
};
Markup date_input(const Words& t, const DateInput& date);

} // namespace vienreiz::html
