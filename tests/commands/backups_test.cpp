// Encrypted backups as their operator meets them.
#include "commands/demonstrated.hpp"
#include "crypto/age.hpp"
#include "node/test_node.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace vienreiz::commands {

using test::run_program;

struct Backups : testing::Test {
    test::Folder folder{"backups"};
    std::filesystem::path data = folder.path() / "data", store = folder.path() / "store";
    crypto::age::Identity identity = crypto::age::Identity::generate();
    std::string key = written("identity", identity.text() + "\n");

    void SetUp() override {
        std::filesystem::copy(Demonstrated::node().data, data,
                              std::filesystem::copy_options::recursive);
    }
    std::string written(const std::string& name, std::string_view content) const {
        auto file = folder.path() / name;
        std::ofstream(file, std::ios::binary) << content;
        return file.string();
    }
    test::Ended back_up() const {
        return run_program({"backup", "--data", data.string(), "--to", store.string(),
                            "--recipient", to_text(identity.recipient())});
    }
    test::Ended restore(const std::string& to, std::vector<std::string> more = {}) const {
        std::vector<std::string> words{"restore",    "--from", store.string(), "--to", place(to),
                                       "--identity", key};
        words.insert(words.end(), more.begin(), more.end());
        return run_program(words);
    }
    std::string place(const std::string& name) const { return (folder.path() / name).string(); }
    std::vector<std::string> runs() const {
        auto listed = run_program({"backups", "list", "--at", store.string()});
        std::vector<std::string> out;
        for (auto line : split(listed.output, '\n'))
            if (!line.empty()) out.emplace_back(line);
        return out;
    }
    std::vector<std::filesystem::path> pieces() const {
        std::vector<std::filesystem::path> out;
        for (const auto& one : std::filesystem::recursive_directory_iterator(store / "pieces"))
            if (one.is_regular_file()) out.push_back(one.path());
        return out;
    }
    void expect_refused(const test::Ended& ended, Kind kind, std::string_view sentence) const {
        EXPECT_EQ(ended.status, code(kind)) << ended.output;
        EXPECT_TRUE(ended.output.contains(sentence)) << ended.output;
    }
};

TEST_F(Backups, AreRestoredWithTheRootsTheyHad) {
    auto made = back_up();
    ASSERT_EQ(made.status, 0) << made.output;
    auto restored = restore("restored");
    ASSERT_EQ(restored.status, 0) << restored.output;
    EXPECT_TRUE(restored.output.contains("all roots agree")) << restored.output;
    for (const auto* name : {"main", "access", "root"}) {
        auto root = [&](const std::string& where) {
            auto told = run_program({"journal", "check", "--data", where, "--journal", name});
            EXPECT_EQ(told.status, 0) << told.output;
            auto at = told.output.find("  root ");
            return told.output.substr(at, told.output.find('\n', at) - at);
        };
        EXPECT_EQ(root(place("restored")), root(data.string()));
    }
    auto node = test::ChildNode::start(place("restored"));
    ASSERT_TRUE(node) << node.error().what;
    EXPECT_EQ((*node)->stop(), 0);
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(place("restored")).permissions(), perms::owner_all);
    EXPECT_EQ(std::filesystem::status(place("restored/keys/journal-main.pem")).permissions(),
              perms::owner_read | perms::owner_write);
}

TEST_F(Backups, AddOnlyWhatIsNewAndKeepWhatWas) {
    ASSERT_EQ(back_up().status, 0);
    auto before = pieces().size();
    {
        auto node = test::ChildNode::start(data);
        ASSERT_TRUE(node) << node.error().what;
        auto during = back_up();
        EXPECT_EQ(during.status, 0) << during.output;
        EXPECT_EQ((*node)->stop(), 0);
    }
    auto last = back_up();
    ASSERT_EQ(last.status, 0) << last.output;
    EXPECT_LT(pieces().size(), before + 20) << "of " << before;
    auto names = runs();
    ASSERT_EQ(names.size(), 3U);
    EXPECT_EQ(restore("newest").status, 0);
    for (std::size_t at = 0; at < names.size(); ++at) {
        auto one = restore(fmt::format("restored-{}", at), {"--run", names[at]});
        EXPECT_EQ(one.status, 0) << one.output;
    }
    auto listed = run_program({"backups", "list", "--at", store.string(), "--identity", key});
    EXPECT_TRUE(listed.output.contains(names[0] + "  ")) << listed.output;
    EXPECT_TRUE(listed.output.contains(", main ")) << listed.output;
}

