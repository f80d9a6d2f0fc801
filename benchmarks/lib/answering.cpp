#include "answering.hpp"

#include "platform/remote.hpp"

namespace vienreiz::bench {
namespace {

Result<std::string> token_for(const std::string& url, const State& state) {
    auto remote = TRY(platform::Remote::to(url));
    auto key = TRY(crypto::PrivateKey::from_pem(state.key_pem));
    TRY(remote.authenticate(state.system, key));
    auto body = TRY(remote.get("/api/datasets/bench/rows/" + key_of(7)));
    fmt::print(stderr, "a row is {} bytes\n", body.size());
    // Other fields can be sorted by once the columns are indexed.
    auto begun = std::chrono::steady_clock::now();
    while (!remote.get("/api/datasets/bench/rows?limit=1&sort=field_1"))
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    fmt::print(stderr, "its columns were indexed in {:.1f} s\n", took.count());
    return remote.token();
}

// A request is put together from its two halves: wrk must not be what is measured.
void write_script(const std::filesystem::path& file, const std::string& token, std::uint64_t rows) {
    std::ofstream(file) << fmt::format(
        "local request_of, random\n"
        "function init()\n"
        "  math.randomseed(os.time())\n"
        "  random = math.random\n"
        "  request_of = \"GET /api/datasets/bench/rows/%011d HTTP/1.1\\r\\nHost: bench\\r\\n\" ..\n"
        "    \"Authorization: Bearer {}\\r\\n\\r\\n\"\n"
        "end\n"
        "function request() return string.format(request_of, random(0, {})) end\n",
        token, rows - 1);
}

void write_script(const std::filesystem::path& file, const std::string& token,
                  const std::string& address) {
    std::ofstream(file) << fmt::format(
        "local random\n"
        "function init() math.randomseed(os.time()) random = function(n) return math.random(0, n) "
        "end end\n"
        "function request() return \"GET /api/datasets/bench/rows\" .. {} .. \" HTTP/1.1\\r\\n"
        "Host: bench\\r\\nAuthorization: Bearer {}\\r\\n\\r\\n\" end\n",
        address, token);
}

} // namespace

Answering::Answering(const std::filesystem::path& folder, unsigned threads)
    : folder_(folder), script_(folder / "random.lua"),
      node_({"build/release/vienreiz", "serve", "--data", (folder / "data").string(), "--port", "0",
             "--empty", "--rate", "0", "--threads", std::to_string(threads)},
            (folder / "out").string()),
      url_(wait_for_line((folder / "out").string(), "Serving on ")) {}

Result<std::unique_ptr<Answering>> Answering::start(const std::filesystem::path& folder,
                                                    std::uint64_t rows, unsigned threads) {
    fmt::print(stderr, "making {} rows\n", rows);
    auto state = TRY(make_state(folder / "data", rows));
    auto out = std::unique_ptr<Answering>(new Answering(folder, threads));
    out->token_ = TRY(token_for(out->url_, state));
    write_script(out->script_, out->token_, rows);
    return out;
}

Answers Answering::load(int connections, int seconds) const {
    return load_by(script_, connections, seconds);
}

Answers Answering::load(const std::string& address, int connections, int seconds) const {
    auto script = folder_ / "address.lua";
    write_script(script, token_, address);
    return load_by(script, connections, seconds);
}

Answers Answering::load_by(const std::filesystem::path& script, int connections,
                           int seconds) const {
    auto before = node_.cpu_seconds();
    auto seen =
        wrk(fmt::format("-t1 -c{} -d{}s -s {} {}", connections, seconds, script.string(), url_));
    return {seen.requests / (node_.cpu_seconds() - before), seen.requests / seconds, seen.p99_ms};
}

} // namespace vienreiz::bench
