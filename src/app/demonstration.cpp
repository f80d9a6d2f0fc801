#include "app/demonstration.hpp"

#include "app/sample.hpp"
#include "capabilities/agreements/api.hpp"
#include "capabilities/agreements/signing.hpp"
#include "capabilities/distribution/api.hpp"
#include "crypto/random.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

namespace vienreiz::app {
namespace {

using platform::Caller;
using platform::Node;
using platform::Role;

std::filesystem::path file_of(const std::filesystem::path& data) {
    return data / "demonstration.json";
}

template <class Wish>
Result<std::string> decided(Node& node, const Caller& caller, const Wish& wish) {
    auto written =
        TRY(node.decide(caller, [&](const platform::Moment& moment, const store::Snapshot& view) {
            return decide(moment, caller, view, wish);
        }));
    return written.subject;
}

std::string password() { return crypto::random_token().substr(0, 16); }

struct Draft {
    Node& node;
    Demonstration told;
    InstitutionId registrar, roads, revenue;
    std::map<std::string, PersonId> people; // by login

    Result<Caller> caller(const std::string& login) {
        auto found = node.directory().person(*node.views->snapshot(), people.at(login));
        check(found.has_value(), "a person of the demonstration is registered");
        return std::move(*found);
    }

    Outcome person(DemonstrationPerson who, std::optional<InstitutionId> institution,
                   std::vector<Role> roles) {
        who.password = password();
        institutions::RegisterPerson wish{
            std::move(institution), std::move(roles),  who.name, who.login,
            who.password,           who.personal_code, who.pin,  {}};
        people[who.login] = {TRY(institutions::register_person(node, Caller{}, wish)).subject};
        told.people.push_back(std::move(who));
        return {};
    }

    Outcome institutions_and_people() {
        auto institution = [&](std::string number, std::string lv, std::string en) {
            return decided(node, Caller{},
                           institutions::RegisterInstitution{std::move(number),
                                                             {std::move(lv), std::move(en)}});
        };
        registrar = {
            TRY(institution("90000270634", "Uzņēmumu reģistrs", "Register of Enterprises"))};
        roads = {TRY(institution("40003345734", "Ceļu satiksmes drošības direkcija",
                                 "Road Traffic Safety Directorate"))};
        revenue = {
            TRY(institution("90000069281", "Valsts ieņēmumu dienests", "State Revenue Service"))};
        told.provider = roads.text, told.receiver = revenue.text;
        TRY(person({"operator", "operators", {}, "Oskars Ozols", {}, {}}, {}, {Role::operator_}));
        TRY(person({"steward", "turetajs", {}, "Tīna Treija", {}, {}}, roads, {Role::steward}));
        TRY(person({"signatory of the provider", "sniedzejs", {}, "Sandra Siliņa", "135790", {}},
                   roads, {Role::signatory}));
        TRY(person({"signatory of the receiver", "sanemejs", {}, "Juris Jansons", "246802", {}},
                   revenue, {Role::signatory}));
        TRY(person({"developer", "izstradatajs", {}, "Ilze Irbe", {}, {}}, revenue,
                   {Role::developer}));
        TRY(person({"auditor", "auditors", {}, "Aija Auziņa", {}, {}}, {}, {Role::auditor}));
        TRY(person({"steward of companies", "registrars", {}, "Rūta Roze", {}, {}}, registrar,
                   {Role::steward}));
        TRY(person({"person", "anna", {}, "Anna Bērziņa", {}, "325678-90123"}, {}, {Role::person}));
        return {};
    }

    Outcome system() {
        auto key = crypto::PrivateKey::generate(crypto::Algorithm::ES256);
        told.system = TRY(decided(
            node, TRY(caller("izstradatajs")),
            institutions::RegisterSystem{revenue, "Nodokļu aprēķini", key.public_key().jwk()}));
        told.system_key = key.pem();
        return {};
    }

