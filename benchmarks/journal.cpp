// Entries into a journal of their own, as `vienreiz intake` takes them, but without HTTP.
//
//   journal_signed   entries that their submitters signed (compact JWTs, ES256): each signature is verified before the
//                    entry is taken, on every core; against the verifications that `openssl speed` counts on the same
//                    cores in the same minutes
//   journal_plain    entries without a signature, 300 bytes, durable
#include "crypto/jwt.hpp"
#include "intake/submitters.hpp"
#include "journal/group_commit.hpp"
#include "measure.hpp"
#include "process.hpp"

#include <atomic>
#include <chrono>
#include <thread>

namespace vienreiz::bench {
namespace {

using Clock = std::chrono::steady_clock;
using namespace journal;

const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
constexpr std::size_t a_turn =
    256; // entries that one thread gathers before it syncs, as an HTTP loop does

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::unique_ptr<Journal> fresh_journal(const std::filesystem::path& folder) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    auto key = crypto::PrivateKey::generate(crypto::Algorithm::Ed25519);
    auto opened = open_files({folder / "journal", {"bench.example/journal", key}});
    check(opened.has_value(), opened ? "" : opened.error().what);
    return std::move(*opened);
}

// Entries a second that are durable when this ends; `admit` judges each first.
double taken(const std::filesystem::path& folder, std::size_t entries,
             const std::function<std::string(std::size_t)>& entry_at,
             const std::function<bool(std::string_view)>& admit) {
    auto journal = fresh_journal(folder);
    std::atomic<std::size_t> durable = 0, next = 0;
    auto start = Clock::now();
    {
        GroupCommit commit(*journal);
        std::vector<std::jthread> threads;
        for (unsigned core = 0; core < cores; ++core)
            threads.emplace_back([&] {
                commit.take_turns();
                for (;;) {
                    auto from = next.fetch_add(a_turn);
                    if (from >= entries) return;
                    for (auto at = from; at < std::min(entries, from + a_turn); ++at) {
                        auto entry = entry_at(at);
                        check(admit(entry), "the benchmark's entries are signed");
                        commit.append(std::move(entry), [&](Result<Index> index) {
                            check(index.has_value(), "the benchmark's disk works");
                            ++durable;
                        });
                    }
                    commit.end_turn();
                }
            });
    }
    auto seconds = seconds_since(start);
    check(durable == entries && journal->size() == entries, "every entry is there");
    return static_cast<double>(entries) / seconds;
}

// The line "256 bits ecdsa (nistp256) <sign s> <verify s> <sign/s> <verify/s>" of all cores together.
double openssl_verifications() {
    auto told = output_of("openssl speed -seconds 2 -multi " + std::to_string(cores) +
                          " ecdsap256 2>/dev/null");
    auto line = told.find("ecdsa (nistp256)");
    check(line != told.npos, "openssl speed knows the curve");
    auto words =
        split(trim(std::string_view(told).substr(line, told.find('\n', line) - line)), ' ');
    return std::stod(std::string(words.back()));
}

bool signed_entries(const std::filesystem::path& folder) {
    constexpr std::size_t entries = 60'000;
    auto key = crypto::PrivateKey::generate(crypto::Algorithm::ES256);
    auto jwk = key.public_key().jwk();
    jwk.get_object()["kid"] = "till-1";
    auto submitters = intake::Submitters::parse(
        json::text(json::Value(json::Object{{"keys", json::Array{jwk}}})));
    check(submitters.has_value(), "the set is one");
    std::vector<std::string> all(entries);
    std::atomic<std::size_t> next = 0;
    {
        std::vector<std::jthread> signers;
        for (unsigned core = 0; core < cores; ++core)
            signers.emplace_back([&] {
                for (std::size_t at; (at = next++) < entries;)
                    all[at] = crypto::sign_jwt(
                        {{"iat", 1'790'000'000}, {"number", at}, {"sum", "12.30"}}, key, "till-1");
            });
    }
    auto ours = [&] {
        return taken(
            folder, entries, [&](std::size_t at) { return all[at]; },
            [&](std::string_view entry) { return submitters->verify(entry).has_value(); });
    };
    return compare({"journal_signed", "openssl speed ecdsap256, verifications", "entries/s",
                    Target::at_least, 0.8, 5},
                   ours, openssl_verifications);
}

bool plain_entries(const std::filesystem::path& folder) {
    constexpr std::size_t entries = 2'000'000;
    auto ours = [&] {
        return taken(
            folder, entries,
            [](std::size_t at) { return std::to_string(at) + std::string(290, 'x'); },
            [](std::string_view) { return true; });
    };
    return compare({"journal_plain", "what was asked for", "entries/s", Target::at_least, 1, 3},
                   ours, [] { return 250'000.0; });
}

} // namespace
} // namespace vienreiz::bench

int main() {
    using namespace vienreiz::bench;
    return run_in(std::filesystem::current_path() / "build" / "bench-journal",
                  [](const auto& folder) -> vienreiz::Result<bool> {
                      auto with_signatures = signed_entries(folder),
                           without = plain_entries(folder);
                      return with_signatures && without;
                  });
}