TEST_F(Backups, TellNothingWithoutTheKey) {
    ASSERT_EQ(back_up().status, 0);
    for (const auto& one : std::filesystem::recursive_directory_iterator(store)) {
        if (!one.is_regular_file() || one.path().filename() == "lock") continue;
        std::ifstream in(one.path(), std::ios::binary);
        std::string content{std::istreambuf_iterator<char>(in), {}};
        EXPECT_TRUE(content.starts_with("age-encryption.org/v1\n-> X25519 ") ||
                    content.starts_with("vienreiz-backup-store/1\n"))
            << one.path();
        for (const auto* word : {"journal", "PRIVATE KEY", "steward", "segment"})
            EXPECT_FALSE(content.contains(word) || one.path().filename().string().contains(word))
                << one.path();
    }
}

TEST_F(Backups, SayWhatIsWrong) {
    auto none = run_program({"backups", "list", "--at", store.string()});
    expect_refused(none, Kind::missing, "no backup store in this folder");
    ASSERT_EQ(back_up().status, 0);
    auto other = written("other", crypto::age::Identity::generate().text());
    expect_refused(run_program({"restore", "--from", store.string(), "--to", place("restored"),
                                "--identity", other}),
                   Kind::forbidden, "encrypted to another recipient");
    expect_refused(run_program({"restore", "--from", store.string(), "--to", place("restored"),
                                "--identity", written("none", "# nothing\n")}),
                   Kind::invalid, "no age identity");
    expect_refused(restore("data"), Kind::conflict, "does not exist yet");
    expect_refused(restore("restored", {"--run", "2020-01-01"}), Kind::missing,
                   "This run is not in the backup store");
    expect_refused(run_program({"backup", "--data", data.string(), "--to", place("data"),
                                "--recipient", to_text(identity.recipient())}),
                   Kind::conflict, "holds something else");
    expect_refused(run_program({"backup", "--data", data.string(), "--to", store.string(),
                                "--recipient", "age1mistyped"}),
                   Kind::invalid, "no age recipient");
    EXPECT_FALSE(std::filesystem::exists(place("restored")));
}

TEST_F(Backups, NameThePieceThatIsDamagedOrGone) {
    ASSERT_EQ(back_up().status, 0);
    EXPECT_EQ(run_program({"backups", "check", "--at", store.string()}).status, 0);
    auto piece = pieces().front();
    auto size = std::filesystem::file_size(piece);
    std::filesystem::resize_file(piece, size - 1);
    for (const auto& ended :
         {run_program({"backups", "check", "--at", store.string()}), restore("restored")})
        expect_refused(ended, Kind::corrupt, piece.string());
    std::filesystem::remove(piece);
    expect_refused(restore("restored"), Kind::missing, piece.string());
    auto again = back_up();
    EXPECT_EQ(again.status, 0) << again.output;
    EXPECT_TRUE(again.output.contains("The store had lost 1 pieces")) << again.output;
    EXPECT_EQ(restore("restored").status, 0);
}

TEST_F(Backups, AreForgottenWhenTheirTimeIsOver) {
    ASSERT_EQ(back_up().status, 0);
    auto forget = [&](const std::string& day, const std::string& with) {
        return run_program(
            {"backups", "forget", "--at", store.string(), "--identity", with, "--before", day});
    };
    expect_refused(forget("2999-1-1", key), Kind::invalid, "is not a date");
    expect_refused(forget("2999-01-01", written("other", crypto::age::Identity::generate().text())),
                   Kind::forbidden, "another recipient");
    expect_refused(run_program({"backups", "forget", "--at", place("none"), "--identity", key,
                                "--before", "2999-01-01"}),
                   Kind::missing, "no backup store");
    EXPECT_FALSE(std::filesystem::exists(place("none")));
    auto only_one = forget("2999-01-01", key);
    EXPECT_TRUE(only_one.output.starts_with("0 runs are gone, and 0 pieces")) << only_one.output;
    ASSERT_EQ(back_up().status, 0);
    auto earlier = forget("2020-01-01", key);
    EXPECT_TRUE(earlier.output.starts_with("0 runs are gone")) << earlier.output;
    auto forgotten = forget("2999-01-01", key);
    EXPECT_TRUE(forgotten.output.starts_with("1 runs are gone")) << forgotten.output;
    EXPECT_EQ(runs().size(), 1U);
    EXPECT_EQ(restore("restored").status, 0);
}

