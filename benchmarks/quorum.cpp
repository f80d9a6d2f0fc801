// From a wish to its proof cosigned by six of eight validators, all on this machine: half and 99 of 100 at half load.
#include "app/capabilities.hpp"
#include "capabilities/institutions/registration_number.hpp"
#include "capabilities/institutions/rules.hpp"
#include "http/client.hpp"
#include "http/server.hpp"
#include "measure.hpp"
#include "platform/serve.hpp"
#include "process.hpp"

#include <deque>
#include <semaphore>

namespace vienreiz::bench {
namespace {

using Path = std::filesystem::path;
using Time = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;
constexpr unsigned validators = 8, needed = 6;
// Long enough for several roots of the state, which come each second.
constexpr auto full_load_lasts = std::chrono::seconds(15),
               half_load_lasts = std::chrono::seconds(15);

void write(const Path& file, std::string_view content) {
    std::ofstream(file, std::ios::binary) << content;
}

// A node in this process, served, before validators in processes of their own.
class Witnessed {
public:
    static Result<std::unique_ptr<Witnessed>> start(const Path& folder) {
        std::unique_ptr<Witnessed> out(new Witnessed);
        auto port = static_cast<std::uint16_t>(20'000 + ::getpid() % 10'000);
        std::string policy, names;
        TRY(out->open(folder, {}, port)); // makes the journals' keys, which are admitted
        auto list = out->admitted();
        auto origin = out->node_->main->origin();
        out->close();
        write(folder / "journals", list);
        for (unsigned number = 1; number <= validators; ++number) {
            auto name = fmt::format("v{}", number);
            auto output = folder / (name + ".out");
            out->processes_.push_back(std::make_unique<Process>(
                std::vector<std::string>{"build/release/vienreiz", "validate", "--data",
                                         folder / name, "--name", name, "--admission",
                                         folder / "journals", "--journal", origin, "--from",
                                         fmt::format("http://127.0.0.1:{}/journals/main", port),
                                         "--port", "0", "--threads", "1"},
                output));
            auto url = wait_for_line(output, "Serving on ");
            auto client = TRY(http::Client::to(url));
            auto vkeys = TRY(client->send({"GET", "/vkeys", {}, {}})).body;
            policy +=
                fmt::format("witness {} {} {}\n", name, vkeys.substr(0, vkeys.find('\n')), url);
            names += " " + name;
        }
        policy += fmt::format("group public {}{}\nquorum public\n", needed, names);
        TRY(out->open(folder, TRY(journal::parse_policy(policy)), port));
        return out;
    }
    ~Witnessed() { close(); }

    // Registers another institution; `done` with its entry.
    void wish(const std::function<void(journal::Index)>& done) {
        auto wanted = institutions::RegisterInstitution{next_number(), {"A", "A"}};
        node_->sequencer->submit(
            "node",
            [wanted](const platform::Moment& moment, const store::Snapshot& view) {
                return decide(moment, platform::Caller{}, view, wanted);
            },
            [done](Result<platform::Written> written) {
                check(written.has_value(), written ? "" : written.error().what);
                done(written->first);
            });
    }
    [[nodiscard]] const witness::Witnessing& witnessing() const {
        return node_->witnessed->of("main");
    }
    [[nodiscard]] const journal::Journal& journal() const { return *node_->main; }

private:
    Witnessed() = default;
    Outcome open(const Path& folder, std::optional<journal::Policy> policy, std::uint16_t port) {
        platform::NodeOptions options;
        options.data = folder / "node";
        options.witnesses = std::move(policy);
        options.anonymous_rate = {1e12, 1e12};
        node_ = TRY(platform::Node::open(std::move(options), app::capabilities()));
        service_ = std::make_unique<platform::Service>(*node_);
        http::ServerOptions listening;
        listening.port = port;
        listening.threads = 1;
        server_ = TRY(http::Server::start(
            std::move(listening), [this](const http::Request& request, http::Responder respond) {
                service_->handle(request, std::move(respond));
            }));
        return {};
    }
    void close() {
        if (server_) server_->stop();
        server_.reset();
        service_.reset();
        node_.reset();
    }
    [[nodiscard]] std::string admitted() const {
        std::string out = "logs/v0\n";
        for (const auto* one : {node_->main.get(), node_->access.get(), node_->root.get()})
            out += fmt::format("vkey {}\norigin none\nqpd 100000000\ncontact none\n", one->vkey());
        return out;
    }
    std::string next_number() {
        for (;;) {
            auto number = fmt::format("{}", number_++);
            if (institutions::check_registration_number(number)) return number;
        }
    }

