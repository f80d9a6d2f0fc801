#include "app/sample.hpp"

#include "base/time.hpp"
#include "table/csv_write.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace vienreiz::app {
namespace {

using Words = std::string_view;

constexpr auto surnames = std::to_array<Words>(
    {"Bērziņš", "Kalniņš", "Ozoliņš",   "Jansons",   "Liepiņš", "Krūmiņš",  "Balodis",
     "Eglītis", "Zariņš",  "Pētersons", "Vītols",    "Kļaviņš", "Kārkliņš", "Vanags",
     "Šmits",   "Apinis",  "Dzenis",    "Grīnbergs", "Lapiņš",  "Priede"});
constexpr auto nouns = std::to_array<Words>(
    {"Dzintars",     "Ausma",           "Kurzemes piens", "Baltijas koks", "Saules zieds",
     "Ziemeļu vējš", "Daugavas krasts", "Latgales māls",  "Gaujas tilts",  "Ventas rumba",
     "Zelta vārpa",  "Medus šūna",      "Lauku maize",    "Jūras bura",    "Akmens dārzs",
     "Meža taka",    "Sudraba avots",   "Rīta rasa",      "Vidzemes lini", "Pils kalns"});
constexpr auto trades =
    std::to_array<Words>({"Būve", "Transports", "Tirdzniecība", "Projekti", "Serviss", "Loģistika",
                          "Konsultācijas", "Mēbeles", "Dizains", "Enerģija", "Nekustamie īpašumi",
                          "Grāmatvedība", "Metāls", "Tekstils", "Programmatūra"});
constexpr auto streets = std::to_array<Words>(
    {"Brīvības", "Krišjāņa Barona", "Dzirnavu", "Lāčplēša", "Rīgas", "Liepājas", "Skolas",
     "Parka",    "Jaunā",           "Meža",     "Dārza",    "Upes",  "Stacijas", "Raiņa",
     "Ausekļa",  "Zemgales",        "Pļavu",    "Ozolu",    "Bērzu", "Saules"});

struct Town {
    Words name, region, atvk;
    unsigned postcode;
};
// The territory codes are invented: seven digits, as real ones have, some with a leading zero.
constexpr auto towns = std::to_array<Town>({{"Rīga", "", "0001000", 1001},
                                            {"Daugavpils", "", "0002000", 5401},
                                            {"Jelgava", "", "0003000", 3001},
                                            {"Jūrmala", "", "0004000", 2010},
                                            {"Liepāja", "", "0005000", 3401},
                                            {"Rēzekne", "", "0006000", 4601},
                                            {"Ventspils", "", "0007000", 3601},
                                            {"Valmiera", "Valmieras nov.", "0052010", 4201},
                                            {"Sigulda", "Siguldas nov.", "0050010", 2150},
                                            {"Cēsis", "Cēsu nov.", "0028010", 4101},
                                            {"Ogre", "Ogres nov.", "0044010", 5001},
                                            {"Tukums", "Tukuma nov.", "0051010", 3101},
                                            {"Kuldīga", "Kuldīgas nov.", "0037010", 3301},
                                            {"Talsi", "Talsu nov.", "0049010", 3201},
                                            {"Bauska", "Bauskas nov.", "0026010", 3901}});

struct Form {
    Words regtype, regtype_text, type, type_text;
    std::uint64_t first_number; // registration numbers of this form begin here
};
constexpr auto forms = std::to_array<Form>({
    {"K", "Komercreģistrs", "SIA", "Sabiedrība ar ierobežotu atbildību", 4010'300'000},
    {"K", "Komercreģistrs", "AS", "Akciju sabiedrība", 4000'300'000},
    {"K", "Komercreģistrs", "IK", "Individuālais komersants", 4000'200'000},
    {"U", "Uzņēmumu reģistra žurnāls", "ZEM", "Zemnieku saimniecība", 4530'100'000},
    {"B", "Biedrību un nodibinājumu reģistrs", "BDR", "Biedrība", 4000'800'000},
});

// SplitMix64: the same sequence everywhere, which std::mt19937 with distributions does not promise.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : state_(seed) {}
    std::uint64_t below(std::uint64_t n) { return next() % n; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    template <class T, std::size_t N>
    const T& of(const std::array<T, N>& items) {
        return items[below(N)];
    }

private:
    std::uint64_t next() {
        auto z = state_ += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
    std::uint64_t state_;
};

// The first ten digits with the eleventh that makes the weighted sum 3 modulo 11; nothing where none does.
std::string registration_number(std::uint64_t ten_digits) {
    constexpr std::array weights{9, 1, 4, 8, 3, 10, 2, 5, 7, 6};
    auto text = fmt::format("{:010}", ten_digits);
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * (text[i] - '0');
    auto check = ((3 - sum) % 11 + 11) % 11;
    return check == 10 ? std::string() : text + static_cast<char>('0' + check);
}

std::string next_registration_number(std::uint64_t& counter) {
    for (;;)
        if (auto number = registration_number(counter++); !number.empty()) return number;
}

struct Name {
    std::string before, quoted, after;
};

Name company_name(Draw& draw, const Form& form) {
    std::string quoted(form.type == "IK" || draw.one_in(3) ? draw.of(surnames) : draw.of(nouns));
    if (draw.one_in(2)) quoted += " " + std::string(draw.of(trades));
    if (draw.one_in(4)) quoted += " " + std::to_string(2 + draw.below(98));
    if (form.type == "IK") return {"IK ", quoted, ""};
    return {std::string(form.type_text) + " ", quoted, ""};
}

Day some_day(Draw& draw, int first_year, unsigned years) {
    return Day(std::chrono::year(first_year) / 1 / 1) + std::chrono::days(draw.below(years * 365));
}

void append_company(std::string& out, Draw& draw,
                    std::array<std::uint64_t, forms.size()>& counters) {
    auto which = draw.below(10) < 6 ? std::size_t{0} : draw.below(forms.size());
    const auto& form = forms[which];
    const auto& town = draw.of(towns);
    auto number = next_registration_number(counters[which]);
    auto name = company_name(draw, form);
    auto full = fmt::format("{}\"{}\"{}", name.before, name.quoted, name.after);
    auto registered = some_day(draw, 1992, 33);
    bool over = draw.one_in(6);
    auto terminated = over ? iso(std::min(registered + std::chrono::days(200 + draw.below(4000)),
                                          Day(std::chrono::year(2026) / 10 / 31)))
                           : std::string();
    auto postcode = town.postcode + draw.below(60);
    auto address = fmt::format("{}{}, {} iela {}{}",
                               town.region.empty() ? "" : std::string(town.region) + ", ",
                               town.name, draw.of(streets), 1 + draw.below(180),
                               draw.one_in(3) ? fmt::format(" - {}", 1 + draw.below(90)) : "");
    auto index = fmt::format("LV-{}", postcode),
         address_id = std::to_string(100'000'000 + draw.below(7'999'999));
    auto sepa = fmt::format("LV{:02}ZZZ{}", 10 + draw.below(89), number);
    auto registered_text = iso(registered);
    std::array<std::string_view, 21> cells{number,
                                           sepa,
                                           full,
                                           name.before,
                                           name.quoted,
                                           name.after,
                                           draw.one_in(500) ? "1" : "0",
                                           form.regtype,
                                           form.regtype_text,
                                           form.type,
                                           form.type_text,
                                           registered_text,
                                           terminated,
                                           over ? "L" : "",
                                           address,
                                           index,
                                           address_id,
                                           town.region,
                                           town.name,
                                           town.atvk,
                                           ""};
    table::append_csv_record(out, cells, ',');
}

} // namespace

Outcome write_company_register(std::uint64_t rows,
                               const std::function<Outcome(std::string_view)>& piece) {
    constexpr std::size_t piece_size = 64 * 1024;
    Draw draw(20181126);
    std::array<std::uint64_t, forms.size()> counters;
    for (std::size_t i = 0; i < forms.size(); ++i) counters[i] = forms[i].first_number;
    std::string out = "regcode,sepa,name,name_before_quotes,name_in_quotes,name_after_quotes,"
                      "without_quotes,regtype,regtype_text,type,type_text,registered,terminated,"
                      "closed,address,index,addressid,region,city,atvk,reregistration_term\r\n";
    for (std::uint64_t i = 0; i < rows; ++i) {
        append_company(out, draw, counters);
        if (out.size() < piece_size) continue;
        TRY(piece(out));
        out.clear();
    }
    return piece(out);
}

std::string company_register(std::uint64_t rows) {
    std::string out;
    auto written = write_company_register(rows, [&](std::string_view piece) -> Outcome {
        out += piece;
        return {};
    });
    check(written.has_value(), "appending to a string does not fail");
    return out;
}

std::string vehicle_register() {
    return "numurs,marka,modelis,masa,pirma_registracija,ipasnieks,personas_kods\r\n"
           "AB1234,Volvo,V60,1750,2019-04-12,Anna Bērziņa,32567890123\r\n"
           "BC2345,Škoda,Octavia,1390,2017-09-03,Jānis Kalniņš,33123456789\r\n"
           "CD3456,Toyota,Yaris,1090,2021-01-20,Līga Ozoliņa,34234567890\r\n"
           "DE4567,Volkswagen,Transporter,2180,2015-06-30,Pēteris Liepiņš,35345678901\r\n"
           "EF5678,Ford,Focus,1310,2012-11-08,Anna Bērziņa,32567890123\r\n"
           "FG6789,BMW,i3,1270,2020-02-14,Māra Krūmiņa,36456789012\r\n"
           "GH7890,Audi,A4,1540,2018-07-25,Andris Zariņš,37567890123\r\n"
           "HJ8901,Nissan,Leaf,1580,2022-05-17,Ieva Balode,38678901234\r\n"
           "JK9012,Opel,Corsa,1120,2014-03-02,Edgars Vītols,39789012345\r\n"
           "KL0123,Tesla,Model 3,1760,2023-08-09,Dace Eglīte,32890123456\r\n";
}

} // namespace vienreiz::app
