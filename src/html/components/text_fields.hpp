// Fields a person types into or picks a file for. Each is a whole form group: label, hint, error,
// control. An empty id is the name.
#pragma once

#include "html/components/parts.hpp"

namespace vienreiz::html {

// What stands before or after what is typed: "€", "%".
struct Affix {
    Content text{};
    std::string classes{};
    Attributes attributes{};
};

struct Input {
    std::string name;
    std::string id{};
    Label label;
    Hint hint{};
    ErrorMessage error{};
    std::string value{};
    std::string type = "text";
    std::string inputmode{};
    std::string autocomplete{}; // WCAG 1.3.5 where it is about the person
    std::string autocapitalize{};
    std::string pattern{};
    std::optional<bool> spellcheck{};
    bool disabled = false;
    Affix prefix{};
    Affix suffix{};
    std::string described_by{};
    std::string classes{}; // "govuk-input--width-10"
    std::string wrapper_classes{};
    Attributes wrapper_attributes{};
    Attributes attributes{};
    FormGroup group{};
};
Markup input(const Words& t, const Input& input);

struct Textarea {
    std::string name;
    std::string id{};
    Label label;
    Hint hint{};
    ErrorMessage error{};
    std::string value{};
    unsigned rows = 5;
    std::string autocomplete{};
    std::optional<bool> spellcheck{};
    bool disabled = false;
    std::string described_by{};
    std::string classes{};
    Attributes attributes{};
    FormGroup group{};
};
Markup textarea(const Words& t, const Textarea& textarea);

// A textarea that says how many characters are left. The server checks the limit as well.
struct CharacterCount {
    Textarea textarea;
    std::size_t characters = 0;
    unsigned threshold = 0; // per cent of the limit from which the count is shown
};
Markup character_count(const Words& t, const CharacterCount& count);

// With a button that shows what was typed. The value is never sent back to the page.
struct PasswordInput {
    std::string name;
    std::string id{};
    Label label;
    Hint hint{};
    ErrorMessage error{};
    std::string autocomplete = "current-password";
    bool disabled = false;
    std::string described_by{};
    std::string classes{};
    Attributes attributes{};
    FormGroup group{};
};
Markup password_input(const Words& t, const PasswordInput& password);

struct FileUpload {
    std::string name;
    std::string id{};
    Label label;
    Hint hint{};
    ErrorMessage error{};
    bool multiple = false;
    bool drop_zone = false; // with the script, files can also be dragged here
    bool disabled = false;
    std::string described_by{};
    std::string classes{};
    std::string wrapper_classes{};
    Attributes wrapper_attributes{};
    Attributes attributes{}; // accept=".csv"
    FormGroup group{};
};
Markup file_upload(const Words& t, const FileUpload& upload);

} // namespace vienreiz::html
