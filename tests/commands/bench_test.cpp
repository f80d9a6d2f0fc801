// ./bench, with benchmarks that end at once.
#include "node/test_node.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <sys/wait.h>

namespace vienreiz::commands {

struct Bench : testing::Test {
    test::Folder folder{"bench"};

    void SetUp() override {
        std::filesystem::copy_file(VIENREIZ_SOURCE_DIR "/bench", folder.path() / "bench");
        write("cmake/setup.sh", "set_up() { :; }; build() { :; }; fail() { exit 1; }\n");
        benchmark("met", "exit 0");
        benchmark("missed", "exit 2");
        benchmark("refused", "exit 1");
        benchmark("killed", "kill -9 $$");
    }
    void write(const std::string& name, std::string_view content) const {
        auto file = folder.path() / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << content;
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    }
    void benchmark(const std::string& name, std::string_view does) const {
        write(fmt::format("benchmarks/{}.cpp", name), "// a sample\n");
        write(fmt::format("build/release/bench/bench_{}", name),
              fmt::format("#!/bin/sh\necho {}\n{}\n", name, does));
    }
    [[nodiscard]] std::pair<int, std::string> run(std::string_view names) const {
        auto output = (folder.path() / "output").string();
        auto ended = std::system(
            fmt::format("{}/bench {} >{} 2>&1", folder.path().string(), names, output).c_str());
        std::ifstream in(output);
        return {WEXITSTATUS(ended), {std::istreambuf_iterator<char>(in), {}}};
    }
};

TEST_F(Bench, TellsAMissedTargetAndEndsWell) {
    auto [status, said] = run("missed met");
    EXPECT_EQ(status, 0) << said;
    EXPECT_EQ(said, "missed\nvienreiz: missed missed a target\nmet\n");
}

TEST_F(Bench, FailsWhenABenchmarkDoesNotRunThoughTheOthersDo) {
    for (const auto* names : {"refused met", "killed met"}) {
        auto [status, said] = run(names);
        EXPECT_EQ(status, 1) << said;
        EXPECT_TRUE(said.contains("did not run")) << said;
        EXPECT_TRUE(said.ends_with("met\n")) << said;
    }
    EXPECT_EQ(run("").first, 1) << "all of them";
    EXPECT_EQ(run("unheard-of").first, 1);
}

} // namespace vienreiz::commands
