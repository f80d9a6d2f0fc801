// `vienreiz observe` beside a node, and beside journals that are slow, that are long and that lie.
#include "app/demonstration.hpp"
#include "base/json.hpp"
#include "capabilities/institutions/registration_number.hpp"
#include "commands/demonstrated.hpp"
#include "http/server.hpp"
#include "journal/batch.hpp"
#include "journal/contradiction.hpp"
#include "journal/receipt.hpp"
#include "journal/static_log.hpp"
#include "journal/verification.hpp"
#include "node/test_node.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <iterator>
#include <thread>

namespace vienreiz::commands {

using namespace std::chrono_literals;
using test::ChildNode;
using test::run_program;
using test::Voice;

std::string whole_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string answer_of(const std::string& url, const std::string& path) {
    auto at = http::service_address(url);
    auto answer = Voice::of(at.base)->send("GET", at.path + path).value();
    EXPECT_EQ(answer.status, 200) << url << path << answer.body;
    return answer.body;
}

bool becomes(const std::function<bool()>& is) {
    for (int times = 0; times < 600 && !is(); ++times) std::this_thread::sleep_for(50ms);
    return is();
}

// All entries of a mirror's folder, read and proved as by a stranger.
std::vector<std::string> entries_in(const std::filesystem::path& folder, const std::string& vkey) {
    using namespace journal;
    auto files = fetch_from(folder);
    auto note = files("checkpoint").value();
    std::vector known{verifier_key(trim(vkey)).value()};
    auto head = verified_checkpoint(text(note), known).value();
    auto get = [&](const TileName& name) { return fetch_tile(files, name); };
    ProvedTree tree(std::make_shared<RightEdge>(RightEdge::of(head.size, head.root, get).value()),
                    get);
    std::vector<std::string> out;
    for (std::uint64_t number = 0; width_in(0, number, head.size) > 0; ++number) {
        auto bundle = tree.bundle(number).value();
        for (EntryReader reader(bundle); !reader.done();) out.emplace_back(*reader.next());
    }
    return out;
}

// ---- a node of ours
// --------------------------------------------------------------------------------

struct Observing : testing::Test {
    const Demonstrated& kept = Demonstrated::node();
    test::Folder folder{"observe"};
    std::filesystem::path data = folder.path() / "node", mirror = folder.path() / "mirror";

