// Fields a person chooses in: one of a few (radios), any of a few (checkboxes), one of many
// (select).
#pragma once

#include "html/components/parts.hpp"

namespace vienreiz::html {

struct Option {
    std::optional<std::string> value{}; // absent: the text is the value
    std::string text;
    std::optional<bool> selected{}; // absent: whether Select::value is this one's
    bool disabled = false;
    Attributes attributes{};
};
struct Select {
    std::string name;
    std::string id{};
    Label label;
    Hint hint{};
    ErrorMessage error{};
    std::vector<Option> options;
    std::string value{};
    bool disabled = false;
    std::string described_by{};
    std::string classes{};
    Attributes attributes{};
    FormGroup group{};
};
Markup select(const Words& t, const Select& select);

// One radio button or checkbox, or a divider between them ("or").
struct Choice {
    std::string value{};
    Content text{};
    Hint hint{};
    std::optional<bool> checked{}; // absent: whether the field's value holds this one's
    bool disabled = false;
    std::string divider{};
    Content conditional{}; // shown while this is chosen; without the script, always
    std::string id{};
    std::string name{};      // checkboxes only: another name than the field's
    std::string behaviour{}; // checkboxes only: "exclusive" clears the others
    std::string label_classes{};
    Attributes label_attributes{};
    Attributes attributes{};
};

struct Radios {
    std::string name;
    std::string id_prefix{}; // absent: the name. The first choice has it as its id
    std::optional<Fieldset> fieldset{};
    Hint hint{};
    ErrorMessage error{};
    std::vector<Choice> choices;
    std::string value{};
    std::string classes{}; // "govuk-radios--inline", "govuk-radios--small"
    Attributes attributes{};
    FormGroup group{};
};
Markup radios(const Words& t, const Radios& radios);

struct Checkboxes {
    std::string name;
    std::string id_prefix{};
    std::optional<Fieldset> fieldset{};
    Hint hint{};
    ErrorMessage error{};
    std::vector<Choice> choices;
    std::vector<std::string> values{};
    std::string described_by{};
    std::string classes{};
    Attributes attributes{};
    FormGroup group{};
};
Markup checkboxes(const Words& t, const Checkboxes& checkboxes);

} // namespace vienreiz::html
