#include "postgres/shelf.hpp"

#include "postgres/tables.hpp"

#include <fmt/format.h>

namespace vienreiz::postgres {
namespace shelf {

constexpr auto patience = std::chrono::seconds(5); // with one statement
constexpr std::size_t longest_name = 500;
constexpr std::size_t at_once = 1'000; // names in one answer

// An erased name keeps its row, without a value, so that other nodes hear of it.
constexpr std::string_view make = R"(
    SELECT pg_advisory_xact_lock(hashtext('vienreiz schema {0}'));
    CREATE SCHEMA IF NOT EXISTS {0};
    CREATE TABLE IF NOT EXISTS {0}.shelf (
        name text COLLATE "C" PRIMARY KEY,
        value bytea,
        change bigint NOT NULL,
        at timestamptz NOT NULL
    );
    ALTER TABLE {0}.shelf ALTER value SET STORAGE EXTERNAL;
    CREATE INDEX IF NOT EXISTS shelf_change ON {0}.shelf (change))";

constexpr std::string_view put = R"(
    INSERT INTO {0}.shelf (name, value, change, at)
    VALUES ($1::text, $2::bytea, pg_current_xact_id()::text::bigint, now())
    ON CONFLICT (name) DO UPDATE
    SET value = excluded.value, change = excluded.change, at = excluded.at)";

// Below pg_snapshot_xmin() no transaction is under way any more: whatever has a lower number was seen, or is now.
constexpr std::string_view changes = R"(
    SELECT name, coalesce(value, ''::bytea), (value IS NULL)::int::bigint,
           pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    FROM {0}.shelf WHERE change >= $1::bigint AND starts_with(name, $2::text)
    UNION ALL
    SELECT '', ''::bytea, 1, pg_snapshot_xmin(pg_current_snapshot())::text::bigint)";

Outcome is_name(std::string_view name) {
    if (!name.empty() && name.size() <= longest_name) return {};
    return Failure{Kind::invalid, "A name on the shelf has 1 to 500 bytes", std::string(name)};
}

} // namespace shelf

Shelf::Shelf(Options options)
    : options_(std::move(options)), sessions_(options_.address, options_.sessions) {
    auto text = [&](std::string_view pattern) {
        return fmt::format(fmt::runtime(pattern), options_.schema);
    };
    exists_ = {"shelf_exists", "SELECT count(*) FROM pg_tables "
                               "WHERE schemaname = $1::text AND tablename = 'shelf'"};
    put_ = {"shelf_put", text(shelf::put)};
    put_first_ = {"shelf_put_first",
                  text(shelf::put) + text(" WHERE shelf.value IS NULL RETURNING 1::bigint")};
    erase_ = {"shelf_erase",
              text("UPDATE {0}.shelf SET value = NULL, at = now(), "
                   "change = pg_current_xact_id()::text::bigint WHERE name = $1::text")};
    get_ = {"shelf_get", text("SELECT value FROM {0}.shelf WHERE name = $1::text "
                              "AND value IS NOT NULL")};
    names_ = {"shelf_names", text("SELECT name FROM {0}.shelf WHERE value IS NOT NULL "
                                  "AND starts_with(name, $1::text) AND name > $2::text "
                                  "ORDER BY name LIMIT $3::bigint")};
    changes_ = {"shelf_changes", text(shelf::changes)};
    forget_ = {"shelf_forget", text("DELETE FROM {0}.shelf WHERE value IS NULL "
                                    "AND at < now() - interval '7 days'")};
}

Result<std::unique_ptr<Shelf>> Shelf::open(Options options) {
    TRY(usable_schema(options.schema));
    std::unique_ptr<Shelf> out(new Shelf(std::move(options)));
    auto there = TRY(out->run(out->exists_, Parameters().text(out->options_.schema)));
    // Only when it is missing: whoever may use it need not be allowed to make it.
    if (there.number(0, 0) == 0)
        TRY(out->sessions_.with([&](Connection& on) -> Outcome {
            TRY(on.run(fmt::format(fmt::runtime(shelf::make), out->options_.schema),
                       Deadline::clock::now() + shelf::patience));
            return {};
        }));
    return out;
}

Result<Rows> Shelf::run(const Statement& statement, const Parameters& parameters) {
    return sessions_.with([&](Connection& on) -> Result<Rows> {
        return TRY(on.run(statement, parameters, Deadline::clock::now() + shelf::patience));
    });
}

Outcome Shelf::put(std::string_view name, ByteView value) {
    TRY(shelf::is_name(name));
    if (value.size() > limits::shelf_value)
        return Failure{Kind::too_large, "This is too long for the shelf", std::string(name)};
    TRY(run(put_, Parameters().text(name).bytea(value)));
    return {};
}

Result<bool> Shelf::put_first(std::string_view name, ByteView value) {
    TRY(shelf::is_name(name));
    auto done = TRY(run(put_first_, Parameters().text(name).bytea(value)));
    return done.count() == 1;
}

Result<std::optional<Bytes>> Shelf::get(std::string_view name) {
    auto found = TRY(run(get_, Parameters().text(name)));
    if (found.count() == 0) return std::optional<Bytes>();
    auto value = found.bytea(0, 0);
    return std::optional(Bytes(value.begin(), value.end()));
}

Outcome Shelf::erase(std::string_view name) {
    TRY(run(erase_, Parameters().text(name)));
    return {};
}

Result<std::vector<std::string>> Shelf::names(std::string_view prefix) {
    std::vector<std::string> out;
    for (std::string behind;;) {
        auto found =
            TRY(run(names_, Parameters().text(prefix).text(behind).bigint(shelf::at_once)));
        for (std::size_t row = 0; row < found.count(); ++row) out.emplace_back(found.text(row, 0));
        if (found.count() < shelf::at_once) return out;
        behind = out.back();
    }
}

Result<Shelf::Mark> Shelf::changes(std::string_view prefix, Mark since, const Changed& changed) {
    auto found = TRY(run(changes_, Parameters().bigint(since).text(prefix)));
    for (std::size_t row = 0; row < found.count(); ++row) {
        auto name = found.text(row, 0);
        if (name.empty()) continue; // the row that is always there, for the mark
        bool erased = found.number(row, 2) == 1;
        changed(name, erased ? std::nullopt : std::optional(found.bytea(row, 1)));
    }
    check(found.count() > 0, "the mark's row is always there");
    return found.number(0, 3);
}

Outcome Shelf::forget_what_was_erased() {
    TRY(run(forget_, Parameters()));
    return {};
}

journal::Place Shelf::place(const std::string& name) {
    auto on = [=](std::string_view file) { return name + "/" + std::string(file); };
    return {[=, this](std::string_view file, ByteView content) { return put(on(file), content); },
            [=, this](std::string_view file) -> Result<Bytes> {
                auto content = TRY(get(on(file)));
                if (!content) return journal::not_in_place(file);
                return std::move(*content);
            },
            [=, this](std::string_view file) { return erase(on(file)); },
            [=, this]() -> Result<std::vector<std::string>> {
                auto files = TRY(names(on("")));
                for (auto& file : files) file.erase(0, name.size() + 1);
                return files;
            }};
}

} // namespace vienreiz::postgres
