#include "capabilities/catalogue/commands.hpp"

#include "capabilities/catalogue/drafting.hpp"
#include "capabilities/catalogue/rules.hpp"
#include "platform/given_file.hpp"
#include "platform/progress.hpp"

#include <fmt/format.h>

namespace vienreiz::catalogue {
namespace {

using Arguments = platform::CommandLine::Arguments;

// The description goes to standard output, to be edited and sent; the reasons to standard error, to be read.
Outcome draft(const Arguments& arguments) {
    std::filesystem::path file = arguments.at("file");
    std::error_code error;
    auto size = std::filesystem::file_size(file, error);
    if (error) return platform::unreadable(file, error);
    TRY(platform::can_be_read(file));
    auto dialect = TRY(table::dialect_of(file, TRY(written_as(arguments))));
    table::Draft drafted;
    {
        platform::ProgressBar bar("Reading");
        drafted =
            TRY(table::draft(file, dialect, [&](std::uint64_t bytes) { bar.show(bytes, size); }));
    }
    auto id = arguments.at("--dataset").empty() ? file.stem().string() : arguments.at("--dataset");
    auto described = describe(drafted, {id}, {arguments.at("--steward")});
    fmt::print(stderr, "{} rows, {} columns, encoding {}, delimiter {}\n", grouped(described.rows),
               described.dataset.fields.size(), table::name_of(dialect.encoding),
               table::name_of(table::Delimiter{dialect.delimiter}));
    if (!arguments.at("--row-number").empty()) number_rows(described.dataset);
    for (const auto& warning : described.warnings)
        fmt::print(stderr, "  {}\n", warning.in_english());
    for (const auto& value : described.letters) fmt::print(stderr, "  reads: {}\n", value);
    for (std::size_t i = 0; i < described.reasons.size(); ++i) {
        const auto& field = described.dataset.fields[i];
        fmt::print(stderr, "  {:<28} {:<8} {}\n", field.name,
                   boost::describe::enum_to_string(field.type, ""),
                   described.reasons[i].in_english());
    }
    fmt::print("{}\n", json::text(DescribeDataset{described.dataset}));
    return {};
}

} // namespace

Result<table::WrittenAs> written_as(const Arguments& arguments) {
    auto said = table::written_as(arguments.at("--encoding"), arguments.at("--delimiter"));
    if (!said) return within(std::move(said).error(), "--");
    return said;
}

std::vector<platform::CommandLine::Option>
with_written_as(std::vector<platform::CommandLine::Option> options) {
    options.push_back({"--encoding", "UTF-8, windows-1257, ISO-8859-1, UTF-16LE or UTF-16BE; none: "
                                     "found out"});
    options.push_back({"--delimiter", "The character between cells, or tab; none: found out"});
    return options;
}

std::vector<platform::CommandLine> commands() {
    using enum platform::CommandLine::Option::Takes;
    return {
        {"draft", "Draft the description of a dataset from a CSV file",
         with_written_as({{.name = "file", .help = "The CSV file", .required = true, .takes = file},
                          {"--dataset", "Id of the dataset; none: the file's name"},
                          {"--steward", "Id of the steward institution"},
                          {"--row-number", "Make the number of the row the key", false, true}}),
         draft}};
}

} // namespace vienreiz::catalogue
