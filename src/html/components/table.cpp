#include "html/components/table.hpp"

namespace vienreiz::html {
namespace tables {

Attributes attributes_of(const Cell& cell) {
    Attributes out;
    if (cell.columns > 1) out.set("colspan", cell.columns);
    if (cell.rows > 1) out.set("rowspan", cell.rows);
    return out.add(cell.attributes);
}

// What is laid out as blocks is no table to some browsers, unless it says so.
Attributes role(const Table& table, std::string_view name) {
    return Attributes().set_if_any("role", table.stacked ? name : "");
}

Markup head(const Table& table) {
    if (table.head.empty()) return {};
    std::vector<Markup> out;
    for (const auto& cell : table.head)
        out.push_back(markup<R"(<th scope="col" class="govuk-table__header{}{}"{}{}>{}</th>)">(
            when(cell.format == Cell::Format::numeric, " govuk-table__header--numeric"),
            also(cell.classes), role(table, "columnheader"), attributes_of(cell), cell.content));
    return markup<
        R"(<thead class="govuk-table__head"{}><tr class="govuk-table__row"{}>{}</tr></thead>)">(
        role(table, "rowgroup"), role(table, "row"), out);
}

// To be seen where the head is not; those who hear the table hear the head.
Markup label(const Table& table, std::size_t column) {
    if (!table.stacked || column >= table.head.size()) return {};
    return markup<R"(<span class="vz-stacked__label" aria-hidden="true">{}</span> )">(
        table.head[column].content);
}

Markup cell(const Table& table, const Cell& cell, std::size_t column) {
    if (column == 0 && table.first_cell_is_header)
        return markup<R"(<th scope="row" class="govuk-table__header{}"{}{}>{}{}</th>)">(
            also(cell.classes), role(table, "rowheader"), attributes_of(cell), label(table, column),
            cell.content);
    return markup<R"(<td class="govuk-table__cell{}{}"{}{}>{}{}</td>)">(
        when(cell.format == Cell::Format::numeric, " govuk-table__cell--numeric"),
        also(cell.classes), role(table, "cell"), attributes_of(cell), label(table, column),
        cell.content);
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
        for (const auto& cell : row) cells.push_back(tables::cell(table, cell, cells.size()));
        body +=
            markup<R"(<tr class="govuk-table__row"{}>{}</tr>)">(tables::role(table, "row"), cells);
    }
    return markup<
        R"(<table class="govuk-table{}{}"{}{}>{}{}<tbody class="govuk-table__body"{}>{}</tbody>)"
        R"(</table>)">(also(table.classes), when(table.stacked, " vz-stacked"),
                       tables::role(table, "table"), table.attributes, caption, tables::head(table),
                       tables::role(table, "rowgroup"), body);
}

Markup scrolling(const Markup& table, std::string_view label) {
    return markup<R"(<div class="vz-scroll" role="region" tabindex="0" aria-label="{}">{}</div>)">(
        label, table);
}

} // namespace vienreiz::html
