// What a node is given to break it: requests made to be read in two ways, clients that send a byte now and then, a file
// that is one line. It refuses in words, serves everybody else meanwhile, and nothing is left behind.
#include "faults/state.hpp"
#include "http/wire.hpp"
#include "node/test_node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace vienreiz::faults {

using http::wire::Socket;
using test::ChildNode;
using test::Folder;
using test::TestNode;
using test::Voice;
using namespace std::chrono_literals;

// ---- requests that a proxy in front might read differently (RFC 9112 §11.2) ------------------------------

class Smuggled : public testing::Test {
protected:
    void SetUp() override {
        auto state = State::make(folder_.path() / "data", 0);
        ASSERT_TRUE(state) << state.error().what;
        state_ = std::move(*state);
        auto node = ChildNode::start(state_->data);
        ASSERT_TRUE(node) << node.error().what;
        node_ = std::move(*node);
        auto credentials = state_->sign_in(node_->url());
        ASSERT_TRUE(credentials) << credentials.error().what;
        credentials_ = credentials->steward;
        auto voice = Voice::of(node_->url(), credentials_);
        ASSERT_TRUE(voice);
        operator_.emplace(std::move(*voice));
        before_ = institutions();
    }
    std::string institutions() {
        auto listed = operator_->send("GET", "/api/institutions");
        return listed ? listed->body : listed.error().what;
    }
    // A decision that the operator may take, so that nothing but its framing keeps it from being taken.
    [[nodiscard]] std::string hidden() const {
        std::string fields,
            body = R"({"registration_number":"40003032949","name":{"lv":"X","en":"X"}})";
        for (const auto& [name, value] : credentials_) fields += name + ": " + value + "\r\n";
        return fmt::format("POST /api/institutions HTTP/1.1\r\nHost: a\r\n{}Content-Type: "
                           "application/json\r\nContent-Length: {}\r\n\r\n{}",
                           fields, body.size(), body);
    }
    void expect_refused(std::string_view what, const std::string& bytes) {
        Socket socket(node_->port());
        socket.send(bytes);
        auto said = socket.rest();
        EXPECT_EQ(http::wire::status(said) / 100, said.contains(" 50") ? 5 : 4)
            << what << ": " << said;
        EXPECT_EQ(said.find("\r\nDate: "), said.rfind("\r\nDate: "))
            << what << ": two answers: " << said;
        EXPECT_FALSE(said.contains("still open")) << what;
        EXPECT_EQ(institutions(), before_) << what << ": the hidden request was taken";
    }

    Folder folder_{"smuggled"};
    std::unique_ptr<State> state_;
    std::unique_ptr<ChildNode> node_;
    Voice::Headers credentials_;
    std::optional<Voice> operator_;
    std::string before_;
};

