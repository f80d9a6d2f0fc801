// Tables: https://design-system.service.gov.uk/components/table/
#pragma once

#include "html/markup.hpp"

namespace vienreiz::html {

struct Cell {
    enum class Format { text, numeric };
    Content content{};
    Format format = Format::text;
    unsigned columns = 1;
    unsigned rows = 1;
    std::string classes{};
    Attributes attributes{};
};

struct Table {
    Content caption{};
    std::string caption_classes{}; // "govuk-table__caption--m"
    std::vector<Cell> head{};
    std::vector<std::vector<Cell>> rows;
    bool first_cell_is_header = false;
    // On a narrow screen a row is a block, and each cell says its column's name: nothing needs to scroll sideways (WCAG
    // 2.2, 1.4.10). For tables that are read row by row rather than compared column by column.
    bool stacked = false;
    std::string classes{};
    Attributes attributes{};
};
Markup table(const Table& table);

// For tables wider than a telephone: they scroll inside a region that the keyboard reaches.
Markup scrolling(const Markup& table, std::string_view label);

} // namespace vienreiz::html