    std::unique_ptr<ChildNode> node_in(const std::filesystem::path& where) const {
        std::filesystem::copy(kept.data, where, std::filesystem::copy_options::recursive);
        return ChildNode::start(where).value();
    }
    [[nodiscard]] test::Ended observed(const std::string& url, const std::string& trusted,
                                       const std::filesystem::path& into) const {
        return run_program({"observe", url, "--into", into.string(), "--once",
                            trusted.ends_with("policy") ? "--policy" : "--vkey", trusted});
    }
    // One more entry of the journal main.
    void register_institution(const ChildNode& node) {
        auto people = app::demonstration_in(data)->people;
        auto who = std::ranges::find(people, "operator", &app::DemonstrationPerson::role);
        ASSERT_NE(who, people.end());
        auto headers = Voice::sign_in(node.url(), who->login, who->password).value();
        auto number = next_number();
        auto response = Voice::of(node.url(), headers)
                            ->send("POST", "/api/institutions",
                                   fmt::format(R"({{"registration_number":"{}",)"
                                               R"("name":{{"lv":"Iestāde","en":"Body"}}}})",
                                               number))
                            .value();
        ASSERT_EQ(response.status, 200) << response.body;
    }
    std::string next_number() {
        for (;;)
            if (auto number = std::to_string(next_number_++);
                institutions::check_registration_number(number))
                return number;
    }
    static std::uint64_t size_of(const std::string& url) {
        auto note = journal::parse_note(answer_of(url, "/checkpoint"));
        return journal::parse_checkpoint(note->text)->size;
    }
    // The journal grows by itself as well: within a second the root of the state follows what has changed.
    static std::uint64_t settled_size(const std::string& url) {
        constexpr auto longer_than_that = std::chrono::milliseconds(2'500);
        for (auto size = size_of(url);;) {
            std::this_thread::sleep_for(longer_than_that);
            if (auto now = size_of(url); now != size)
                size = now;
            else
                return size;
        }
    }
    std::uint64_t next_number_ = 40'009'000'000;
    std::string main_vkey = kept.other_vkey;
};

TEST_F(Observing, MirrorsAJournalAndGoesOnWhereItWas) {
    auto node = node_in(data);
    auto url = node->url() + "/journals/main";
    auto policy = file_with("observed.policy", answer_of(url, "/policy"));
    auto size = settled_size(url);
    auto first = observed(url, policy, mirror);
    ASSERT_EQ(first.status, 0) << first.output;
    EXPECT_TRUE(first.output.contains(fmt::format("Mirrored {}: {} entries, {} of them new\n",
                                                  main_vkey.substr(0, main_vkey.find('+')),
                                                  grouped(size), grouped(size))))
        << first.output;
    register_institution(*node);
    EXPECT_EQ(settled_size(url), size + 2);
    auto second = observed(url, policy, mirror);
    ASSERT_EQ(second.status, 0) << second.output;
    EXPECT_TRUE(second.output.contains(fmt::format("{} entries, 2 of them new", size + 2)))
        << second.output;
    auto cat = run_program({"journal", "cat", "--data", data.string()});
    EXPECT_EQ(join(entries_in(mirror, main_vkey), "\n") + "\n", cat.output);
    EXPECT_EQ(observed(url, policy, mirror).status, 0) << "and nothing is new";
}

// Whoever has the mirror needs neither the node nor the observer for a receipt.
TEST_F(Observing, HoldsEnoughForAReceipt) {
    auto node = node_in(data);
    auto url = node->url() + "/journals/main";
    auto policy = file_with("observed.policy", answer_of(url, "/policy"));
    ASSERT_EQ(observed(url, policy, mirror).status, 0);
    node->kill();
    auto entries = entries_in(mirror, main_vkey);
    journal::Edge edge;
    std::map<std::pair<unsigned, std::uint64_t>, journal::Hash> nodes;
    for (const auto& entry : entries) {
        auto leaf = journal::leaf_hash(bytes(entry));
        nodes[{0U, edge.size()}] = leaf;
        edge.append(leaf, [&](journal::Node at, const journal::Hash& hash) {
            nodes[{at.height, at.index}] = hash;
        });
    }
    auto hashes = [&](journal::Node at) -> Result<journal::Hash> {
        return nodes.at({at.height, at.index});
    };
    auto proof = journal::inclusion_proof(3, entries.size(), hashes).value();
    auto receipt =
        to_text(journal::Receipt{3, entries[3], proof, whole_file(mirror / "checkpoint")});
    auto verified = run_program({"verify", file_with("made", receipt), "--policy", policy});
    EXPECT_EQ(verified.status, 0) << verified.output;
    EXPECT_TRUE(verified.output.contains(entries[3])) << verified.output;
}

TEST_F(Observing, FollowsANodeAndServesWhatItHoldsWhenThatIsGone) {
    auto node = node_in(data);
    auto url = node->url() + "/journals/main";
    auto observer = ChildNode::start_observer(
                        url, mirror, {"--vkey", std::string(trim(main_vkey)), "--every", "1"})
                        .value();
    auto serves = [&](std::uint64_t size) {
        return becomes([&] {
            auto answer = Voice::of(observer->url())->send("GET", "/checkpoint");
            return answer && answer->status == 200 && size_of(observer->url()) == size;
        });
    };
    EXPECT_TRUE(serves(settled_size(url)));
    register_institution(*node);
    auto size = settled_size(url);
    EXPECT_TRUE(serves(size));
    node->kill();
    auto health = [&] { return *json::parse(answer_of(observer->url(), "/healthz")); };
    EXPECT_TRUE(becomes([&] { return health().at("status").as_string() == "behind"; }));
    EXPECT_EQ(health().at("entries").to_number<std::uint64_t>(), size);
    EXPECT_TRUE(serves(size));

    // An observer of the observer cannot tell it from the journal.
    auto another = folder.path() / "another";
    auto second = observed(observer->url(), file_with("vkey", main_vkey), another);
    EXPECT_EQ(second.status, 0) << second.output;
    EXPECT_EQ(entries_in(another, main_vkey), entries_in(mirror, main_vkey));
    auto beside = observed(url, file_with("vkey", main_vkey), mirror);
    EXPECT_EQ(beside.status, code(Kind::conflict)) << "two programs with one folder";
    EXPECT_EQ(observer->stop(), 0);
}

TEST_F(Observing, ProvesASecondHistoryUnderTheSameKeys) {
    auto node = node_in(data), other = node_in(folder.path() / "other");
    register_institution(*node);
    auto policy = file_with("observed.policy", answer_of(node->url(), "/journals/main/policy"));
    ASSERT_EQ(observed(node->url() + "/journals/main", policy, mirror).status, 0);
    auto held = whole_file(mirror / "checkpoint");
    for (int more = 0; more < 2; ++more) { // as large as what is held, and larger
        register_institution(*other);
        std::filesystem::remove(mirror / "contradiction");
        auto refused = observed(other->url() + "/journals/main", policy, mirror);
        EXPECT_EQ(refused.status, code(Kind::conflict)) << refused.output;
        EXPECT_TRUE(refused.output.contains("two checkpoints that exclude each other"))
            << refused.output;
        EXPECT_TRUE(refused.output.contains((mirror / "contradiction").string()));
        EXPECT_EQ(whole_file(mirror / "checkpoint"), held);
        auto proof = (mirror / "contradiction").string();
        auto verified = run_program({"verify", proof, "--policy", policy});
        EXPECT_EQ(verified.status, 0) << verified.output;
        EXPECT_TRUE(verified.output.contains("exclude each other")) << verified.output;
        auto stranger = run_program({"verify", proof, "--vkey", file_with("vkey", kept.vkey)});
        EXPECT_NE(stranger.status, 0) << stranger.output;
    }
    // The one that serves says so too, and goes on with the history it holds.
    auto observer = ChildNode::start_observer(other->url() + "/journals/main", mirror,
                                              {"--policy", policy, "--every", "1"})
                        .value();
    EXPECT_EQ(answer_of(observer->url(), "/checkpoint"), held);
    EXPECT_TRUE(answer_of(observer->url(), "/healthz").contains(R"("status":"contradiction")"));
    EXPECT_TRUE(becomes(
        [&] { return whole_file(mirror.string() + ".out").contains(R"("level":"error")"); }));
}

TEST_F(Observing, MirrorsTheTreeAloneWhereEntriesAreWithheld) {
    auto node = node_in(data);
    auto ended = observed(node->url() + "/journals/access", file_with("vkey", kept.vkey), mirror);
    ASSERT_EQ(ended.status, 0) << ended.output;
    EXPECT_TRUE(ended.output.contains("(The journal answered 401): the tree alone is mirrored"))
        << ended.output;
    EXPECT_TRUE(std::filesystem::exists(mirror / "tile/0"));
    EXPECT_FALSE(std::filesystem::exists(mirror / "tile/entries"));
}

TEST_F(Observing, SaysWhatIsWrongWithTheCall) {
    auto vkey = file_with("vkey", main_vkey);
    auto ends = [&](std::vector<std::string> more, int status) {
        std::vector<std::string> words{"observe", "--into", mirror.string(), "--once"};
        words.insert(words.end(), more.begin(), more.end());
        auto ended = run_program(words);
        EXPECT_EQ(ended.status, status) << join(words, " ") << ": " << ended.output;
    };
    ends({"--vkey", vkey}, 1);
    ends({"http://127.0.0.1:1"}, code(Kind::invalid));
    ends({"http://127.0.0.1:1", "--vkey", vkey, "--policy", vkey}, code(Kind::invalid));
    ends({"ftp://127.0.0.1", "--vkey", vkey}, code(Kind::invalid));
    ends({"http://127.0.0.1:1", "--vkey", vkey, "--every", "0"}, code(Kind::invalid));
    ends({"http://127.0.0.1:1", "--vkey", vkey, "--every", "86401"}, code(Kind::invalid));
    ends({"http://127.0.0.1:1", "--vkey", vkey + ".none"}, code(Kind::missing));
    ends({"http://127.0.0.1:1", "--vkey", vkey}, code(Kind::unavailable));
    auto node = node_in(data);
    ends({node->url() + "/journals/access", "--vkey", vkey}, code(Kind::forbidden));
    ends({node->url() + "/nowhere", "--vkey", vkey}, code(Kind::missing));
    ends({node->url() + "/lv/", "--vkey", vkey}, code(Kind::missing));
}

// ---- a long journal
// --------------------------------------------------------------------------------

// In this process, so that it can be slow and tell what it was asked for.
struct ALongJournal : testing::Test {
    static constexpr std::uint64_t size = 50'000;
    void SetUp() override {
        std::vector<std::string> entries;
        for (std::uint64_t at = 0; at < size; ++at)
            entries.push_back("entry " + std::to_string(at));
        std::vector<std::string_view> views(entries.begin(), entries.end());
        for (std::size_t at = 0; at < size; at += limits::journal_batch_entries)
            ASSERT_TRUE(journal->append(
                std::span(views).subspan(at, std::min(limits::journal_batch_entries, size - at))));
        http::ServerOptions options;
        options.port = 0;
        options.threads = 1;
        server = http::Server::start(std::move(options), [this](const http::Request& request,
                                                                http::Responder respond) {
                     respond(answer(request.path.substr(1)));
                 }).value();
    }
    http::Response answer(std::string_view path) {
        using journal::TileName;
        ++asked;
        std::this_thread::sleep_for(pause.load());
        if (path == "checkpoint") return {.body = journal->checkpoint()};
        auto name = journal::parse_tile_path(path);
        if (!name) return http::problem(name.error());
        auto width = name->width == journal::tile_width ? 0 : name->width;
        auto content = name->of == TileName::Of::hashes
                           ? journal->tile(name->level, name->number, width)
                           : journal->bundle(name->number, width);
        if (!content) return http::problem(content.error());
        return {.body = std::string(text(*content))};
    }
    [[nodiscard]] std::string url() const {
        return fmt::format("http://127.0.0.1:{}", server->port());
    }
    [[nodiscard]] std::size_t files() const {
        std::error_code error;
        std::size_t out = 0;
        for (const auto& one :
             std::filesystem::recursive_directory_iterator(mirror / "tile", error))
            out += one.is_regular_file();
        return out;
    }