    // Describes from the file itself, as a steward would, then publishes it.
    Outcome dataset(const std::string& id, const InstitutionId& steward, const std::string& csv,
                    const std::function<void(catalogue::Dataset&)>& describe) {
        auto file = node.folder("temporary") / (id + ".csv");
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << csv;
        auto drafted =
            catalogue::describe(TRY(table::draft(file, {}, [](std::uint64_t) {})), {id}, steward);
        describe(drafted.dataset);
        auto by = TRY(caller(steward == roads ? "turetajs" : "registrars"));
        TRY(decided(node, by, catalogue::DescribeDataset{drafted.dataset}));

        auto folder = crypto::random_id(node.now());
        distribution::Versions versions(node);
        distribution::Progress progress;
        distribution::ReadingJob job{file,
                                     {},
                                     drafted.dataset,
                                     versions.path(folder),
                                     node.folder("temporary") / (id + "-rejects.csv")};
        auto reading = TRY(distribution::read_into_version(job, progress));
        TRY(versions.share(folder));
        TRY(decided(
            node, by,
            distribution::PublishVersion{
                {id},
                folder,
                distribution::shown_hash(drafted.dataset, reading.summary.hash, *node.person_tags),
                reading.summary.rows,
                0}));
        std::filesystem::remove(file);
        return {};
    }

    Outcome datasets() {
        TRY(dataset("uznemumi", registrar, company_register(500), [](catalogue::Dataset& d) {
            d.title = {"Uzņēmumu reģistrs", "Register of companies"};
            d.description = {"Latvijā reģistrēto uzņēmumu paraugs: izdomāti ieraksti īstās ailēs.",
                             "A sample of companies registered in Latvia: invented records in the "
                             "real columns."};
            d.legal_basis = "Likums \"Par Latvijas Republikas Uzņēmumu reģistru\", 4. pants";
            d.frequency = catalogue::Frequency::daily;
            d.access = catalogue::DatasetAccess::open;
            d.key = "regcode";
            for (auto& field : d.fields) field.access = catalogue::FieldAccess::open;
        }));
        return dataset("transportlidzekli", roads, vehicle_register(), [](catalogue::Dataset& d) {
            d.title = {"Transportlīdzekļu reģistrs", "Register of vehicles"};
            d.description = {"Transportlīdzekļi un to īpašnieki: izdomāti ieraksti.",
                             "Vehicles and their owners: invented records."};
            d.legal_basis = "Ceļu satiksmes likums, 10. pants";
            d.frequency = catalogue::Frequency::continuous;
            d.key = "numurs";
        });
    }

    Outcome agreement() {
        auto receiver = TRY(caller("sanemejs")), provider = TRY(caller("sniedzejs"));
        agreements::Terms terms;
        terms.purpose = "Transportlīdzekļa ekspluatācijas nodokļa aprēķins";
        terms.legal_basis = "Transportlīdzekļa ekspluatācijas nodokļa un uzņēmumu vieglo "
                            "transportlīdzekļu nodokļa likums, 3. pants";
        terms.fields = {"numurs", "marka", "masa"};
        terms.starts = riga_day(node.now());
        terms.ends = terms.starts + std::chrono::days(365);
        AgreementId id{TRY(
            decided(node, receiver, agreements::RequestAgreement{{"transportlidzekli"}, terms}))};
        TRY(decided(node, provider, agreements::AcceptTerms{id, 1}));
        TRY(agreements::sign_with_pin(node, provider, id, "135790"));
        TRY(agreements::sign_with_pin(node, receiver, id, "246802"));
        return {};
    }
};

} // namespace

Outcome fill_if_empty(Node& node) {
    if (node.main->size() != 0) return {};
    Draft draft{node, {}, {}, {}, {}, {}};
    TRY(draft.institutions_and_people());
    TRY(draft.system());
    TRY(draft.datasets());
    TRY(draft.agreement());
    auto file = file_of(node.options.data);
    return journal::replace_private(*journal::real_disk(), file, bytes(json::text(draft.told)));
}

Result<Demonstration> demonstration_in(const std::filesystem::path& data) {
    std::ifstream in(file_of(data), std::ios::binary);
    std::ostringstream content;
    content << in.rdbuf();
    if (!in)
        return Failure{Kind::missing, "This node has no demonstration state",
                       file_of(data).string()};
    return json::read<Demonstration>(content.view());
}

std::optional<std::string> demonstration_logins(const Node& node) {
    auto told = demonstration_in(node.options.data);
    if (!told) return {};
    std::string out = fmt::format("Sign in at {}/en/sign-in\n  {:<28} {:<14} {:<18} {}\n",
                                  node.options.public_url, "as", "name", "password", "PIN");
    for (const auto& one : told->people)
        out += fmt::format("  {:<28} {:<14} {:<18} {}\n", one.role, one.login, one.password,
                           one.pin.value_or(""));
    return out;
}

} // namespace vienreiz::app
