// Authorised, agreement-checked, durably recorded answers by key: 400-byte rows, a million of them, random keys, 64
// keep-alive connections; against nginx serving one static file of the same size with one worker, as ours has one serving
// thread. The figure is answers per second of the server's CPU time, all its threads together, so that wrk's own share
// does not count.
#include "measure.hpp"
#include "nginx.hpp"
#include "platform/remote.hpp"
#include "state.hpp"

namespace vienreiz::answers_bench {

constexpr std::uint64_t rows = 1'000'000, prepared = 100'000;
constexpr int seconds = 4, connections = 64, nginx_port = 18'281;

void write_script(const std::filesystem::path& file, const std::string& token) {
    // The requests are written out beforehand: wrk must not be what is measured.
    std::ofstream(file) << fmt::format(
        "local requests, at = {{}}, 0\n"
        "function init()\n"
        "  math.randomseed(os.time())\n"
        "  local headers = {{ [\"Authorization\"] = \"Bearer {}\" }}\n"
        "  for i = 1, {} do\n"
        "    local path = string.format(\"/api/datasets/bench/rows/%011d\", math.random(0, {}))\n"
        "    requests[i] = wrk.format(\"GET\", path, headers)\n"
        "  end\n"
        "end\n"
        "function request() at = at % #requests + 1; return requests[at] end\n",
        token, prepared, rows - 1);
}

Result<std::string> token_for(const std::string& url, const bench::State& state) {
    auto remote = TRY(platform::Remote::to(url));
    auto key = TRY(crypto::PrivateKey::from_pem(state.key_pem));
    TRY(remote.authenticate(state.system, key));
    auto body = TRY(remote.get("/api/datasets/bench/rows/" + bench::key_of(7)));
    fmt::print(stderr, "answers: a row is {} bytes\n", body.size());
    return remote.token();
}

Outcome measure() {
    auto folder = std::filesystem::path("build/bench-answers");
    std::filesystem::remove_all(folder);
    fmt::print(stderr, "answers: making {} rows\n", rows);
    auto state = TRY(bench::make_state(folder / "data", rows));

    bench::Process node({"build/release/vienreiz", "serve", "--data", (folder / "data").string(),
                         "--port", "0", "--empty", "--rate", "0", "--threads", "1"},
                        (folder / "out").string());
    auto url = bench::wait_for_line((folder / "out").string(), "Serving on ");
    auto token = TRY(token_for(url, state));
    write_script(folder / "random.lua", token);
    bench::Process nginx(bench::nginx_serving(folder / "nginx", nginx_port, std::string(400, 'x')));
    std::this_thread::sleep_for(std::chrono::seconds(1));

    std::vector<double> p99, rate;
    auto per_cpu_second = [&](const bench::Process& server, const std::string& arguments) {
        auto before = server.cpu_seconds();
        auto load = bench::wrk(fmt::format("-t1 -c{} -d{}s {}", connections, seconds, arguments));
        p99.push_back(load.p99_ms);
        rate.push_back(load.requests / seconds);
        return load.requests / (server.cpu_seconds() - before);
    };
    auto ours = [&] {
        return per_cpu_second(node, fmt::format("-s {} {}", (folder / "random.lua").string(), url));
    };
    auto theirs = [&] {
        auto figure = per_cpu_second(nginx, fmt::format("http://127.0.0.1:{}/x", nginx_port));
        p99.pop_back(), rate.pop_back();
        return figure;
    };
    bench::compare({.bench = "answers", .peer_name = "nginx static file", .unit = "answers/CPU s"},
                   ours, theirs);
    fmt::print(
        R"({{"bench":"answers_p99","ours":{:.3g},"peer":3,"peer_name":"3 ms","ratio":{:.3f},"target":"<= 1","met":{},"unit":"ms"}})"
        "\n",
        bench::median(p99), bench::median(p99) / 3, bench::median(p99) <= 3);
    fmt::print(stderr, "answers: {:.0f} a second on this machine, wrk beside it\n",
               bench::median(rate));
    std::filesystem::remove_all(folder);
    return {};
}

} // namespace vienreiz::answers_bench

int main() {
    auto measured = vienreiz::answers_bench::measure();
    if (measured) return 0;
    fmt::print(stderr, "answers: {} {}\n", measured.error().what, measured.error().where);
    return 1;
}
