// From starting the program to its first answer under an agreement, with 1 GiB of today's answers in the journal.
// The node's files are dropped from memory before each round, as after a start of the machine.
#include "base/limits.hpp"
#include "base/time.hpp"
#include "capabilities/distribution/record.hpp"
#include "cold.hpp"
#include "journal/batch.hpp"
#include "measure.hpp"
#include "platform/remote.hpp"
#include "process.hpp"
#include "state.hpp"

#include <chrono>
#include <filesystem>

namespace vienreiz::startup_bench {
namespace {

constexpr int port = 18'282;
constexpr std::uint64_t rows = 100'000;
const std::string url = fmt::format("http://127.0.0.1:{}", port);

// A record as an answer under the agreement leaves it behind.
std::string record() {
    distribution::Grant grant;
    grant.dataset.id = {"bench"};
    grant.agreement =
        agreements::Compiled{{std::string(26, 'a')}, 1, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
    grant.record_opening = distribution::record_opening({std::string(26, 'i')}, grant);
    auto event = distribution::record_of(grant, {distribution::Asked::key, 1, "{}", {}});
    return platform::entry_of(event, now(), "system:" + std::string(26, 's'));
}

// At least 1 GiB. Opening reads the last segment, so that one is full, and of batches of one record: of all segments they
// take longest to read.
Outcome fill(const std::filesystem::path& data) {
    auto keys = data / "keys";
    auto key = TRY(platform::kept_key_in(keys / "journal-access.pem"));
    auto second =
        TRY(platform::ml_dsa_key_in(keys / "journal-access.ml-dsa.pem", platform::Making::refused));
    auto journal = TRY(journal::open_files(
        {data / "journals" / "access",
         {"vienreiz.local/journals/access", std::move(key), std::move(second)}}));
    auto entry = record();
    auto bytes_of = [&](std::size_t entries) {
        return journal::batch_head_bytes + entries * (2 + entry.size());
    };
    auto append = [&](std::uint64_t times, std::size_t entries) -> Outcome {
        std::vector<std::string_view> batch(entries, entry);
        for (std::uint64_t at = 0; at < times; ++at) TRY(journal->append(batch));
        return {};
    };
    constexpr auto segment = limits::journal_segment, large = limits::journal_batch_entries;
    auto in_segment = segment / bytes_of(large);
    TRY(append((limits::GiB / segment + 1) * in_segment, large));
    TRY(append((segment - in_segment * bytes_of(large)) / bytes_of(1), 1));
    TRY(append(segment / bytes_of(1) - 100, 1)); // room for the records of the rounds
    fmt::print(stderr, "startup: {} records of {} bytes\n", journal->size(), entry.size());
    return {};
}

class Node {
public:
    explicit Node(const std::filesystem::path& data)
        : process_({"build/release/vienreiz", "serve", "--data", data.string(), "--port",
                    std::to_string(port), "--empty", "--rate", "0"}) {}
    // The first answer to this request; the program is asked until it listens.
    static http::ClientResponse first(const http::ClientRequest& request) {
        for (int tries = 0; tries < 60'000; ++tries) {
            auto client = http::Client::to(url);
            check(client.has_value(), "the address is one");
            if (auto answer = (*client)->send(request)) return std::move(*answer);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        check(false, "the node answers within a minute");
        return {};
    }

private:
    bench::Process process_;
};

Result<bool> measure(const std::filesystem::path& data) {
    auto state = TRY(bench::make_state(data, rows));
    TRY(fill(data));
    http::ClientRequest request{.target = "/api/datasets/bench/rows/" + bench::key_of(7)};
    auto begin = std::chrono::steady_clock::now();
    auto seconds = [&begin] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };
    {
        Node node(data); // has nothing kept of the day's quotas: counts them all
        Node::first({.target = "/healthz"});
        fmt::print(stderr, "startup: {:.2f} s the first time, when the whole day is counted\n",
                   seconds());
        auto remote = TRY(platform::Remote::to(url));
        TRY(remote.authenticate(state.system, TRY(crypto::PrivateKey::from_pem(state.key_pem))));
        request.headers = {{"Authorization", "Bearer " + remote.token()}};
    }
    auto ours = [&] {
        bench::drop_from_memory(data);
        begin = std::chrono::steady_clock::now();
        Node node(data);
        auto answer = Node::first(request);
        auto spent = seconds();
        check(answer.status == 200, "the answer is under the agreement");
        return spent;
    };
    return bench::compare(
        {"startup", "1 s", "s to an answer, 1 GiB of records", bench::Target::at_most, 1}, ours,
        [] { return 1.0; });
}

} // namespace
} // namespace vienreiz::startup_bench

int main() {
    return vienreiz::bench::run_in("build/bench-startup", vienreiz::startup_bench::measure);
}
