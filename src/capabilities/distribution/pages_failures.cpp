// Failures that people meet on these pages: said in English where they arise, and here for the translators.
#include "html/sentence.hpp"

#include <array>

namespace vienreiz::distribution {
using html::sentence;

[[maybe_unused]] constexpr std::array failures_of_distribution{
    sentence("Choose a file"),
    sentence("This file is empty"),
    sentence("There is a dataset with this id; choose another, or publish a new version of it"),
    sentence("Nothing is published in this dataset yet"),
    sentence("There is no such publication, or the node was started anew since"),
    sentence("This publication belongs to another institution"),
    sentence("This upload belongs to another institution"),
    sentence("The file has no rows that can be published"),
    sentence("This form takes one file; there are several"),
};

} // namespace vienreiz::distribution
