#include "html/components/table.hpp"

namespace vienreiz::html {
namespace tables {

Attributes attributes_of(const Cell& cell) {
    Attributes out;
    if (cell.columns > 1) out.set("colspan", cell.columns);
    if (cell.rows > 1) out.set("rowspan", cell.rows);
    return out.add(cell.attributes);
}

Markup head(const std::vector<Cell>& cells) {
    if (cells.empty()) return {};
    std::vector<Markup> out;
    for (const auto& cell : cells)
        out.push_back(markup<R"(<th scope="col" class="govuk-table__header{}{}"{}>{}</th>)">(
            when(cell.format == Cell::Format::numeric, " govuk-table__header--numeric"),
            also(cell.classes), attributes_of(cell), cell.content));
    return markup<
        R"(<thead class="govuk-table__head"><tr class="govuk-table__row">{}</tr></thead>)">(out);
}

Markup cell(const Cell& cell, bool is_header) {
    if (is_header)
        return markup<R"(<th scope="row" class="govuk-table__header{}"{}>{}</th>)">(
            also(cell.classes), attributes_of(cell), cell.content);
    return markup<R"(<td class="govuk-table__cell{}{}"{}>{}</td>)">(
        when(cell.format == Cell::Format::numeric, " govuk-table__cell--numeric"),
        also(cell.classes), attributes_of(cell), cell.content);
}

} // namespace tables

Markup table(const Table& table) {
    Markup caption;
    if (!table.caption.empty())
        caption = markup<R"(<caption class="govuk-table__caption{}">{}</caption>)">(
            also(table.caption_classes), table.caption);
    Markup body;
    for (const auto& row : table.rows) {
        std::vector<Markup> cells;
        for (const auto& cell : row)
            cells.push_back(tables::cell(cell, cells.empty() && table.first_cell_is_header));
        body += markup<R"(<tr class="govuk-table__row">{}</tr>)">(cells);
    }
    return markup<
        R"(<table class="govuk-table{}"{}>{}{}<tbody class="govuk-table__body">{}</tbody>)"
        R"(</table>)">(also(table.classes), table.attributes, caption, tables::head(table.head),
                       body);
}

Markup scrolling(const Markup& table, std::string_view label) {
    return markup<R"(<div class="vz-scroll" role="region" tabindex="0" aria-label="{}">{}</div>)">(
        label, table);
}

} // namespace vienreiz::html