    std::uint64_t number_ = 40'000'000'000;
    std::vector<std::unique_ptr<Process>> processes_;
    std::unique_ptr<platform::Node> node_;
    std::unique_ptr<platform::Service> service_;
    std::unique_ptr<http::Server> server_;
};

void wait_until_final(const Witnessed& node, std::uint64_t size) {
    check(node.witnessing().wait_for(size, std::chrono::minutes(2)), "the quorum cosigns");
}

// Entries a second that become final when they come as fast as they are entered.
double full_load(Witnessed& node) {
    std::counting_semaphore<1'000> waiting(1'000);
    auto begun = Time::now();
    auto before = node.journal().size();
    while (Time::now() < begun + full_load_lasts) {
        waiting.acquire();
        node.wish([&](journal::Index) { waiting.release(); });
    }
    for (int all = 0; all < 1'000; ++all) waiting.acquire();
    wait_until_final(node, node.journal().size());
    auto entries = static_cast<double>(node.journal().size() - before);
    return entries / Seconds(Time::now() - begun).count();
}

// How long each took, from the wish until a receipt that six have cosigned can be given. One in so many is made, and
// must be one.
std::vector<double> half_load(Witnessed& node, double per_second) {
    struct Waiting {
        Time::time_point since;
        journal::Index entry;
    };
    constexpr std::size_t one_in = 100;
    std::mutex mutex;
    std::deque<Waiting> waiting;
    std::vector<double> took;
    std::jthread proving([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            auto size = node.witnessing().final_size();
            std::vector<Waiting> ready;
            {
                std::lock_guard hold(mutex);
                for (; !waiting.empty() && waiting.front().entry < size; waiting.pop_front())
                    ready.push_back(waiting.front());
            }
            auto final_since = Time::now();
            for (std::size_t at = 0; at < ready.size(); ++at) {
                took.push_back(Seconds(final_since - ready[at].since).count());
                if (at % one_in != 0) continue;
                auto receipt =
                    witness::newest_receipt(node.journal(), &node.witnessing(), ready[at].entry);
                check(receipt && receipt->is_final, "what is final has such a receipt");
            }
        }
    });
    auto begun = Time::now();
    for (unsigned count = 0; Time::now() - begun < half_load_lasts; ++count) {
        std::this_thread::sleep_until(
            begun + std::chrono::duration_cast<Time::duration>(Seconds(count / per_second)));
        node.wish([&, since = Time::now()](journal::Index entry) {
            std::lock_guard hold(mutex);
            waiting.push_back({since, entry});
        });
    }
    wait_until_final(node, node.journal().size());
    for (;;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        std::lock_guard hold(mutex);
        if (waiting.empty()) break;
    }
    return took;
}

// What full load has left undone belongs to full load: roots of the state that are still to enter, and those validators
// that the quorum did not wait for.
void wait_until_all_have_it(const Witnessed& node) {
    auto is_cosigned_by_all = [&] {
        auto newest = node.witnessing().final_one();
        return newest.size == node.journal().size() && newest.witnesses.size() == validators;
    };
    auto most = Time::now() + std::chrono::minutes(1);
    while (Time::now() < most && !is_cosigned_by_all())
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    check(is_cosigned_by_all(), "all validators cosign what was entered");
}

double at(std::vector<double> values, double share) {
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

Result<bool> measure(const Path& folder) {
    std::filesystem::create_directories(folder);
    auto node = TRY(Witnessed::start(folder));
    auto load = full_load(*node);
    fmt::print(stderr, "quorum: {:.0f} entries become final a second\n", load);
    wait_until_all_have_it(*node);
    auto took = half_load(*node, load / 2);
    fmt::print(stderr, "quorum: {} entries at half of that\n", took.size());
    bool half = compare(
        {"quorum_half", "half a second", "s", Target::at_most, 1, 1}, [&] { return at(took, 0.5); },
        [] { return 0.5; });
    bool most = compare(
        {"quorum_99_of_100", "a second", "s", Target::at_most, 1, 1},
        [&] { return at(took, 0.99); }, [] { return 1.0; });
    return half && most;
}

} // namespace
} // namespace vienreiz::bench

int main() {
    using namespace vienreiz::bench;
    return run_in(std::filesystem::current_path() / "build" / "bench-quorum", measure);
}
