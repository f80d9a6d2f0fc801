#include "capabilities/distribution/pages_written.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vienreiz::distribution {
namespace {

using html::sentence;
using html::Words;

struct Mark {
    char character;
    html::Sentence<0> name;
};
constexpr auto marks = std::to_array<Mark>({{',', sentence("comma")},
                                            {';', sentence("semicolon")},
                                            {'\t', sentence("tabulator")},
                                            {'|', sentence("vertical bar")}});

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
        auto name = table::name_of_delimiter(mark.character);
        out.push_back({.value = name, .text = delimiter_text(t, name)});
    }
    auto chosen = form.chosen.delimiter.value_or("");
    bool listed = std::ranges::any_of(out, [&](const auto& one) { return one.value == chosen; });
    if (!chosen.empty() && !listed) out.push_back({.value = chosen, .text = chosen});
    return out;
}

Result<table::WrittenAs> written_from(const std::string& encoding, const std::string& delimiter) {
    table::WrittenAs said;
    if (!encoding.empty()) {
        auto known = table::encoding_from(encoding);
        if (!known) return within(std::move(known).error(), "/encoding");
        said.encoding = *known;
    }
    if (!delimiter.empty()) {
        auto known = table::delimiter_from(delimiter);
        if (!known) return within(std::move(known).error(), "/delimiter");
        said.delimiter = table::name_of_delimiter(*known);
    }
    return said;
}

} // namespace

std::string delimiter_text(const Words& t, const std::string& name) {
    auto is_it = [&](const Mark& mark) { return table::name_of_delimiter(mark.character) == name; };
    auto known = std::ranges::find_if(marks, is_it);
    return known == marks.end() ? name : fmt::format("{} ({})", name, t(known->name));
}

html::Markup written_fields(const Words& t, const WrittenForm& form, const Form& filled) {
    std::string encoding(form.chosen.encoding ? table::name_of(*form.chosen.encoding) : "");
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
                         .value = kept("encoding", encoding)}),
        html::select(t, {.name = "delimiter",
                         .label = {t("What stands between two cells")},
                         .error = filled.error("delimiter"),
                         .options = delimiter_options(t, form),
                         .value = kept("delimiter", form.chosen.delimiter.value_or(""))}));
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
        written.encoding ? table::name_of(*written.encoding) : "", written.delimiter.value_or(""));
}

} // namespace vienreiz::distribution
