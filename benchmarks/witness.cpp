// Updates a second that `vienreiz witness` takes: POST /add-checkpoint, cosigned once it is durable.
//
// A thousand journals of a million entries each, which grow an entry at a time, over 256 kept-alive
// connections; their checkpoints are signed and their proofs made beforehand. The peer is no program
// but the rate at which the witness network's load test says that a witness has passed
// (github.com/transparency-dev/witness/cmd/loadtest).
//
//   witness          with both cosignatures, Ed25519 and ML-DSA-44, as it is usually run
//   witness_ed25519  with --ed25519-only, which is what the load test was made for
#include "asking.hpp"
#include "journal/policy.hpp"
#include "journal/verification.hpp"
#include "measure.hpp"
#include "process.hpp"
#include "witness/submission.hpp"

namespace vienreiz::bench {
namespace {

using Path = std::filesystem::path;
using Time = std::chrono::steady_clock;
using journal::Hash;

constexpr std::size_t journals = 1'000, updates = 100, connections = 256;
constexpr std::uint64_t first_size = 1'000'000;
constexpr double passed = 32'000; // the load test's own --success_qps

// Every entry of every journal is the same, so a node's hash follows from its height.
Result<Hash> node(journal::Node node) {
    static const auto by_height = [] {
        std::array<Hash, 64> out{journal::leaf_hash(bytes("entry"))};
        for (std::size_t height = 1; height < out.size(); ++height)
            out[height] = journal::node_hash(out[height - 1], out[height - 1]);
        return out;
    }();
    return by_height.at(node.height);
}

std::string request_of(const witness::Submission& submission) {
    auto body = to_text(submission);
    return fmt::format(
        "POST /add-checkpoint HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n\r\n{}",
        body.size(), body);
}

class GrowingJournals {
public:
    GrowingJournals() {
        for (std::size_t number = 0; number < journals; ++number) {
            auto seed = crypto::sha256(bytes(fmt::format("journal {}", number)));
            keys_.push_back(crypto::PrivateKey::from_ed25519_seed(seed).value());
        }
        for (std::size_t update = 0; update <= updates; ++update) add(first_size + update);
    }
    [[nodiscard]] std::string admission() const {
        std::string out = "logs/v0\n";
        for (std::size_t number = 0; number < journals; ++number)
            out += fmt::format(
                "vkey {}\norigin none\nqpd 1000000000\ncontact none\n",
                to_vkey(journal::verifier_key(origin(number), keys_[number].public_key())));
        return out;
    }
    // What each connection sends before it is measured, from nothing, and then.
    [[nodiscard]] std::span<const std::string> first_of(std::size_t connection) const {
        return of_[connection].first;
    }
    [[nodiscard]] std::span<const std::string> updates_of(std::size_t connection) const {
        return of_[connection].then;
    }
    // The newest checkpoint of the journal that a connection sends last.
    [[nodiscard]] std::string last_of(std::size_t connection) const {
        auto last = (journals - 1 - connection) / connections * connections + connection;
        return checkpoint(last, first_size + updates);
    }

private:
    static std::string origin(std::size_t number) {
        return fmt::format("journals.example/{}", number);
    }
    static std::string checkpoint(std::size_t number, std::uint64_t size) {
        return to_text(journal::Checkpoint{origin(number), size, *journal::root_of(size, node)});
    }
    // Another size of each, from the one before.
    void add(std::uint64_t size) {
        auto old_size = size == first_size ? 0 : size - 1;
        journal::Proof proof;
        if (old_size > 0) proof = *journal::consistency_proof(old_size, size, node);
        auto root = *journal::root_of(size, node);
        for (std::size_t number = 0; number < journals; ++number) {
            auto text = to_text(journal::Checkpoint{origin(number), size, root});
            auto note = journal::sign_note(text, origin(number), keys_[number]);
            auto& connection = of_[number % connections];
            auto& into = old_size == 0 ? connection.first : connection.then;
            into.push_back(request_of({old_size, proof, note}));
        }
    }

    struct Requests {
        std::vector<std::string> first, then;
    };
    std::vector<crypto::PrivateKey> keys_;
    std::array<Requests, connections> of_;
};

// Each answer must be 200; gives the last of each connection.
Result<std::vector<std::string>>
all_taken(const std::string& url,
          const std::function<std::span<const std::string>(std::size_t connection)>& requests) {
    std::vector<std::string> last(connections);
    std::vector<Asked> asked;
    asked.reserve(connections);
    for (std::size_t one = 0; one < connections; ++one)
        asked.push_back(
            {requests(one), [&last, one](std::size_t, int status, std::string_view body) {
                 check(status == 200, body);
                 last[one] = body;
             }});
    TRY(ask(url, asked));
    return last;
}

// By all the keys the witness says it has.
void verify(const std::string& checkpoint, const std::string& cosignatures,
            const std::string& vkeys) {
    std::vector<journal::VerifierKey> keys;
    for (auto line : split(trim(vkeys), '\n')) keys.push_back(journal::verifier_key(line).value());
    auto note = journal::parse_note(checkpoint + "\n" + cosignatures);
    auto signers = journal::verified_by(note.value(), keys);
    check(signers && signers->size() == keys.size(), "what was answered are its cosignatures");
}

// Updates a second. `more`: options of the witness.
double updates_taken(const Path& folder, const GrowingJournals& growing,
                     const std::vector<std::string>& more) {
    auto data = folder / "witness", output = folder / "witness.out";
    std::filesystem::remove_all(data);
    std::filesystem::remove(output); // of the round before: it names another port
    std::vector<std::string> command{"build/release/vienreiz",
                                     "witness",
                                     "--data",
                                     data,
                                     "--name",
                                     "bench.example/witness",
                                     "--admission",
                                     folder / "journals",
                                     "--port",
                                     "0"};
    command.insert(command.end(), more.begin(), more.end());
    Process witness(command, output);
    auto url = wait_for_line(output, "Serving on ");
    auto vkeys = output_of("curl -sf " + url + "/vkeys");
    auto first = all_taken(url, [&](auto connection) { return growing.first_of(connection); });
    check(first.has_value(), first ? "" : first.error().what);

    auto processor = witness.cpu_seconds();
    auto begun = Time::now();
    auto last = all_taken(url, [&](auto connection) { return growing.updates_of(connection); });
    auto seconds = std::chrono::duration<double>(Time::now() - begun).count();
    check(last.has_value(), last ? "" : last.error().what);
    constexpr double all = journals * updates;
    fmt::print(stderr, "witness: {:.0f} us of processor an update\n",
               1e6 * (witness.cpu_seconds() - processor) / all);
    for (std::size_t one = 0; one < connections; ++one)
        verify(growing.last_of(one), (*last)[one], vkeys);
    return all / seconds;
}

Result<bool> measure(const Path& folder) {
    std::filesystem::create_directories(folder);
    GrowingJournals growing;
    std::ofstream(folder / "journals") << growing.admission();
    auto reaches = [&](std::string_view name, const std::vector<std::string>& more) {
        return compare(
            {name, "the load test's success", "updates/s", Target::at_least, 1, 3},
            [&] { return updates_taken(folder, growing, more); }, [] { return passed; });
    };
    bool both = reaches("witness", {});
    bool one = reaches("witness_ed25519", {"--ed25519-only"});
    return both && one;
}

} // namespace
} // namespace vienreiz::bench

int main() {
    using namespace vienreiz::bench;
    return run_in(std::filesystem::current_path() / "build" / "bench-witness", measure);
}
