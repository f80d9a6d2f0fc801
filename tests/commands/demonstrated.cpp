#include "commands/demonstrated.hpp"

#include "app/demonstration.hpp"
#include "node/test_node.hpp"

#include <fmt/format.h>

#include <fstream>

namespace vienreiz::commands {
namespace {

using test::ChildNode;
using test::Voice;

Result<std::string> body_of(Voice& voice, const std::string& target) {
    auto response = TRY(voice.send("GET", target));
    if (response.status != 200) return Failure{Kind::unavailable, response.body, target};
    return response.body;
}

Outcome ask_once(Demonstrated& state) {
    auto node = TRY(ChildNode::start(state.data));
    auto told = TRY(app::demonstration_in(state.data));
    auto key = TRY(crypto::PrivateKey::from_pem(told.system_key));
    auto system =
        TRY(Voice::of(node->url(), TRY(Voice::authenticate(node->url(), told.system, key))));
    auto asked = TRY(system.send("GET", "/api/datasets/transportlidzekli/rows/AB1234"));
    if (asked.status != 200) return Failure{Kind::unavailable, asked.body};
    state.answer = asked.body;
    state.receipt = TRY(body_of(system, std::string(asked.header("Receipt"))));
    auto of = [&](std::string_view journal, std::string_view what) {
        return body_of(system, fmt::format("/journals/{}/{}", journal, what));
    };
    state.policy = TRY(of("access", "policy"));
    state.vkey = TRY(of("access", "vkey"));
    state.other_vkey = TRY(of("main", "vkey"));
    state.root_vkey = TRY(of("root", "vkey"));
    check(node->stop() == 0, "the node stops");
    return {};
}

} // namespace

const Demonstrated& Demonstrated::node() {
    static const test::Folder folder("commands");
    static const Demonstrated state = [] {
        Demonstrated out{folder.path(), folder.path() / "data", {}, {}, {}, {}, {}};
        auto asked = ask_once(out);
        check(asked.has_value(), asked ? "" : asked.error().what);
        return out;
    }();
    return state;
}

std::string file_with(const std::string& name, std::string_view content) {
    auto file = Demonstrated::node().folder / name;
    std::ofstream(file, std::ios::binary) << content;
    return file.string();
}

int code(Kind kind) { return exit_code(kind); }

} // namespace vienreiz::commands
