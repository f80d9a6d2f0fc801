#include "capabilities/portal/dataset_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace vienreiz::portal {
namespace {

using Format = html::Cell::Format;

html::Content reference_to(const store::Snapshot& view, const html::Words& t,
                           const std::optional<catalogue::Reference>& reference) {
    if (!reference)
        return html::markup<
            R"(<span aria-hidden="true">–</span><span class="govuk-visually-hidden">{}</span>)">(
            t("none"));
    auto dataset = catalogue::dataset(view, reference->dataset);
    auto field = html::code(reference->field);
    if (!dataset) return field;
    return html::markup<"{}, {}">(
        html::link(dataset_address(t.language, dataset->id), in(t, dataset->title)), field);
}

html::Content field_name(const html::Words& t, const catalogue::Dataset& dataset,
                         const catalogue::Field& field) {
    if (field.name != dataset.key) return html::code(field.name);
    return html::markup<"{} {}">(html::code(field.name),
                                 html::tag({.text = t("key"), .colour = html::Tag::Colour::blue}));
}

bool is_number(table::Type type) {
    return type == table::Type::integer || type == table::Type::decimal;
}

// A value as a shell takes it: in single quotes, those inside it spelt '\''.
std::string quoted_for_shell(std::string_view text) {
    return "'" + replace_all(text, "'", R"('\'')") + "'";
}

std::string first_key(const catalogue::Dataset& dataset, const store::Dataset* rows) {
    std::string key;
    if (rows && rows->summary().columns[rows->summary().key].name == dataset.key)
        rows->all([&](const store::Row& row) {
            key = row.cell(rows->summary().key);
            return false;
        });
    return key;
}

} // namespace

html::Markup fields_table(const store::Snapshot& view, const html::Words& t,
                          const catalogue::Dataset& dataset) {
    html::Table table{.head = {{.content = t("Name")},
                               {.content = t("Label")},
                               {.content = t("Type")},
                               {.content = t("Personal data")},
                               {.content = t("Access")},
                               {.content = t("Refers to")}},
                      .first_cell_is_header = true};
    table.caption = t("Fields"), table.caption_classes = "govuk-table__caption--m";
    for (const auto& field : dataset.fields)
        table.rows.push_back({{.content = field_name(t, dataset, field)},
                              {.content = in(t, field.label)},
                              {.content = t(catalogue::sentence_of(field.type))},
                              {.content = t(catalogue::sentence_of(field.personal))},
                              {.content = t(catalogue::sentence_of(field.access))},
                              {.content = reference_to(view, t, field.reference)}});
    return html::scrolling(html::table(table), t("Fields"));
}

html::Markup preview(const html::Words& t, const catalogue::Dataset& dataset,
                     const store::Dataset& rows) {
    html::Table table{.caption = t("The first rows"),
                      .caption_classes = "govuk-table__caption--m",
                      .classes = "vz-rows"};
    std::vector<std::size_t> columns;
    auto fields = distribution::in_order_of(rows.summary().columns, dataset).fields;
    for (std::size_t i = 0; i < rows.summary().columns.size(); ++i) {
        const auto& field = fields[i];
        if (field.access != catalogue::FieldAccess::open) continue;
        columns.push_back(i);
        table.head.push_back({.content = html::code(field.name),
                              .format = is_number(field.type) ? Format::numeric : Format::text});
    }
    rows.all([&](const store::Row& row) {
        auto& cells = table.rows.emplace_back();
        for (auto column : columns)
            cells.push_back(
                {.content = table::shortened(row.cell(column)),
                 .format = is_number(fields[column].type) ? Format::numeric : Format::text});
        return table.rows.size() < preview_rows;
    });
    if (columns.empty() || table.rows.empty()) return {};
    // Values are in whatever language the register keeps them; ours keep them in Latvian.
    return html::scrolling(html::markup<R"(<div lang="lv">{}</div>)">(html::table(table)),
                           t("The first rows"));
}

html::Markup how_to_ask(const html::Words& t, const catalogue::Dataset& dataset,
                        const store::Dataset* rows, const std::string& url) {
    auto base = fmt::format("{}/api/datasets/{}", url, percent_encode(dataset.id.text));
    bool open = dataset.access == catalogue::DatasetAccess::open;
    std::string credentials = open ? "" : " -H \"Authorization: Bearer $TOKEN\"";
    auto key = open ? first_key(dataset, rows) : std::string();
    auto key_text = key.empty() ? std::string("KEY") : percent_encode(key);
    auto example = [&](const std::string& what, const std::string& with, const std::string& address,
                       std::string_view id) {
        return html::markup<R"(<h3 class="govuk-heading-s">{}</h3>{})">(
            what, command_text(t, fmt::format("curl{} {}", with, quoted_for_shell(address)), id));
    };
    auto intro = open ? t("This is open data: no registration and no key are needed.")
                      : t("Systems of an institution that has an agreement ask with an access "
                          "token. Each answer is recorded before it leaves, and its receipt is "
                          "named in the header Receipt.");
    return html::narrow(html::markup<"{}{}{}{}{}{}">(
        section_heading(t("How to ask for it")), html::paragraph(intro),
        example(t("One row by its key"), credentials, base + "/rows/" + key_text, "ask-key"),
        example(t("The first hundred rows, as CSV"), credentials,
                base + "/rows?limit=100&format=csv", "ask-rows"),
        example(t("The description of the fields"), "", base, "ask-description"),
        html::paragraph(
            html::link(html::address(t.language, "/api"), t("Everything that programs can ask")))));
}

html::Markup versions_table(const html::Words& t,
                            const std::vector<distribution::Version>& versions) {
    if (versions.empty()) return {};
    html::Table table{.caption = t("Versions"), .caption_classes = "govuk-table__caption--m"};
    table.head = {{.content = t("Version"), .format = Format::numeric},
                  {.content = t("Published")},
                  {.content = t("Rows"), .format = Format::numeric},
                  {.content = t("Rejected"), .format = Format::numeric},
                  {.content = t("Digest of the rows")}};
    for (const auto& version : versions | std::views::reverse)
        table.rows.push_back(
            {{.content = std::to_string(version.number), .format = Format::numeric},
             {.content = platform::shown_time(t, version.at)},
             {.content = grouped(version.rows), .format = Format::numeric},
             {.content = grouped(version.rejected), .format = Format::numeric},
             {.content = html::code(version.hash), .classes = "vz-hash"}});
    return html::scrolling(html::table(table), t("Versions"));
}

} // namespace vienreiz::portal