TEST_F(Smuggled, RequestsAreRefusedWithWhateverHidThem) {
    const std::string post = "POST /api/session HTTP/1.1\r\nHost: a\r\n",
                      chunked = post + "Transfer-Encoding: chunked\r\n", nul("\0", 1);
    expect_refused("both framings", chunked + "Content-Length: 5\r\n\r\n0\r\n\r\n" + hidden());
    expect_refused("both, the other way",
                   post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
                       hidden());
    expect_refused("two lengths",
                   post + "Content-Length: 0\r\nContent-Length: 9\r\n\r\n" + hidden());
    expect_refused("one length twice",
                   post + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n" + hidden());
    expect_refused("a list of lengths", post + "Content-Length: 0, 0\r\n\r\n" + hidden());
    expect_refused("a signed length", post + "Content-Length: +0\r\n\r\n" + hidden());
    expect_refused("a length in hexadecimals", post + "Content-Length: 0x0\r\n\r\n" + hidden());
    expect_refused("a coding before chunks",
                   post + "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n" + hidden());
    expect_refused("a coding with a tab before it", post +
                                                        "Transfer-Encoding: \x0b"
                                                        "chunked\r\nContent-Length: 0\r\n\r\n" +
                                                        hidden());
    expect_refused("a space before the colon",
                   post + "Transfer-Encoding : chunked\r\nContent-Length: 0\r\n\r\n" + hidden());
    expect_refused("a folded field",
                   post + "X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n" +
                       hidden());
    expect_refused("bare line feeds",
                   "POST /api/session HTTP/1.1\nHost: a\nContent-Length: 0\n\n" + hidden());
    expect_refused("a bare line feed in a field",
                   post + "X: y\nContent-Length: 9\r\nContent-Length: 0\r\n\r\n" + hidden());
    expect_refused("a NUL in a field",
                   post + "X: a" + nul + "b\r\nContent-Length: 0\r\n\r\n" + hidden());
    expect_refused("a NUL in a name",
                   post + "X" + nul + ": b\r\nContent-Length: 0\r\n\r\n" + hidden());
    expect_refused("another host than the address names",
                   "GET http://b/healthz HTTP/1.1\r\nHost: a\r\n\r\n" + hidden());
    expect_refused("two hosts", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + hidden());
    expect_refused("chunks in HTTP/1.0", "POST /api/session HTTP/1.0\r\nHost: a\r\n"
                                         "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
                                             hidden());
    for (const auto* size : {"xyz", "-1", "+3", "0x3", " 3", "3 ", "10000000000000003", ""})
        expect_refused(fmt::format("a chunk of size \"{}\"", size),
                       chunked + "\r\n" + size + "\r\nabc\r\n0\r\n\r\n" + hidden());
    expect_refused("a chunk longer than its size",
                   chunked + "\r\n1\r\nabc\r\n0\r\n\r\n" + hidden());
    expect_refused("a chunk's size before a bare line feed",
                   chunked + "\r\n3\nabc\r\n0\r\n\r\n" + hidden());
    expect_refused("an extension with a bare line feed",
                   chunked + "\r\n3;\nabc\r\n0\r\n\r\n" + hidden());
    EXPECT_EQ(node_->stop(), 0);
}

TEST_F(Smuggled, RequestsWouldHaveBeenTakenInTheOpen) {
    Socket socket(node_->port());
    socket.send(hidden());
    EXPECT_EQ(http::wire::status(socket.response()), 200);
    EXPECT_NE(institutions(), before_);
}

// ---- clients that take their time ------------------------------------------------------------------------

// Sends a byte a while, until it is answered or the connection is gone.
std::string drip(Socket& socket, std::string_view head, std::chrono::milliseconds pause) {
    socket.send(head);
    std::string said;
    for (int i = 0; i < 200 && said.empty(); ++i) {
        if (!socket.send("x")) break;
        pollfd heard{socket.descriptor(), POLLIN, 0};
        if (::poll(&heard, 1, static_cast<int>(pause.count())) > 0) said = socket.rest();
    }
    return said;
}

TEST(Slow, ClientsAreCutInTimeAndHoldUpNobody) {
    TestNode::Options options;
    options.timeouts.head = 1s, options.timeouts.body = 1s;
    auto node = TestNode::start(options);
    auto port =
        number<std::uint16_t>(std::string_view(node->url()).substr(node->url().rfind(':') + 1));
    ASSERT_TRUE(port);
    constexpr std::string_view in_head = "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ",
                               in_body = "POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Type: "
                                         "application/json\r\nContent-Length: 100000\r\n\r\n",
                               in_chunk =
                                   "POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Type: "
                                   "application/json\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n";
    std::vector<std::thread> slow;
    std::atomic<int> cut = 0, others = 0;
    auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < 30; ++i)
        slow.emplace_back([&, i] {
            Socket socket(*port);
            auto said = drip(socket, i % 3 == 0 ? in_head : i % 3 == 1 ? in_body : in_chunk, 100ms);
            (http::wire::status(said) == 408 ? cut : others)++;
        });
    auto voice = Voice::of(node->url());
    ASSERT_TRUE(voice);
    std::chrono::nanoseconds longest{};
    for (int i = 0; i < 100; ++i) {
        auto asked = std::chrono::steady_clock::now();
        auto answer = voice->send("GET", "/healthz");
        EXPECT_TRUE(answer && answer->status == 200);
        longest = std::max(longest, std::chrono::steady_clock::now() - asked);
        std::this_thread::sleep_for(10ms);
    }
    for (auto& one : slow) one.join();
    EXPECT_EQ(cut, 30) << others << " ended otherwise";
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s)
        << "deadlines are a second, watched each second";
    EXPECT_LT(longest, 1s) << "who is quick is served at once";
}

// ---- a file that is one line -----------------------------------------------------------------------------

std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> out;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none))
        out.push_back(entry.path().filename().string());
    std::ranges::sort(out);
    return out;
}

TEST(AFileOfOneLine, IsRefusedInWordsAndInLittleMemory) {
    constexpr std::size_t size = limits::GiB, most = 160 * limits::MiB;
    Folder folder("one-line");
    auto state = State::make(folder.path() / "data", 0);
    ASSERT_TRUE(state) << state.error().what;
    auto node = ChildNode::start((*state)->data);
    ASSERT_TRUE(node) << node.error().what;
    auto credentials = (*state)->sign_in((*node)->url());
    ASSERT_TRUE(credentials) << credentials.error().what;
    auto steward = *Voice::of((*node)->url(), credentials->steward);
    auto versions = names_in((*state)->data / "versions");

    auto id = test::upload(steward, "skaits", "numurs,laidiens\r\n");
    ASSERT_TRUE(id) << id.error().what;
    const std::string part(limits::upload_part, 'x');
    for (std::size_t at = 17; at < size; at += part.size()) {
        auto sent = steward.send(
            "PATCH", "/api/uploads/" + *id, part,
            {{"Upload-Offset", std::to_string(at)}, {"Content-Type", "application/octet-stream"}});
        ASSERT_TRUE(sent && sent->status == 204) << at;
    }
    auto failed = test::publish_upload(steward, *id, 60s);
    ASSERT_TRUE(failed) << failed.error().what;
    EXPECT_EQ(failed->at("stage").as_string(), "failed");
    EXPECT_TRUE(json::text(*failed).contains("ine 2")) << json::text(*failed);
    EXPECT_LT((*node)->most_memory(), most);
    fmt::print("{}; the node held {} MiB\n", std::string(failed->at("failure").as_string()),
               (*node)->most_memory() / limits::MiB);

    EXPECT_EQ(names_in((*state)->data / "versions"), versions);
    EXPECT_EQ(names_in((*state)->data / "temporary"), std::vector<std::string>{});
    EXPECT_TRUE((*state)->holds((*node)->url(), *credentials, {})) << "the version before serves";
    EXPECT_EQ((*node)->stop(), 0);
}

} // namespace vienreiz::faults
