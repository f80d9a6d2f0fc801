#include "capabilities/distribution/pages_written.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vienreiz::distribution {
namespace {

using html::sentence;
using html::Words;

struct Mark {
    table::Delimiter delimiter;
    html::Sentence<0> name;
};
constexpr auto marks = std::to_array<Mark>({{{','}, sentence("comma")},
                                            {{';'}, sentence("semicolon")},
                                            {{'\t'}, sentence("tabulator")},
                                            {{'|'}, sentence("vertical bar")}});

std::vector<html::Option> first_option(const Words& t, const WrittenForm& form) {
    if (!form.may_be_found_out) return {};
    return {{.value = "", .text = t("As found out from the file")}};
}

std::vector<html::Option> encoding_options(const Words& t, const WrittenForm& form) {
    auto out = first_option(t, form);
    for (auto encoding : table::encodings()) {
        std::string name(table::name_of(encoding));
        out.push_back({.value = name, .text = name});
    }
    return out;
}

std::vector<html::Option> delimiter_options(const Words& t, const WrittenForm& form) {
    auto out = first_option(t, form);
    for (const auto& mark : marks) {
        out.push_back(
            {.value = table::name_of(mark.delimiter), .text = delimiter_text(t, mark.delimiter)});
    }
    if (auto chosen = form.chosen.delimiter;
        chosen && std::ranges::find(marks, *chosen, &Mark::delimiter) == marks.end())
        out.push_back({.value = table::name_of(*chosen), .text = table::name_of(*chosen)});
    return out;
}

Result<table::WrittenAs> written_from(const std::string& encoding, const std::string& delimiter) {
    auto said = table::written_as(encoding, delimiter);
    if (!said) return within(std::move(said).error(), "/");
    return said;
}

// As written_from() reads them; "" where nothing was said.
std::string encoding_of(const table::WrittenAs& written) {
    return written.encoding ? std::string(table::name_of(*written.encoding)) : "";
}
std::string delimiter_of(const table::WrittenAs& written) {
    return written.delimiter ? table::name_of(*written.delimiter) : "";
}

} // namespace

std::string delimiter_text(const Words& t, table::Delimiter delimiter) {
    auto name = table::name_of(delimiter);
    auto known = std::ranges::find(marks, delimiter, &Mark::delimiter);
    return known == marks.end() ? name : fmt::format("{} ({})", name, t(known->name));
}

html::Markup written_fields(const Words& t, const WrittenForm& form, const Form& filled) {
    auto kept = [&](std::string_view name, const std::string& chosen) {
        return filled.value(name).empty() ? chosen : filled.value(name);
    };
    return html::markup<
        R"(<div class="govuk-grid-row"><div class="govuk-grid-column-one-half">{}</div>)"
        R"(<div class="govuk-grid-column-one-half">{}</div></div>)">(
        html::select(t, {.name = "encoding",
                         .label = {t("Encoding of the letters")},
                         .error = filled.error("encoding"),
                         .options = encoding_options(t, form),
                         .value = kept("encoding", encoding_of(form.chosen))}),
        html::select(t, {.name = "delimiter",
                         .label = {t("What stands between two cells")},
                         .error = filled.error("delimiter"),
                         .options = delimiter_options(t, form),
                         .value = kept("delimiter", delimiter_of(form.chosen))}));
}

Result<table::WrittenAs> written_in(const Form& form) {
    return written_from(form.value("encoding"), form.value("delimiter"));
}

Result<table::WrittenAs> written_in_address(const Ask& ask) {
    return written_from(ask.request.parameter("encoding").value_or(""),
                        ask.request.parameter("delimiter").value_or(""));
}

html::Markup hidden_written(const table::WrittenAs& written) {
    return html::markup<R"(<input type="hidden" name="encoding" value="{}">)"
                        R"(<input type="hidden" name="delimiter" value="{}">)">(
        encoding_of(written), delimiter_of(written));
}

} // namespace vienreiz::distribution
