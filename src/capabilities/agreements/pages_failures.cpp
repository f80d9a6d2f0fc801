// Failures that people meet on these pages: said in English where they arise, and here for the translators.
#include "html/sentence.hpp"

#include <array>

namespace vienreiz::agreements {
using html::sentence;

[[maybe_unused]] constexpr std::array failures_of_agreements{
    sentence("Enter a real date: day, month and year"),
    sentence("Enter a whole number"),
    sentence("Choose the field these values are of"),
    sentence("Enter your PIN"),
    sentence("The PIN is wrong"),
    sentence("Your key is not kept here; sign with it where you keep it"),
    sentence("This is not a signature: paste what the command wrote"),
    sentence("There is no such agreement"),
    sentence("This agreement is between other institutions"),
    sentence("No terms of this agreement are waiting for an answer"),
    sentence("An institution asks for an agreement; you act for none"),
    sentence("Your institution is the steward of this dataset and needs no agreement"),
    sentence("This agreement is over; request a new one"),
    sentence("The dataset of this agreement was withdrawn"),
    sentence("One side has signed these terms; refuse them first"),
    sentence("These terms are accepted already; what is left is to sign"),
    sentence("Your side offered these terms; the other side accepts them"),
    sentence("These terms are not accepted yet"),
    sentence("Your side has signed already"),
    sentence("No signing key is registered for you; ask your operator"),
    sentence("This is not your signature over the text of this agreement"),
    sentence("Only an active agreement can be ended"),
    sentence("The last day lies before the first"),
    sentence("The last day is past"),
    sentence("An agreement spans at most ten years"),
    sentence("An agreement allows at least one answer a day"),
    sentence("Say which revision of the terms you accept"),
};

} // namespace vienreiz::agreements