    test::Folder folder{"long-journal"};
    std::filesystem::path mirror = folder.path() / "mirror";
    std::unique_ptr<journal::Journal> journal =
        journal::open_files({.folder = folder.path() / "journal",
                             .identity = {"long.example/j", crypto::PrivateKey::generate(
                                                                crypto::Algorithm::Ed25519)}})
            .value();
    std::string vkey = file_with("long.vkey", journal->vkey());
    std::atomic<std::size_t> asked{0};
    std::atomic<std::chrono::microseconds> pause{0us};
    std::unique_ptr<http::Server> server;
};

TEST_F(ALongJournal, IsGoneOnWithWhereTheObserverWasKilled) {
    pause = 2ms;
    constexpr std::size_t all_files = 195 + 196 + 2; // tiles, bundles, two at the edge
    for (auto enough : std::vector<std::size_t>{40, 120, 220, 340}) {
        auto observer = ChildNode::start_observer(url(), mirror, {"--vkey", vkey}).value();
        EXPECT_TRUE(becomes([&] { return files() >= enough; }));
        observer->kill();
        EXPECT_FALSE(std::filesystem::exists(mirror / "checkpoint"));
    }
    auto before = files();
    pause = 0us;
    for (std::size_t seen = 0; seen != asked; std::this_thread::sleep_for(200ms))
        seen = asked; // what the killed one had asked for is answered all the same
    asked = 0;
    auto ended =
        run_program({"observe", url(), "--into", mirror.string(), "--once", "--vkey", vkey});
    ASSERT_EQ(ended.status, 0) << ended.output;
    EXPECT_TRUE(ended.output.contains("50 000 entries")) << ended.output;
    EXPECT_EQ(files(), all_files);
    // The checkpoint, the edge, and what was not there: at most one file was torn.
    EXPECT_LE(asked, 1 + 2 + all_files - before + 1);
    auto entries = entries_in(mirror, journal->vkey());
    ASSERT_EQ(entries.size(), size);
    EXPECT_EQ(entries.back(), "entry 49999");
}

TEST_F(ALongJournal, ShowsHowFarItIs) {
    auto ended = test::run_program_on_terminal(
        {"observe", url(), "--into", mirror.string(), "--once", "--vkey", vkey});
    ASSERT_EQ(ended.status, 0) << ended.output;
    EXPECT_TRUE(ended.output.contains("50 000 entries")) << ended.output;
    EXPECT_TRUE(ended.output.contains("Catching up [")) << ended.output;
    EXPECT_TRUE(ended.output.contains("100 %")) << ended.output;
}

} // namespace vienreiz::commands
