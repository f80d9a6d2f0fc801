// HTML as a tree, to compare what two programs wrote: white space, the order of attributes and of
// classes, and the spelling of entities do not count. For tests: it reads well-formed HTML and
// refuses other.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace vienreiz::html_tree {

// One line a node, indented by depth; attributes sorted:
//   <a class="govuk-link" href="#">
//     "Change"
Result<std::string> canonical(std::string_view html);

} // namespace vienreiz::html_tree
