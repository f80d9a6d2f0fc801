// How a story says what it expects of an answer.
#pragma once

#include "base/json.hpp"

namespace vienreiz::stories {

// "*" stands for any text, also none.
bool text_matches(std::string_view pattern, std::string_view text);

// What the pattern names must be there: members of objects, every element of a list; strings may hold "*".
// The failure names the place that differs.
Outcome matches(const json::Value& pattern, const json::Value& value,
                const std::string& place = "");

// "rows.0.numurs" in a JSON document.
const json::Value* at(const json::Value& value, std::string_view path);
std::string as_text(const json::Value& value); // a string without its quotes, anything else as JSON

// RFC 7386: members of `change` replace those of `value`; null removes one.
void merge(json::Value& value, const json::Value& change);

} // namespace vienreiz::stories
