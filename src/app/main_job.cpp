#include "app/main_job.hpp"

#include "app/demonstration.hpp"
#include "capabilities/agreements/model.hpp"
#include "capabilities/distribution/publications.hpp"
#include "capabilities/person/look_ups.hpp"
#include "crypto/random.hpp"
#include "journal/receipt.hpp"
#include "platform/answers.hpp"
#include "platform/remote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace vienreiz::app {
namespace {

using platform::Remote;

constexpr std::string_view register_csv =
    "sertifikats,personas_kods,vards,joma,derigs_lidz,kategorija\r\n"
    "0164A,32567890123,Anna Bērziņa,ēku konstrukciju projektēšana,2028-05-31,1\r\n"
    "0165A,33123456789,Jānis Kalniņš,ceļu būvdarbu vadīšana,2027-02-28,2\r\n"
    "0171B,34234567890,Līga Ozoliņa,elektroietaišu izbūve,2029-11-15,1\r\n"
    "0188A,35345678901,Pēteris Liepiņš,būvuzraudzība,2026-12-31,3\r\n";
constexpr std::string_view looked_up = "0164A";

class Play {
public:
    Play(std::string url, Demonstration demonstration)
        : url_(std::move(url)), demonstration_(std::move(demonstration)) {}

    Outcome run() {
        TRY(step("A steward publishes a register from a CSV file", [&] { return publish(); }));
        TRY(step("The register is described down to its fields",
                 [&] { return see_description(); }));
        TRY(step("Another institution requests three of its fields", [&] { return request(); }));
        TRY(step("The provider offers other terms, the receiver accepts",
                 [&] { return negotiate(); }));
        TRY(step("Both institutions sign", [&] { return sign(); }));
        TRY(step("The receiver's system asks by key", [&] { return ask(); }));
        TRY(step("A field outside the agreement is refused", [&] { return ask_too_much(); }));
        TRY(step("The answer's receipt verifies offline", [&] { return verify(); }));
        TRY(step("One flipped bit and it does not", [&] { return flip_every_bit_of_the_entry(); }));
        TRY(step("The person concerned sees the look-up", [&] { return see_look_up(); }));
        TRY(step("The agreement is ended", [&] { return end(); }));
        TRY(step("The next query is refused within a second", [&] { return ask_again(); }));
        return {};
    }

private:
    template <class F>
    Outcome step(std::string_view what, F act) {
        auto from = std::chrono::steady_clock::now();
        auto done = act();
        auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::steady_clock::now() - from)
                        .count();
        ++number_;
        if (!done) {
            fmt::print("{:2}  FAILED  {}\n            {}{}\n", number_, what, done.error().what,
                       done.error().where.empty() ? "" : " (" + done.error().where + ")");
            return Failure{done.error().kind, fmt::format("step {}: {}", number_, what),
                           done.error().what};
        }
        fmt::print("{:2}  ok {:>4} ms  {}\n                 {}\n", number_, took, what, seen_);
        std::fflush(stdout);
        return {};
    }

    static Failure wrong(std::string sentence) { return {Kind::corrupt, std::move(sentence)}; }

    Result<Remote> person(std::string_view role) {
        auto who = std::ranges::find(demonstration_.people, role, &DemonstrationPerson::role);
        if (who == demonstration_.people.end())
            return wrong(fmt::format("the demonstration has no {}", role));
        auto remote = TRY(Remote::to(url_));
        TRY(remote.sign_in(who->login, who->password));
        return remote;
    }
    const DemonstrationPerson& known(std::string_view role) {
        return *std::ranges::find(demonstration_.people, role, &DemonstrationPerson::role);
    }

    Outcome publish() {
        dataset_ = "sertifikati-" + crypto::random_id(now()).substr(20);
        auto steward = TRY(person("steward"));
        auto upload = TRY(json::read<distribution::Upload>(
            TRY(steward.post("/api/uploads", fmt::format(R"({{"dataset":"{}"}})", dataset_)))));
        auto part = TRY(
            steward.send({"PATCH",
                          "/api/uploads/" + upload.id,
                          {{"Upload-Offset", "0"}, {"Content-Type", "application/octet-stream"}},
                          std::string(register_csv)}));
        if (part.status != 204) return platform::failure_of(part);

        auto drafted = TRY(json::read<catalogue::DraftedDataset>(
            TRY(steward.post(fmt::format("/api/uploads/{}/draft", upload.id), ""))));
        auto& dataset = drafted.dataset;
        dataset.title = {"Būvspeciālistu sertifikāti", "Certificates of building specialists"};
        dataset.description = {"Būvspeciālistu reģistra paraugs.",
                               "A sample of the register of building specialists."};
        dataset.legal_basis = "Būvniecības likums, 13. pants";
        dataset.key = "sertifikats";
        TRY(steward.post("/api/datasets", json::text(catalogue::DescribeDataset{dataset})));
        TRY(steward.post(fmt::format("/api/uploads/{}/publication", upload.id), "{}"));
        return wait_for_publication(steward, upload.id);
    }

