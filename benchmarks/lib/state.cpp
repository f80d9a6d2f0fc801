#include "state.hpp"

#include "app/capabilities.hpp"
#include "capabilities/agreements/api.hpp"
#include "capabilities/agreements/signing.hpp"
#include "capabilities/distribution/api.hpp"
#include "crypto/random.hpp"

#include <fmt/format.h>

namespace vienreiz::bench {
namespace {

using platform::Caller;

template <class Wish>
Result<std::string> decided(platform::Node& node, const Caller& caller, const Wish& wish) {
    auto written =
        TRY(node.decide(caller, [&](const platform::Moment& moment, const store::Snapshot& view) {
            return decide(moment, caller, view, wish);
        }));
    return written.subject;
}

Result<Caller> signatory(platform::Node& node, const std::string& login,
                         const InstitutionId& institution) {
    institutions::RegisterPerson wish{institution,
                                      {platform::Role::signatory},
                                      login,
                                      login,
                                      "a password for measuring",
                                      {},
                                      "246802",
                                      {}};
    auto written = TRY(institutions::register_person(node, Caller{}, wish));
    return *node.directory().person(*node.views->snapshot(), {written.subject});
}

catalogue::Dataset description(const InstitutionId& steward) {
    catalogue::Dataset out;
    out.id = {"bench"};
    out.steward = steward;
    out.title = out.description = {"Mērījums", "Measurement"};
    out.legal_basis = "-";
    out.key = "code";
    for (std::size_t i = 0; i < row_fields; ++i) {
        catalogue::Field field;
        field.name = field.source = i == 0 ? "code" : fmt::format("field_{}", i);
        field.label = {field.name, field.name};
        out.fields.push_back(std::move(field));
    }
    return out;
}

Result<store::DatasetSummary> write_rows(const catalogue::Dataset& dataset,
                                         const std::filesystem::path& folder, std::uint64_t rows) {
    std::vector<store::Column> columns;
    for (const auto& field : dataset.fields) columns.push_back({field.name, field.type});
    auto writer = TRY(store::write_dataset(folder, columns, 0));
    std::array<std::string, row_fields> cells;
    std::array<std::string_view, row_fields> views;
    for (std::uint64_t row = 0; row < rows; ++row) {
        // Scattered over the file, so that neighbours in key order are not neighbours on the disk.
        auto number = (row * 2'654'435'761ULL) % rows;
        cells[0] = key_of(number);
        for (std::size_t i = 1; i < row_fields; ++i)
            cells[i] = value_of(i == 1 ? number % groups : number * i, i);
        std::ranges::copy(cells, views.begin());
        TRY(writer->add(views, row + 2));
    }
    std::vector<store::DuplicateKey> duplicates;
    return writer->finish(duplicates, 1);
}

} // namespace

std::string value_of(std::uint64_t number, std::size_t field) {
    return fmt::format("{:0>10} the value of field {}, padded", number, field);
}

std::string key_of(std::uint64_t row) { return fmt::format("{:011}", row); }

Result<State> make_state(const std::filesystem::path& data, std::uint64_t rows,
                         std::size_t followers) {
    platform::NodeOptions options;
    options.data = data;
    auto node = TRY(platform::Node::open(std::move(options), app::capabilities()));
    auto institution = [&](std::string number) {
        return decided(*node, Caller{},
                       institutions::RegisterInstitution{std::move(number), {"I", "I"}});
    };
    InstitutionId provider{TRY(institution("40003032949"))},
        receiver{TRY(institution("90000069281"))};

    auto dataset = description(provider);
    Caller steward;
    steward.institution = provider;
    TRY(decided(*node, steward, catalogue::DescribeDataset{dataset}));
    auto folder = crypto::random_id(now());
    auto summary = TRY(write_rows(dataset, node->folder("versions") / folder, rows));
    TRY(decided(*node, steward,
                distribution::PublishVersion{dataset.id, folder, summary.hash, summary.rows, 0}));

    auto key = crypto::PrivateKey::generate(crypto::Algorithm::ES256);
    auto system_of = [&](const InstitutionId& owner, std::string name) {
        Caller developer;
        developer.institution = owner;
        return decided(
            *node, developer,
            institutions::RegisterSystem{owner, std::move(name), key.public_key().jwk()});
    };
    State state;
    state.key_pem = key.pem();
    state.system = TRY(system_of(receiver, "bench"));
    state.publisher = TRY(system_of(provider, "publisher"));
    for (std::size_t at = 0; at < followers; ++at)
        state.followers.push_back(TRY(system_of(receiver, fmt::format("follower {}", at))));

    agreements::Terms terms{"measuring",
                            "-",
                            {},
                            {},
                            {1'000'000'000'000, 1'000},
                            riga_day(now()),
                            riga_day(now()) + std::chrono::days(2)};
    for (const auto& field : dataset.fields) terms.fields.push_back(field.name);
    auto asks = TRY(signatory(*node, "asks", receiver)),
         gives = TRY(signatory(*node, "gives", provider));
    AgreementId agreement{
        TRY(decided(*node, asks, agreements::RequestAgreement{dataset.id, terms}))};
    TRY(decided(*node, gives, agreements::AcceptTerms{agreement, 1}));
    TRY(agreements::sign_with_pin(*node, gives, agreement, "246802"));
    TRY(agreements::sign_with_pin(*node, asks, agreement, "246802"));
    return state;
}

} // namespace vienreiz::bench
