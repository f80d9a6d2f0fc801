// Failures that people meet on these pages: said in English where they arise, and here for the translators.
#include "html/sentence.hpp"

#include <array>

namespace vienreiz::catalogue {
using html::sentence;

[[maybe_unused]] constexpr std::array failures_of_catalogue{
    sentence("Choose one of the choices"),
    sentence("Choose the field a row is found by"),
    sentence("This must not be empty"),
    sentence("A field with personal data is not open to everybody"),
    sentence("Two fields have this name"),
    sentence("There is a dataset with this id; choose another, or revise that one"),
};

} // namespace vienreiz::catalogue