    Outcome wait_for_publication(Remote& steward, const std::string& id) {
        using namespace std::chrono_literals;
        for (int tries = 0; tries < 200; ++tries) {
            auto publication = TRY(
                json::read<distribution::Publication>(TRY(steward.get("/api/publications/" + id))));
            if (publication.stage == distribution::Stage::failed)
                return wrong(publication.failure.value_or("no reason was given"));
            if (publication.stage == distribution::Stage::published) {
                seen_ = fmt::format("{}: version {}, {} rows", dataset_,
                                    publication.version.value_or(0), publication.rows);
                return {};
            }
            std::this_thread::sleep_for(50ms);
        }
        return wrong("the publication took longer than ten seconds");
    }

    Outcome see_description() {
        auto anybody = TRY(Remote::to(url_));
        auto dataset =
            TRY(json::read<catalogue::Dataset>(TRY(anybody.get("/api/datasets/" + dataset_))));
        auto code = std::ranges::find(dataset.fields, "personas_kods", &catalogue::Field::name);
        auto certificate =
            std::ranges::find(dataset.fields, "sertifikats", &catalogue::Field::name);
        if (dataset.fields.size() != 6 || code == dataset.fields.end() ||
            code->personal != catalogue::Personal::person_code)
            return wrong("the personal code was not recognised");
        if (certificate->type != table::Type::text) return wrong("0164A must stay text");
        seen_ = fmt::format("{} fields, key {}, {} identifies the person", dataset.fields.size(),
                            dataset.key, code->name);
        return {};
    }

    Outcome request() {
        auto signatory = TRY(person("signatory of the receiver"));
        terms_.purpose = "Speciālista nodokļu statusa pārbaude";
        terms_.legal_basis = "Likums \"Par nodokļiem un nodevām\", 15. pants";
        terms_.fields = {"sertifikats", "joma", "derigs_lidz"};
        terms_.starts = riga_day(now());
        terms_.ends = terms_.starts + std::chrono::days(365);
        agreements::RequestAgreement wish{{dataset_}, terms_};
        auto confirmed = TRY(json::read<platform::Confirmation>(
            TRY(signatory.post("/api/agreements", json::text(wish)))));
        agreement_ = confirmed.id.value_or("");
        seen_ = fmt::format("agreement {}", agreement_);
        return {};
    }

