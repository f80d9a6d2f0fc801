// Real registers, read and drafted. The counts were computed once with another reader of CSV (the
// csv module of Python 3.11: records, cells, empty cells, len(set(column))) over the same files.
#include "table/draft.hpp"
#include "vectors/shared_data.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace vienreiz::table::registers_test {

namespace fs = std::filesystem;

Draft draft_of(const fs::path& file) {
    auto result = draft(file, {}, {});
    EXPECT_TRUE(result) << (result ? "" : result.error().what);
    return result ? *result : Draft{};
}

// A file that is kept compressed, unpacked for as long as it is looked at.
class Unpacked {
public:
    explicit Unpacked(const fs::path& inner)
        : path_(fs::temp_directory_path() / fmt::format("register-{}.csv", ::getpid())) {
        auto from = shared_data::path(inner);
        auto command = fmt::format("zcat '{}' > '{}'", from.string(), path_.string());
        EXPECT_EQ(std::system(command.c_str()), 0) << command;
    }
    Unpacked(const Unpacked&) = delete;
    Unpacked& operator=(const Unpacked&) = delete;
    ~Unpacked() { fs::remove(path_); }
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

const ColumnDraft& column(const Draft& draft, std::string_view name) {
    auto found = std::ranges::find(draft.columns, name, &ColumnDraft::name);
    static const ColumnDraft none;
    EXPECT_NE(found, draft.columns.end()) << name;
    return found == draft.columns.end() ? none : *found;
}

void expect_column(const Draft& draft, std::string_view name, Type type, std::uint64_t empty) {
    EXPECT_EQ(column(draft, name).spelling.type, type)
        << name << ": " << column(draft, name).reason.in_english();
    EXPECT_EQ(column(draft, name).empty, empty) << name;
}

// Two standard errors of the count, exact below its bound.
void expect_distinct(const Draft& draft, std::string_view name, std::uint64_t distinct) {
    auto about = distinct > 10'000 ? static_cast<double>(distinct) * 0.02 : 0;
    EXPECT_NEAR(static_cast<double>(column(draft, name).distinct), static_cast<double>(distinct),
                about)
        << name;
}

TEST(Registers, CitiesOfTheWorldAreDraftedAsAPersonWould) {
    NEEDS_SHARED_DATA("exchange/registers/geonames-cities-171k.csv.gz");
    Unpacked file("exchange/registers/geonames-cities-171k.csv.gz");
    auto cities = draft_of(file.path());
    EXPECT_EQ(cities.rows, 171'075u);
    EXPECT_EQ(cities.uneven, 0u);
    EXPECT_EQ(cities.columns.size(), 7u);
    EXPECT_EQ(cities.key, 0u);
    expect_column(cities, "id", Type::integer, 0);
    expect_column(cities, "name", Type::text, 0);
    expect_column(cities, "country", Type::text, 0);
    expect_column(cities, "admin1", Type::text, 100);
    expect_column(cities, "admin2", Type::text, 21'531);
    expect_column(cities, "lat", Type::decimal, 0);
    expect_column(cities, "lng", Type::decimal, 0);
    EXPECT_EQ(column(cities, "admin1").reason.in_english(), "leading zeros (`03`), so text");
    EXPECT_EQ(column(cities, "name").longest, 97u);
    EXPECT_TRUE(column(cities, "id").unique);
    expect_distinct(cities, "id", 171'075);
    expect_distinct(cities, "name", 150'634);
    expect_distinct(cities, "country", 246);
    expect_distinct(cities, "lat", 158'440);
}

TEST(Registers, PostalCodesInTabsAreDraftedAsAPersonWould) {
    NEEDS_SHARED_DATA("exchange/registers/geonames-in-postal-155k.tsv.gz");
    Unpacked file("exchange/registers/geonames-in-postal-155k.tsv.gz");
    auto places = draft_of(file.path());
    EXPECT_EQ(places.dialect.delimiter, '\t');
    EXPECT_EQ(places.rows, 155'570u);
    EXPECT_EQ(places.uneven, 0u);
    EXPECT_EQ(places.key, std::nullopt);
    expect_column(places, "postal_code", Type::integer, 0);
    expect_column(places, "admin1_code", Type::text, 0);
    expect_column(places, "admin2_code", Type::text, 2'313);
    expect_column(places, "admin3_code", Type::text, 155'570);
    expect_column(places, "lat", Type::decimal, 0);
    expect_distinct(places, "admin3", 10'036);
    expect_distinct(places, "accuracy", 3);
}

TEST(Registers, MakersOfNetworkCardsKeepTheirLeadingZeros) {
    NEEDS_SHARED_DATA("exchange/registers/ieee-oui-46k.csv");
    auto makers = draft_of(shared_data::path("exchange/registers/ieee-oui-46k.csv"));
    EXPECT_EQ(makers.rows, 46'524u);
    EXPECT_EQ(makers.uneven, 0u);
    EXPECT_EQ(makers.key, std::nullopt) << "three assignments come twice";
    expect_column(makers, "Assignment", Type::text, 0);
    EXPECT_EQ(column(makers, "Assignment").reason.in_english(),
              "leading zeros (`002272`), so text");
    expect_column(makers, "Organization Address", Type::text, 190);
    expect_distinct(makers, "Registry", 4);
    expect_distinct(makers, "Assignment", 46'521);
    EXPECT_EQ(column(makers, "Organization Address").longest, 269u);
}

TEST(Registers, SwedishAircraftHaveDecimalCommasAndAnUnnamedColumn) {
    NEEDS_SHARED_DATA("exchange/registers/se-aircraft-base.csv");
    auto aircraft = draft_of(shared_data::path("exchange/registers/se-aircraft-base.csv"));
    EXPECT_EQ(aircraft.rows, 7'554u);
    EXPECT_EQ(aircraft.uneven, 0u);
    EXPECT_EQ(aircraft.key, 0u);
    expect_column(aircraft, "column_1", Type::integer, 0);
    expect_column(aircraft, "code", Type::text, 0);
    EXPECT_FALSE(column(aircraft, "code").unique);
    expect_column(aircraft, "Tillverkningsår", Type::integer, 0);
    expect_column(aircraft, "Tillverkningsnummer", Type::text, 0);
    expect_column(aircraft, "Max startvikt (kg)", Type::decimal, 0);
    EXPECT_EQ(column(aircraft, "Max startvikt (kg)").spelling.decimal_mark, DecimalMark::comma);
    EXPECT_EQ(column(aircraft, "Max startvikt (kg)").reason.in_english(), "decimal comma");
    expect_column(aircraft, "Avregistrerad", Type::date, 3'012);
    expect_column(aircraft, "Luftvärdighetshandling giltig t.o.m.", Type::date, 3'234);
    expect_column(aircraft, "Registreringsdatum", Type::date, 0);
    expect_column(aircraft, "owner.since", Type::date, 6'079);
    expect_column(aircraft, "owner.name", Type::text, 6'079);
    expect_distinct(aircraft, "code", 7'518);
    expect_distinct(aircraft, "Luftfartygstyp", 1'600);
    expect_distinct(aircraft, "owner.name", 634);
}

TEST(Registers, TheLatestSwedishAircraftHaveNoKeyOfTheirOwn) {
    NEEDS_SHARED_DATA("exchange/registers/se-aircraft-latest.csv");
    auto aircraft = draft_of(shared_data::path("exchange/registers/se-aircraft-latest.csv"));
    EXPECT_EQ(aircraft.rows, 7'939u);
    EXPECT_EQ(aircraft.uneven, 0u);
    EXPECT_EQ(aircraft.columns.size(), 16u);
    EXPECT_EQ(aircraft.key, std::nullopt);
    expect_column(aircraft, "Land", Type::text, 4'324);
    expect_column(aircraft, "owner.id", Type::decimal, 2'715);
    expect_distinct(aircraft, "code", 7'851);
    expect_distinct(aircraft, "Land", 115);
}

TEST(Registers, NetworksByCountryAreReadWhole) {
    NEEDS_SHARED_DATA("exchange/registers/tor-geoip4-385k.csv.gz");
    Unpacked file("exchange/registers/tor-geoip4-385k.csv.gz");
    auto networks = draft_of(file.path());
    EXPECT_EQ(networks.rows, 385'602u);
    EXPECT_EQ(networks.key, 0u);
    EXPECT_TRUE(column(networks, "start_ip").unique);
    EXPECT_TRUE(column(networks, "end_ip").unique);
    expect_distinct(networks, "country", 254);
}

} // namespace vienreiz::table::registers_test
