// The reject report, its reasons told in the language of the page it is downloaded from.
#include "capabilities/distribution/pages.hpp"
#include "table/csv.hpp"
#include "table/csv_write.hpp"

#include <fmt/format.h>

#include <array>

namespace vienreiz::distribution {
namespace {

// Reasons that are no failure's sentence (cell_check.cpp, reading.cpp).
[[maybe_unused]] constexpr std::array reasons_of_rows{
    html::pattern("the row has {} cells, the header {}"),
    html::pattern("the same key stands in row {}"),
};

std::string header_of(const html::Words& t) {
    std::array names{t("line"), t("column"), t("value"), t("reason")};
    std::array<std::string_view, names.size()> cells;
    std::ranges::copy(names, cells.begin());
    std::string out;
    table::append_csv_record(out, cells, ',');
    return out;
}

// At most limits::rejects_kept rows, so it is made in memory.
Result<std::string> retold(const html::Words& t, const std::filesystem::path& report) {
    auto reader = TRY(table::read_csv(report, {}));
    auto out = header_of(t);
    for (;;) {
        auto row = reader->next();
        if (!row && row.error().kind == Kind::missing) return out;
        auto cells = TRY(std::move(row)).cells;
        check(cells.size() == 4, "a row of the report has a line, a column, a value and a reason");
        auto reason = platform::told(t, {Kind::invalid, std::string(cells[3])});
        table::append_csv_record(
            out, std::array<std::string_view, 4>{cells[0], cells[1], cells[2], reason}, ',');
    }
}

} // namespace

Result<Found> download_rejects(Desk& desk, const Ask& ask) {
    auto one = TRY(desk.publications.find(ask.parameter("publication")));
    TRY(may_see(desk, ask, one));
    auto report = desk.uploads.rejects(one.id);
    std::error_code error;
    if (!std::filesystem::exists(report, error))
        return Failure{Kind::missing, "No row was rejected"};
    http::Response response;
    response.body = TRY(retold(html::Words{platform::language_of(ask)}, report));
    response.set("Content-Type", "text/csv; charset=utf-8; header=present");
    response.set("Content-Disposition",
                 fmt::format("attachment; filename=\"rejects-{}.csv\"", one.dataset.text));
    response.set("Cache-Control", "no-store, no-transform");
    return response;
}

} // namespace vienreiz::distribution
