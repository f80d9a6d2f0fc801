#include "capabilities/catalogue/commands.hpp"

#include "capabilities/catalogue/drafting.hpp"
#include "capabilities/catalogue/rules.hpp"
#include "platform/given_file.hpp"
#include "platform/progress.hpp"

#include <fmt/format.h>

namespace vienreiz::catalogue {
namespace {

// The description goes to standard output, to be edited and sent; the reasons to standard error, to be read.
Outcome draft(const platform::CommandLine::Arguments& arguments) {
    std::filesystem::path file = arguments.at("file");
    std::error_code error;
    auto size = std::filesystem::file_size(file, error);
    if (error) return platform::unreadable(file, error);
    TRY(platform::can_be_read(file));
    table::Draft drafted;
    {
        platform::ProgressBar bar("Reading");
        drafted = TRY(table::draft(file, {}, [&](std::uint64_t bytes) { bar.show(bytes, size); }));
    }
    auto id = arguments.at("--dataset").empty() ? file.stem().string() : arguments.at("--dataset");
    auto described = describe(drafted, {id}, {arguments.at("--steward")});
    fmt::print(stderr, "{} rows, {} columns\n", grouped(described.rows),
               described.dataset.fields.size());
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

std::vector<platform::CommandLine> commands() {
    using enum platform::CommandLine::Option::Takes;
    return {{"draft",
             "Draft the description of a dataset from a CSV file",
             {{.name = "file", .help = "The CSV file", .required = true, .takes = file},
              {"--dataset", "Id of the dataset; none: the file's name"},
              {"--steward", "Id of the steward institution"}},
             draft}};
}

} // namespace vienreiz::catalogue
