// What every command has in common: help, exit codes, completion.
#include "commands/demonstrated.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <iterator>

namespace vienreiz::commands {

using test::run_program;

using Words = std::vector<std::string>;

Words with(Words words, const std::string& more) {
    words.push_back(more);
    return words;
}

std::string line_of(const Words& words) { return join(words, " "); }

// The commands that a help names under "Subcommands:", one a line: "  serve      Run a node".
Words commands_in(const std::string& help) {
    Words out;
    bool listed = false;
    for (auto line : split(help, '\n')) {
        if (!listed || !line.starts_with("  ")) {
            listed = line.starts_with("Subcommands:");
            continue;
        }
        auto command = line.substr(2);
        out.emplace_back(command.substr(0, command.find(' ')));
    }
    return out;
}

// The options that it explains: "  --data TEXT REQUIRED   The node's data folder".
Words options_in(const std::string& help) {
    Words out;
    for (auto line : split(help, '\n'))
        if (line.starts_with("  --") || line.starts_with("  -h,--")) {
            auto option = line.substr(line.find("--"));
            out.emplace_back(option.substr(0, option.find(' ')));
        }
    return out;
}

// The command and all under it.
void each_command(const Words& command,
                  const std::function<void(const Words&, const test::Ended&)>& each) {
    auto help = run_program(with(command, "--help"));
    each(command, help);
    for (const auto& name : commands_in(help.output)) each_command(with(command, name), each);
}

TEST(Commands, AndGroupsAllHaveHelp) {
    std::size_t commands = 0;
    each_command({}, [&](const Words& command, const test::Ended& help) {
        ++commands;
        EXPECT_EQ(help.status, 0) << line_of(command);
        EXPECT_TRUE(help.output.contains("Usage: vienreiz")) << line_of(command) << help.output;
        EXPECT_TRUE(help.output.contains("--help")) << line_of(command);
    });
    EXPECT_GT(commands, 15U) << "all of them are found";
}

TEST(Commands, UsedWronglyEndWithOne) {
    auto is_wrong = [](const Words& words) {
        auto ended = run_program(words);
        EXPECT_EQ(ended.status, 1) << line_of(words) << ": " << ended.output;
        EXPECT_FALSE(ended.output.empty()) << line_of(words);
    };
    is_wrong({});
    is_wrong({"unheard-of"});
    is_wrong({"journal"});
    is_wrong({"journal", "unheard-of"});
    is_wrong({"verify"});
    is_wrong({"serve", "more"});
    each_command({}, [&](const Words& command, const test::Ended&) {
        is_wrong(with(command, "--unheard-of"));
    });
}

TEST(Commands, EndAsTheOperatorsBookSays) {
    const auto& kept = Demonstrated::node();
    auto data = kept.data.string(), none = (kept.folder / "none").string();
    auto ends = [](const Words& words, int status) {
        auto ended = run_program(words);
        EXPECT_EQ(ended.status, status) << line_of(words) << ": " << ended.output;
        EXPECT_TRUE(status == 0 || ended.output.starts_with("vienreiz: ")) << ended.output;
    };
    ends({"journal", "check", "--data", data}, 0);
    ends({"--version"}, 0);
    ends({"serve"}, 2);
    ends({"serve", "--data", none, "--port", "70000"}, 2);
    ends({"serve", "--data", none, "--port", "many"}, 2);
    ends({"serve", "--config", file_with("misspelt.toml", "prot = 1\n")}, 2);
    ends({"serve", "--config", none}, 5);
    ends({"journal", "check", "--data", none}, 5);
    ends({"views", "digest", "--data", none}, 5);
    ends({"backup", "--data", data, "--to", data}, 6);
    ends({"check", "--data", data, "--url", "http://127.0.0.1:1"}, 9);
    ends({"check", "--data", data, "--url", "nowhere"}, 2);
}

TEST(Commands, NameTheFileThatCannotBeRead) {
    const auto& kept = Demonstrated::node();
    auto none = (kept.folder / "no-such-file").string(), folder = kept.folder.string(),
         data = kept.data.string(), csv = file_with("rows.csv", "a\n1\n"),
         empty = file_with("empty", "");
    auto refuses = [](const Words& words, const std::string& file, Kind kind) {
        auto ended = run_program(words);
        EXPECT_EQ(ended.status, code(kind)) << line_of(words) << ": " << ended.output;
        EXPECT_TRUE(ended.output.contains("(" + file + ")")) << line_of(words) << ended.output;
    };
    auto publish = [](const std::string& file, const std::string& key) {
        return Words{"publish", file, "--dataset", "a", "--system", "b", "--key", key};
    };
    for (const auto& file : {none, folder}) {
        refuses(publish(csv, file), file, Kind::missing);
        refuses(publish(file, csv), file, Kind::missing);
        refuses({"draft", file}, file, Kind::missing);
        refuses({"serve", "--config", file}, file, Kind::missing);
        refuses({"journal", "check", "--data", data, "--vkey", file}, file, Kind::missing);
        refuses({"serve", "--data", none, "--certificate", file, "--key", csv}, file,
                Kind::missing);
        refuses({"serve", "--data", none, "--certificate", csv, "--key", file}, file,
                Kind::missing);
        refuses({"verify", file, "--vkey", csv}, file, Kind::missing);
    }
    refuses(publish(csv, empty), empty, Kind::invalid);
    refuses(publish(csv, csv), csv, Kind::invalid);
    refuses({"sample", "company-register", "--output", none + "/a"}, none + "/a",
            Kind::unavailable);
}

TEST(Commands, SayThatWhatTheyPrintCannotBeWritten) {
    if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "There is no /dev/full here";
    const auto& kept = Demonstrated::node();
    auto data = kept.data.string(), receipt = file_with("receipt", kept.receipt),
         vkey = file_with("vkey", kept.vkey);
    for (const auto& words :
         {Words{"journal", "cat", "--data", data}, Words{"journal", "stat", "--data", data},
          Words{"journal", "check", "--data", data}, Words{"verify", receipt, "--vkey", vkey},
          Words{"sample", "company-register", "--rows", "9"},
          Words{"sample", "company-register", "--rows", "9", "--output", "/dev/full"},
          Words{"views", "digest", "--data", data}, Words{"completion"}, Words{"--help"},
          Words{"--version"}}) {
        auto ended = test::run_program_onto("/dev/full", words);
        EXPECT_EQ(ended.status, code(Kind::unavailable)) << line_of(words) << ended.output;
        EXPECT_TRUE(ended.output.contains("is the disk full?")) << line_of(words) << ended.output;
    }
}

// Each kind of failure stands in docs/operating.md with its number, and its number nowhere else.
TEST(Commands, TheOperatorsBookHasEveryExitCode) {
    std::ifstream in(VIENREIZ_SOURCE_DIR "/docs/operating.md");
    std::string book{std::istreambuf_iterator<char>(in), {}};
    auto table = book.substr(book.find("## Exit codes"));
    for (const auto* row :
         {"| 0 | done", "| 1 | wrong use", "| 2 | invalid", "| 3, 4 | not authenticated; forbidden",
          "| 5 | missing", "| 6 | conflict", "| 7, 8 | too large; too many", "| 9 | unavailable",
          "| 10 | corrupt"})
        EXPECT_TRUE(table.contains(row)) << row;
    constexpr Kind kinds[] = {Kind::invalid,  Kind::unauthenticated, Kind::forbidden,
                              Kind::missing,  Kind::conflict,        Kind::too_large,
                              Kind::too_many, Kind::unavailable,     Kind::corrupt};
    for (int number = 2; auto kind : kinds) EXPECT_EQ(code(kind), number++);
}

// ---- completion --------------------------------------------------------------------------------------

// What bash offers for the last of the words; "(files)" where it completes names of files.
std::string offered(const Words& words) {
    auto script = file_with("completion", run_program({"completion"}).output);
    std::string line = "compopt() { echo '(files)'; }; source " + script + "; COMP_WORDS=(vienreiz";
    for (const auto& word : words) line += " '" + word + "'";
    line += fmt::format("); COMP_CWORD={}; _vienreiz; echo \"${{COMPREPLY[*]}}\"", words.size());
    auto output = Demonstrated::node().folder / "offered";
    auto command = file_with("completing", line);
    auto shell = fmt::format("bash {} >{} 2>&1", command, output.string());
    EXPECT_EQ(std::system(shell.c_str()), 0);
    std::ifstream in(output);
    return std::string(trim(std::string{std::istreambuf_iterator<char>(in), {}}));
}

TEST(Completion, OffersWhatTheHelpNames) {
    each_command({}, [](const Words& command, const test::Ended& help) {
        auto offers = " " + offered(with(command, "")) + " ";
        auto names = commands_in(help.output);
        for (const auto& name : names)
            EXPECT_TRUE(offers.contains(" " + name + " ")) << line_of(command) << ":" << offers;
        auto options = " " + offered(with(command, "--")) + " ";
        for (const auto& option : options_in(help.output))
            EXPECT_TRUE(options.contains(fmt::format(" {} ", option)))
                << line_of(command) << " " << option << ":" << options;
        EXPECT_TRUE(options.contains(" --help ")) << line_of(command) << ":" << options;
    });
}

TEST(Completion, OffersFilesWhereAFileIsTaken) {
    EXPECT_EQ(offered({"verify", ""}), "(files)");
    EXPECT_EQ(offered({"verify", "receipt", "--vkey", ""}), "(files)");
    EXPECT_EQ(offered({"journal", "check", "--data", ""}), "(files)");
    EXPECT_EQ(offered({"serve", "--port", ""}), "") << "nobody can guess a port";
    EXPECT_EQ(offered({"journal", "ch"}), "check");
    EXPECT_EQ(offered({"verify", "receipt", "--vk"}), "--vkey");
    EXPECT_EQ(offered({"journal", "check", "--data", "a", "--j"}), "--journal");
}

TEST(Completion, IsForZshToo) {
    if (std::system("command -v zsh >/dev/null") != 0) GTEST_SKIP() << "There is no zsh here";
    auto script = file_with("completion", run_program({"completion"}).output);
    auto line =
        fmt::format("zsh -fc 'autoload -U compinit && compinit -u -D; source {}; offers= files=; "
                    "_vienreiz_offers \"journal check\" check; [[ $offers == *--vkey*--help* ]]'",
                    script);
    EXPECT_EQ(std::system(line.c_str()), 0);
}

} // namespace vienreiz::commands
