// How a file is written, on pages: chosen, and shown.
#pragma once

#include "capabilities/distribution/pages.hpp"

namespace vienreiz::distribution {

struct WrittenForm {
    table::WrittenAs chosen{};
    bool may_be_found_out = false; // the first choice of each is to leave it to us
};
// Two selects: "encoding" and "delimiter".
html::Markup written_fields(const html::Words& t, const WrittenForm& form,
                            const Form& filled = Form());
Result<table::WrittenAs> written_in(const Form& form);
Result<table::WrittenAs> written_in_address(const Ask& ask); // ?encoding=…&delimiter=…
html::Markup hidden_written(const table::WrittenAs& written);

// "; (semicolon)".
std::string delimiter_text(const html::Words& t, table::Delimiter delimiter);

} // namespace vienreiz::distribution
