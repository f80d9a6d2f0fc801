// A first description from what a file tells of itself.
#pragma once

#include "capabilities/catalogue/model.hpp"

namespace vienreiz::catalogue {

// "Max startvikt (kg)" -> "max_startvikt_kg"; letters beyond ASCII lose their marks (ā -> a, å -> a).
std::string field_name_from(std::string_view heading);

struct DraftedDataset {
    Dataset dataset;                    // titles and legal basis are for the steward to fill in
    std::vector<table::Reason> reasons; // one a field
    std::uint64_t rows = 0;
    table::WrittenAs written;            // how the file was read
    std::vector<table::Reason> warnings; // what the steward has to decide
    std::vector<std::string> letters;    // some values with letters beyond ASCII, to judge that by
};
BOOST_DESCRIBE_STRUCT(DraftedDataset, (), (dataset, reasons, rows, written, warnings, letters))

// Gives the dataset a field with the number of the row, unless it has one, and makes it the key.
void number_rows(Dataset& dataset);

DraftedDataset describe(const table::Draft& draft, const DatasetId& id,
                        const InstitutionId& steward);

} // namespace vienreiz::catalogue
