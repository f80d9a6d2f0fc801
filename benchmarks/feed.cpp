// From the moment a publication is decided to its change having reached a subscriber: the slowest but one in a hundred.
//
//   feed  1 000 subscribers of ten systems, within one agreement, over server-sent events; a register of 10 000 rows, of
//         which every publication changes one. The moment is the event's own time, which lies before its sync: so what
//         is measured holds the sync of the event, the record of each of the 1 000 messages and the sync of those, too
#include "base/time.hpp"
#include "measure.hpp"
#include "platform/remote.hpp"
#include "process.hpp"
#include "state.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <deque>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace vienreiz::feed_bench {
namespace {

constexpr std::uint64_t rows = 10'000;
constexpr std::size_t subscribers = 1'000, systems = 10, rounds = 20;
constexpr int port = 18'283;
constexpr double target_ms = 20;
const std::string url = fmt::format("http://127.0.0.1:{}", port);

// Reads what a thousand sockets are sent, on one thread.
class Subscribers {
public:
    ~Subscribers() {
        for (const auto& one : all_) ::close(one.socket);
        ::close(epoll_);
    }
    // From an address of its own for each 500: one address has only so many connections.
    Outcome subscribe(const std::string& token) {
        auto& one = all_.emplace_back();
        one.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in from{}, to{};
        from.sin_family = to.sin_family = AF_INET;
        from.sin_addr.s_addr =
            htonl(INADDR_LOOPBACK + 1 + static_cast<std::uint32_t>(all_.size() / 500));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK), to.sin_port = htons(port);
        if (::bind(one.socket, reinterpret_cast<sockaddr*>(&from), sizeof from) != 0 ||
            ::connect(one.socket, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
            return Failure{Kind::unavailable, "A subscriber finds no connection"};
        auto request = fmt::format("GET /api/datasets/bench/changes HTTP/1.1\r\nHost: bench\r\n"
                                   "Accept: text/event-stream\r\nAuthorization: Bearer {}\r\n\r\n",
                                   token);
        ::send(one.socket, request.data(), request.size(), MSG_NOSIGNAL);
        epoll_event wanted{.events = EPOLLIN, .data = {.ptr = &one}};
        ::epoll_ctl(epoll_, EPOLL_CTL_ADD, one.socket, &wanted);
        return {};
    }
    // Until so many messages were met in all. Of each, how long it took from its event's time.
    Outcome read_until(std::size_t messages, std::string_view mark, std::vector<double>* took) {
        std::array<epoll_event, 256> ready{};
        for (std::size_t met = 0; met < messages;) {
            auto count = ::epoll_wait(epoll_, ready.data(), ready.size(), 10'000);
            if (count <= 0) return Failure{Kind::unavailable, "A subscriber was told nothing"};
            for (int at = 0; at < count; ++at) {
                auto& one = *static_cast<One*>(ready[static_cast<std::size_t>(at)].data.ptr);
                met += TRY(read(one, mark, took));
            }
        }
        return {};
    }

private:
    struct One {
        int socket = -1;
        std::string unread;
    };
    static Result<std::size_t> read(One& one, std::string_view mark, std::vector<double>* took) {
        std::array<char, 16'384> part;
        auto got = ::recv(one.socket, part.data(), part.size(), 0);
        if (got <= 0) return Failure{Kind::unavailable, "A subscriber was let go"};
        auto at = now();
        one.unread.append(part.data(), static_cast<std::size_t>(got));
        std::size_t met = 0;
        for (auto end = one.unread.find("\n\n"); end != std::string::npos;
             end = one.unread.find("\n\n")) {
            auto message = one.unread.substr(0, end);
            one.unread.erase(0, end + 2);
            if (!message.contains(mark)) continue;
            ++met;
            if (!took) continue;
            constexpr std::string_view before = R"("time":")";
            auto from = message.find(before);
            if (from == message.npos) return Failure{Kind::corrupt, "A change has no time"};
            from += before.size();
            auto said = TRY(instant_from(message.substr(from, message.find('"', from) - from)));
            took->push_back(std::chrono::duration<double, std::milli>(at - said).count());
        }
        return met;
    }
    int epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    std::deque<One> all_;
};

// A register in which one row has another value each round.
void write_file(const std::filesystem::path& file, std::size_t round) {
    std::ofstream out(file);
    out << "code";
    for (std::size_t field = 1; field < bench::row_fields; ++field) out << ",field_" << field;
    for (std::uint64_t row = 0; row < rows; ++row) {
        out << "\r\n" << bench::key_of(row);
        auto number = row == 7 ? row + 1'000 * (round + 1) : row;
        for (std::size_t field = 1; field < bench::row_fields; ++field)
            out << ",\"" << bench::value_of(field == 1 ? number % bench::groups : number, field)
                << '"'; // there is a comma in it
    }
    out << "\r\n";
}

Outcome publish(const std::filesystem::path& folder, const bench::State& state, std::size_t round) {
    auto file = folder / "rows.csv", key = folder / "key.pem";
    write_file(file, round);
    std::ofstream(key) << state.key_pem;
    bench::Process program({"build/release/vienreiz", "publish", file.string(), "--dataset",
                            "bench", "--system", state.publisher, "--key", key.string(), "--url",
                            url},
                           (folder / "publish.out").string());
    if (program.succeeded()) return {};
    return Failure{Kind::unavailable, "A version is not published"};
}

double percentile(std::vector<double> all, double share) {
    std::ranges::sort(all);
    return all[std::min(all.size() - 1,
                        static_cast<std::size_t>(share * static_cast<double>(all.size())))];
}

Result<bool> measure(const std::filesystem::path& folder) {
    auto state = TRY(bench::make_state(folder / "data", rows, systems));
    bench::Process node({"build/release/vienreiz", "serve", "--data", (folder / "data").string(),
                         "--port", std::to_string(port), "--empty", "--rate", "0"},
                        (folder / "out").string());
    bench::wait_for_line((folder / "out").string(), "Serving on ");
    // What differs from the rows the state was made of is not measured.
    TRY(publish(folder, state, 0));
    Subscribers all;
    auto key = TRY(crypto::PrivateKey::from_pem(state.key_pem));
    for (const auto& system : state.followers) {
        auto remote = TRY(platform::Remote::to(url));
        TRY(remote.authenticate(system, key));
        for (std::size_t at = 0; at < subscribers / systems; ++at)
            TRY(all.subscribe(remote.token()));
    }
    TRY(all.read_until(subscribers, "id: ", nullptr));
    std::vector<double> took, slowest;
    for (std::size_t round = 1; round <= rounds; ++round) {
        auto before = took.size();
        std::optional<Outcome> published;
        std::jthread publisher([&] { published = publish(folder, state, round); });
        TRY(all.read_until(subscribers, "event: changes", &took));
        publisher.join();
        TRY(std::move(*published));
        std::vector<double> of_round(took.begin() + static_cast<std::ptrdiff_t>(before),
                                     took.end());
        slowest.push_back(std::ranges::max(of_round));
        fmt::print(
            stderr, "feed: round {} of {}: median {:.2f} ms, p99 {:.2f} ms, slowest {:.2f} ms\n",
            round, rounds, percentile(of_round, 0.5), percentile(of_round, 0.99), slowest.back());
    }
    auto p99 = percentile(took, 0.99);
    fmt::print(
        R"({{"bench":"feed","ours":{:.4g},"median":{:.4g},"slowest":{:.4g},"subscribers":{},)"
        R"("target":"<= {}","met":{},"unit":"ms"}})"
        "\n",
        p99, percentile(took, 0.5), std::ranges::max(slowest), subscribers, target_ms,
        p99 <= target_ms);
    return p99 <= target_ms;
}

} // namespace
} // namespace vienreiz::feed_bench

int main() {
    return vienreiz::bench::run_in(std::filesystem::current_path() / "build" / "bench-feed",
                                   vienreiz::feed_bench::measure);
}