TEST_F(Backups, OfADamagedJournalAreRefused) {
    ASSERT_EQ(back_up().status, 0);
    auto segment = data / "journals/main/segment-00000000000000000000";
    std::fstream file(segment, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(1000);
    file.put('\xff');
    file.close();
    auto refused = back_up();
    EXPECT_EQ(refused.status, code(Kind::corrupt)) << refused.output;
    EXPECT_EQ(runs().size(), 1U);
    EXPECT_EQ(restore("restored").status, 0) << "the one of before";
}

TEST_F(Backups, AreComparedWithACheckpointThatOthersHold) {
    auto noted = [&](const std::string& name) {
        std::ifstream in(data / "journals/main/checkpoint", std::ios::binary);
        return written(name, std::string{std::istreambuf_iterator<char>(in), {}});
    };
    auto earlier = noted("earlier");
    ASSERT_EQ(back_up().status, 0);
    auto same = restore("same", {"--checkpoint", earlier});
    EXPECT_EQ(same.status, 0) << same.output;
    EXPECT_TRUE(same.output.contains("is of this history")) << same.output;
    {
        auto added = test::run_program_with("a long password of hers\n",
                                            {"operator", "add", "--data", data.string(), "--person",
                                             "Ilze Ozola", "--login", "ilze"});
        ASSERT_EQ(added.status, 0) << added.output;
        auto node = test::ChildNode::start(data); // a checkpoint over it is signed and kept
        ASSERT_TRUE(node) << node.error().what;
        EXPECT_EQ((*node)->stop(), 0);
    }
    auto behind = restore("behind", {"--checkpoint", noted("later")});
    EXPECT_EQ(behind.status, 0) << behind.output;
    EXPECT_TRUE(behind.output.contains("are not in this backup: ")) << behind.output;

    auto altered = written("altered", "vienreiz.local/journals/main\n3\n" + std::string(43, 'A') +
                                          "=\n\n— vienreiz.local/journals/main AAAAAAA=\n");
    EXPECT_NE(restore("altered-copy", {"--checkpoint", altered}).status, 0);
    EXPECT_FALSE(std::filesystem::exists(place("altered-copy")));
}

// Killed at whatever moment, it leaves the runs of before whole, and the next one goes on.
TEST_F(Backups, SurviveBeingKilled) {
    ASSERT_EQ(back_up().status, 0);
    auto store_of = [&](int milliseconds) {
        return fmt::format(
            "timeout -s KILL {:.3f} '{}' backup --data '{}' --to '{}' --recipient {} "
            ">/dev/null 2>&1",
            milliseconds / 1000.0, test::program().string(), data.string(), store.string(),
            to_text(crypto::age::Identity::generate().recipient()));
    };
    bool finished = false;
    for (int milliseconds = 5; !finished && milliseconds < 60'000;
         milliseconds = milliseconds * 3 / 2)
        finished = std::system(store_of(milliseconds).c_str()) == 0; // each writes everything anew
    EXPECT_TRUE(finished);
    auto checked = run_program({"backups", "check", "--at", store.string()});
    EXPECT_EQ(checked.status, 0) << checked.output;
    EXPECT_EQ(restore("restored", {"--run", runs().front()}).status, 0);
    auto again = back_up();
    EXPECT_EQ(again.status, 0) << again.output;
    EXPECT_EQ(restore("newest").status, 0);
}

// As src/backup/README.md tells a stranger to.
TEST_F(Backups, AreRestoredWithoutThisProgram) {
    if (std::system("age --version >/dev/null 2>&1 && jq --version >/dev/null 2>&1") != 0)
        GTEST_SKIP() << "There is no age or no jq here";
    ASSERT_EQ(back_up().status, 0);
    std::ifstream in(VIENREIZ_SOURCE_DIR "/src/backup/README.md");
    std::string readme{std::istreambuf_iterator<char>(in), {}};
    auto begin = readme.find("```sh\n") + 6;
    auto script = written("restore.sh", readme.substr(begin, readme.find("```", begin) - begin));
    std::filesystem::copy(key, store / "identity");
    auto line = fmt::format("cd '{}' && run={} sh -e '{}'", store.string(), runs().back(), script);
    ASSERT_EQ(std::system(line.c_str()), 0);
    for (const auto* name : {"main", "access", "root"}) {
        auto checked = run_program(
            {"journal", "check", "--data", (store / "restored").string(), "--journal", name});
        EXPECT_EQ(checked.status, 0) << checked.output;
    }
}

} // namespace vienreiz::commands
