// Three pages as capabilities will write them, for tests and for the eye. Their sentences are
// samples, in both languages side by side, and so not in po/.
#pragma once

#include "html/components.hpp"
#include "html/page.hpp"

namespace vienreiz::sample {

html::Page dataset(html::Language language); // facts, a table, pages
html::Page form(html::Language language);    // every kind of field, with errors
html::Page tasks(html::Language language);   // a task list, a notice, a warning

} // namespace vienreiz::sample
