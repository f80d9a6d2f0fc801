// A version whose columns are not indexed, as those who ask for its rows meet it.
#include "commands/demonstrated.hpp"
#include "node/test_node.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

namespace vienreiz::commands {

using test::ChildNode;
using test::Voice;

struct UnindexedVersions : testing::Test {
    test::Folder folder{"versions"};
    std::filesystem::path data = folder.path() / "data";

    void SetUp() override {
        std::filesystem::copy(Demonstrated::node().data, data,
                              std::filesystem::copy_options::recursive);
        for (const auto& version : versions()) std::filesystem::remove(version / "columns");
    }
    std::vector<std::filesystem::path> versions() const {
        std::vector<std::filesystem::path> out;
        for (const auto& one : std::filesystem::directory_iterator(data / "versions"))
            out.push_back(one.path());
        return out;
    }
    std::unique_ptr<ChildNode> serve() const {
        auto node = ChildNode::start(data);
        EXPECT_TRUE(node) << node.error().what;
        return std::move(*node);
    }
    static http::ClientResponse ask(const ChildNode& node, const std::string& question) {
        return Voice::of(node.url())
            ->send("GET", "/api/datasets/uznemumi/rows?" + question)
            .value();
    }
    static std::string every_answer(const ChildNode& node) {
        std::string out;
        for (const auto* question :
             {"limit=2", "filter=closed+eq+L+or+not+region+null&limit=3",
              "filter=name+contains+SIA&fields=regcode,name&limit=1000&format=csv",
              "filter=regcode+gt+4&limit=5", "type=nothing"})
            out += ask(node, question).body + "\n";
        return out;
    }
};

TEST_F(UnindexedVersions, AnswerFiltersTheSameAndSayWhyTheyAreNotSorted) {
    auto in_the_way = [](const std::filesystem::path& version) { return version / "columns.new"; };
    for (const auto& version : versions()) {
        std::filesystem::create_directory(in_the_way(version));
        std::ofstream(in_the_way(version) / "anything") << "here";
    }
    auto node = serve();
    auto read = every_answer(*node);
    for (const auto* question : {"sort=name", "group_by=type", "aggregate=count"}) {
        auto refused = ask(*node, question);
        EXPECT_EQ(refused.status, 503) << question << refused.body;
        EXPECT_TRUE(refused.body.contains("being indexed")) << refused.body;
    }
    EXPECT_EQ(node->stop(), 0);

    for (const auto& version : versions()) std::filesystem::remove_all(in_the_way(version));
    node = serve();
    auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    auto status = ask(*node, "sort=name").status;
    while (status == 503 && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        status = ask(*node, "sort=name").status;
    }
    EXPECT_EQ(status, 200);
    EXPECT_EQ(every_answer(*node), read);
    EXPECT_EQ(node->stop(), 0);
}

} // namespace vienreiz::commands