    Outcome negotiate() {
        auto provider = TRY(person("signatory of the provider"));
        terms_.limits = {1'000, 10};
        TRY(provider.post(at("terms"), fmt::format(R"({{"terms":{}}})", json::text(terms_))));
        auto receiver = TRY(person("signatory of the receiver"));
        TRY(receiver.post(at("acceptance"), R"({"revision":2})"));
        seen_ = "revision 2: at most 1 000 answers a day, 10 rows each";
        return {};
    }

    Outcome sign() {
        for (auto* role : {"signatory of the provider", "signatory of the receiver"}) {
            auto signatory = TRY(person(role));
            TRY(signatory.post(at("pin-signatures"),
                               fmt::format(R"({{"pin":"{}"}})", known(role).pin.value_or(""))));
        }
        auto receiver = TRY(person("signatory of the receiver"));
        auto agreement = TRY(json::read<agreements::Agreement>(
            TRY(receiver.get(fmt::format("/api/agreements/{}", agreement_)))));
        if (agreement.state != agreements::State::active)
            return wrong("both signed, but the agreement is not active");
        seen_ = fmt::format("active until {}", iso(agreement.in_force->terms.ends));
        return {};
    }

    Outcome ask() {
        system_.emplace(TRY(Remote::to(url_)));
        auto key = TRY(crypto::PrivateKey::from_pem(demonstration_.system_key));
        TRY(system_->authenticate(demonstration_.system, key));
        auto response = TRY(system_->send({"GET", row(""), {}, {}}));
        if (response.status != 200) return platform::failure_of(response);
        receipt_place_ = response.header("Receipt");
        answer_ = response.body;
        if (receipt_place_.empty()) return wrong("the answer carries no receipt");
        if (answer_ !=
            R"({"sertifikats":"0164A","joma":"ēku konstrukciju projektēšana","derigs_lidz":"2028-05-31"})")
            return wrong("unexpected answer " + answer_);
        seen_ = answer_;
        return {};
    }

    Outcome ask_too_much() {
        auto response = TRY(system_->send({"GET", row("?fields=vards"), {}, {}}));
        if (response.status != 403)
            return wrong(fmt::format("status {} instead of 403", response.status));
        seen_ = platform::failure_of(response).what;
        return {};
    }

    Outcome verify() {
        receipt_ = TRY(system_->get(receipt_place_));
        policy_ = TRY(journal::parse_policy(TRY(system_->get("/journals/access/policy"))));
        auto verified = TRY(journal::verify_receipt(receipt_, policy_));
        auto hash = hex(crypto::sha256(bytes(answer_)));
        if (!verified.entry.contains(hash)) return wrong("the receipt is for another answer");
        seen_ = fmt::format("entry {} of {}; the receipt:\n\n{}", verified.index, verified.origin,
                            receipt_);
        return {};
    }

    Outcome flip_every_bit_of_the_entry() {
        auto extra = receipt_.find("extra ") + 6;
        auto end = receipt_.find('\n', extra);
        auto entry = TRY(from_base64(std::string_view(receipt_).substr(extra, end - extra)));
        for (std::size_t bit = 0; bit < entry.size() * 8; ++bit) {
            auto forged = entry;
            forged[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            auto receipt = receipt_.substr(0, extra) + base64(forged) + receipt_.substr(end);
            if (journal::verify_receipt(receipt, policy_))
                return wrong(fmt::format("bit {} was flipped, and the receipt still held", bit));
        }
        seen_ = fmt::format("each of its {} bits was tried", entry.size() * 8);
        return {};
    }

    Outcome see_look_up() {
        auto anna = TRY(person("person"));
        auto look_ups =
            TRY(json::read<std::vector<person::LookUp>>(TRY(anna.get("/api/person/look-ups"))));
        auto mine = std::ranges::find_if(
            look_ups, [&](const person::LookUp& one) { return one.receipt == receipt_place_; });
        if (mine == look_ups.end()) return wrong("the look-up is not on her page");
        if (mine->purpose != terms_.purpose || mine->legal_basis != terms_.legal_basis)
            return wrong("the look-up tells another purpose");
        seen_ = fmt::format("{}, {}, {}", mine->institution.en, mine->purpose, rfc3339(mine->at));
        return {};
    }

    Outcome end() {
        auto provider = TRY(person("signatory of the provider"));
        TRY(provider.post(at("end"), R"({"reason":"The check is over"})"));
        ended_ = std::chrono::steady_clock::now();
        seen_ = "by the provider";
        return {};
    }

    Outcome ask_again() {
        auto response = TRY(system_->send({"GET", row(""), {}, {}}));
        auto took = std::chrono::steady_clock::now() - ended_;
        if (response.status != 403)
            return wrong(fmt::format("status {} instead of 403", response.status));
        if (took > std::chrono::seconds(1)) return wrong("it took longer than a second");
        seen_ = platform::failure_of(response).what;
        return {};
    }

    [[nodiscard]] std::string at(std::string_view what) const {
        return fmt::format("/api/agreements/{}/{}", agreement_, what);
    }
    [[nodiscard]] std::string row(std::string_view query) const {
        return fmt::format("/api/datasets/{}/rows/{}{}", dataset_, looked_up, query);
    }

    std::string url_;
    Demonstration demonstration_;
    unsigned number_ = 0;
    std::string seen_; // what a step saw, for the line under it
    std::string dataset_, agreement_, answer_, receipt_place_, receipt_;
    agreements::Terms terms_;
    std::optional<Remote> system_;
    journal::Policy policy_; // of the journal that records answers
    std::chrono::steady_clock::time_point ended_;
};

} // namespace

Outcome play_main_job(const std::string& url, const std::filesystem::path& data) {
    auto demonstration = TRY(demonstration_in(data));
    fmt::print("The main job on {}\n", url);
    TRY(Play(url, std::move(demonstration)).run());
    fmt::print("\nEvery step succeeded.\n");
    return {};
}

} // namespace vienreiz::app
