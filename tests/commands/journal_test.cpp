// The commands that read a journal's folder: whatever they find there, they leave it as it is.
#include "commands/demonstrated.hpp"
#include "node/test_node.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace vienreiz::commands {

using test::run_program;

// A node's data folder for one test.
struct JournalFolder : testing::Test {
    test::Folder folder{"journal-commands"};
    std::filesystem::path data = folder.path() / "data", key = data / "keys/journal-main.pem",
                          checkpoint = data / "journals/main/checkpoint";

    void SetUp() override {
        std::filesystem::copy(Demonstrated::node().data, data,
                              std::filesystem::copy_options::recursive);
    }
    test::Ended journal(const std::string& verb, const std::string& name = "main") const {
        return run_program({"journal", verb, "--data", data.string(), "--journal", name});
    }
    static long lines_in(const std::string& output) { return std::ranges::count(output, '\n'); }
};

TEST_F(JournalFolder, IsReadWithoutAPrivateKeyAndGetsNone) {
    auto with_key = journal("cat");
    EXPECT_EQ(with_key.status, 0) << with_key.output;
    EXPECT_TRUE(with_key.output.starts_with("{\"")) << with_key.output;
    std::filesystem::remove_all(data / "keys");
    auto without = journal("cat");
    EXPECT_EQ(without.status, 0) << without.output;
    EXPECT_EQ(without.output, with_key.output);
    EXPECT_EQ(journal("stat").status, 0);
    auto checked = journal("check");
    EXPECT_EQ(checked.status, 0) << checked.output;
    EXPECT_TRUE(checked.output.contains("seals    not checked")) << checked.output;
    EXPECT_FALSE(std::filesystem::exists(data / "keys"));
}

TEST_F(JournalFolder, WithEntriesNeverGetsAnotherKey) {
    std::filesystem::remove(key);
    for (const auto& words : {std::vector<std::string>{"views", "digest", "--data", data.string()},
                              {"serve", "--port", "0", "--data", data.string()}}) {
        auto ended = run_program(words);
        EXPECT_EQ(ended.status, code(Kind::missing)) << ended.output;
        EXPECT_TRUE(ended.output.contains(key.string())) << ended.output;
        EXPECT_FALSE(std::filesystem::exists(key));
    }
    auto backup =
        run_program({"backup", "--data", data.string(), "--to", (folder.path() / "copy").string()});
    EXPECT_EQ(backup.status, code(Kind::missing)) << "a copy without the key is no backup";
    EXPECT_TRUE(backup.output.contains("journal-main.pem")) << backup.output;
}

TEST_F(JournalFolder, IsReadWhileTheNodeServes) {
    auto node = test::ChildNode::start(data);
    ASSERT_TRUE(node) << node.error().what;
    for (const auto* verb : {"cat", "stat", "check"}) {
        auto ended = journal(verb);
        EXPECT_EQ(ended.status, 0) << verb << ": " << ended.output;
    }
    EXPECT_EQ((*node)->stop(), 0);
}

TEST_F(JournalFolder, IsToldByItsNewestCheckpoint) {
    auto cat = journal("cat", "access"), stat = journal("stat", "access");
    EXPECT_EQ(stat.status, 0) << stat.output;
    EXPECT_TRUE(stat.output.starts_with("origin   vienreiz.local/journals/access\nvkey     " +
                                        Demonstrated::node().vkey))
        << stat.output;
    auto entries = std::to_string(lines_in(cat.output));
    EXPECT_TRUE(stat.output.contains("\nentries  " + entries + "\n")) << stat.output;
    EXPECT_TRUE(stat.output.contains("\n\nvienreiz.local/journals/access\n" + entries + "\n"))
        << stat.output;
    std::filesystem::resize_file(data / "journals/access/checkpoint", 0);
    EXPECT_TRUE(journal("stat", "access").output.contains("No checkpoint is kept here."));
}

TEST_F(JournalFolder, IsCheckedOnATerminalUnderABarOfItsOwnLine) {
    auto ended = test::run_program_on_terminal({"journal", "check", "--data", data.string()});
    EXPECT_EQ(ended.status, 0) << ended.output;
    EXPECT_TRUE(ended.output.contains("100 %\r\nThe journal is whole.")) << ended.output;
}

TEST_F(JournalFolder, ThatIsNoneIsSaid) {
    for (const auto* verb : {"cat", "stat", "check"}) {
        auto ended = journal(verb, "third");
        EXPECT_EQ(ended.status, code(Kind::missing)) << ended.output;
        EXPECT_TRUE(ended.output.contains("journals/third")) << ended.output;
    }
}

} // namespace vienreiz::commands
