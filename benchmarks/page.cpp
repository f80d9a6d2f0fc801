// A page of 100 rows by a filter that 8 403 of a million rows fit, with their exact number.
//
//   page          over HTTP, within an agreement, each answer recorded, from 16 connections; against PostgreSQL 15 with
//                 an index on the field, count(*) and json_agg in one prepared statement, from as many sessions of
//                 pgbench: pages a second
//   page_indexed  the same, where it has an index on the field and the key together, made for this very question
//   deep_page     the page behind row 900 000 in the order of keys, against the first page
//   deep_page_sorted  the same in the order of another field
#include "answering.hpp"
#include "measure.hpp"
#include "postgres_rows.hpp"

namespace vienreiz::page_bench {
namespace {

using bench::Target;
constexpr std::uint64_t rows = 1'000'000, deep = 900'000;
constexpr int seconds = 4, connections = 16;

// Pages a second.
double pages_of(const postgres::test::Server& server, const std::filesystem::path& script) {
    constexpr std::string_view fits =
        "field_1 = lpad(:g::text, 10, '0') || ' the value of field 1, padded'";
    std::ofstream(script) << fmt::format(
        "\\set g random(0, {0})\n"
        "SELECT json_build_object('total', (SELECT count(*) FROM bench WHERE {1}), 'rows', "
        "(SELECT json_agg(one) FROM (SELECT * FROM bench WHERE {1} ORDER BY code LIMIT 100) "
        "one));\n",
        bench::groups - 1, fits);
    auto told = bench::output_of(fmt::format(
        "{}/pgbench -n -M prepared -c {} -j 1 -T {} -f '{}' -h 127.0.0.1 -p {} -U owner postgres "
        "2>&1",
        postgres::test::programs.string(), connections, seconds, script.string(), server.port()));
    auto at = told.find("tps = ");
    check(at != told.npos, "pgbench says how many it got: " + told);
    return std::stod(told.substr(at + 6));
}

bool pages(const bench::Answering& node, const std::filesystem::path& folder) {
    if (!postgres::test::installed()) {
        fmt::print(stderr, "page: skipped, for want of PostgreSQL 15\n");
        return true;
    }
    auto server = bench::postgres_with(rows, folder / "postgres");
    auto address =
        fmt::format("string.format(\"?field_1=%010d+the+value+of+field+1,+padded\", random({}))",
                    bench::groups - 1);
    auto against = [&](std::string_view name, std::string_view fields, double target) {
        server->ask("DROP INDEX IF EXISTS by_field");
        server->ask(fmt::format("CREATE INDEX by_field ON bench ({})", fields));
        server->ask("VACUUM ANALYZE bench");
        auto peer = fmt::format("PostgreSQL, index on {}", fields);
        return bench::compare(
            {name, peer, "pages/s", Target::at_least, target},
            [&] { return node.load(address, connections, seconds).per_second; },
            [&] { return pages_of(*server, folder / "page.sql"); });
    };
    bool met = against("page", "field_1", 20);
    return against("page_indexed", "field_1, code", 1) && met;
}

bool deep_pages(const bench::Answering& node, const std::string& name, const std::string& order) {
    auto first = fmt::format("\"?limit=100{}\"", order);
    auto behind =
        fmt::format("string.format(\"?limit=100{}&after=%s\", \"{}\")", order, bench::key_of(deep));
    return bench::compare(
        {name, "the first page", "s", Target::at_most, 1.1},
        [&] { return 1 / node.load(behind, connections, seconds).per_second; },
        [&] { return 1 / node.load(first, connections, seconds).per_second; });
}

Result<bool> measure(const std::filesystem::path& folder) {
    auto node = TRY(bench::Answering::start(folder, rows, 2));
    bool met = pages(*node, folder);
    met = deep_pages(*node, "deep_page", "") && met;
    return deep_pages(*node, "deep_page_sorted", "&sort=-field_2") && met;
}

} // namespace
} // namespace vienreiz::page_bench

int main() {
    return vienreiz::bench::run_in(std::filesystem::current_path() / "build" / "bench-page",
                                   vienreiz::page_bench::measure);
}
