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

} // namespace

Answering::Answering(const std::filesystem::path& folder)
    : script_(folder / "random.lua"),
      node_({"build/release/vienreiz", "serve", "--data", (folder / "data").string(), "--port", "0",
             "--empty", "--rate", "0", "--threads", "1"},
            (folder / "out").string()),
      url_(wait_for_line((folder / "out").string(), "Serving on ")) {}

Result<std::unique_ptr<Answering>> Answering::start(const std::filesystem::path& folder,
                                                    std::uint64_t rows) {
    fmt::print(stderr, "making {} rows\n", rows);
    auto state = TRY(make_state(folder / "data", rows));
    auto out = std::unique_ptr<Answering>(new Answering(folder));
    write_script(out->script_, TRY(token_for(out->url_, state)), rows);
    return out;
}

Answers Answering::load(int connections, int seconds) const {
    auto before = node_.cpu_seconds();
    auto seen =
        wrk(fmt::format("-t1 -c{} -d{}s -s {} {}", connections, seconds, script_.string(), url_));
    return {seen.requests / (node_.cpu_seconds() - before), seen.requests / seconds, seen.p99_ms};
}

} // namespace vienreiz::bench
