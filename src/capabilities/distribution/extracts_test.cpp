#include "capabilities/distribution/extracts.hpp"
#include "store/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <sstream>

namespace vienreiz::extracts_test {
using namespace distribution;
using namespace std::chrono_literals;
using Path = std::filesystem::path;

// So many bytes of one character.
Extracts::Make of(char c, std::size_t size, const std::string& version = "v") {
    return [=](const Path& file, const Extracts::GoOn& go_on) -> Result<Extract> {
        TRY(go_on(size));
        std::ofstream(file) << std::string(size, c);
        return Extract{version, std::string(64, c), size, 1, {}, {}};
    };
}

std::string content(const Path& file) {
    std::ostringstream out;
    out << std::ifstream(file).rdbuf();
    return out.str();
}

class ExtractStore : public testing::Test {
protected:
    explicit ExtractStore(std::uint64_t bytes = 100) : bytes_(bytes) { start(); }
    void start(std::chrono::milliseconds patience = 10s) {
        extracts_.reset();
        extracts_.emplace(folder_.path(), bytes_, patience);
        ASSERT_TRUE(extracts_->open());
    }
    std::future<Result<Extracts::Lease>> ask(const std::string& id, Extracts::Make make,
                                             const std::string& by = "a") {
        auto told = std::make_shared<std::promise<Result<Extracts::Lease>>>();
        extracts_->have_made(id, by, std::move(make), [told](Result<Extracts::Lease> made) {
            told->set_value(std::move(made));
        });
        return told->get_future();
    }
    Result<Extracts::Lease> have(const std::string& id, Extracts::Make make) {
        return ask(id, std::move(make)).get();
    }
    // Waits until it would outlive a restart.
    void settled(const std::string& id) {
        for (int i = 0; i < 2'000 && !std::filesystem::exists(folder_.path() / (id + ".json")); ++i)
            std::this_thread::sleep_for(5ms);
    }
    std::size_t files() {
        auto all = std::filesystem::directory_iterator(folder_.path());
        return static_cast<std::size_t>(std::distance(begin(all), end(all)));
    }

    store::ScratchFolder folder_;
    std::uint64_t bytes_;
    std::optional<Extracts> extracts_;
};

TEST_F(ExtractStore, MakesOneOnceAndServesItAgain) {
    EXPECT_FALSE(extracts_->find("x"));
    auto made = have("x", of('x', 10));
    ASSERT_TRUE(made);
    EXPECT_EQ(content((*made)->file), "xxxxxxxxxx");
    EXPECT_EQ(extracts_->find("x"), *made);
    auto again = have("x", of('y', 10));
    EXPECT_EQ(content((*again)->file), "xxxxxxxxxx") << "what an id stands for never changes";
}

TEST_F(ExtractStore, IsMadeOnceForAllWhoAskMeanwhile) {
    std::promise<void> go;
    auto gone = go.get_future().share();
    int times = 0;
    auto slowly = [&, gone](const Path& file, const Extracts::GoOn& go_on) {
        gone.wait();
        ++times;
        return of('x', 10)(file, go_on);
    };
    auto first = ask("x", slowly, "a"), second = ask("x", slowly, "b");
    go.set_value();
    auto one = first.get(), other = second.get();
    ASSERT_TRUE(one && other);
    EXPECT_EQ(*one, *other);
    EXPECT_EQ(times, 1);
}

TEST_F(ExtractStore, RemovesThoseNotAskedForTheLongestAndNoneThatIsRead) {
    ASSERT_TRUE(have("a", of('a', 40)));
    ASSERT_TRUE(have("b", of('b', 40)));
    auto read = extracts_->find("a");
    ASSERT_TRUE(have("c", of('c', 60)));
    EXPECT_FALSE(extracts_->find("b"));
    EXPECT_EQ(content(read->file), std::string(40, 'a'));
    EXPECT_EQ(extracts_->bytes(), 100U);
    auto both = extracts_->find("c");
    auto refused = have("d", of('d', 1));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::unavailable) << "both are being read";
    read.reset();
    EXPECT_TRUE(have("d", of('d', 1)));
    EXPECT_FALSE(extracts_->find("a"));
}

TEST_F(ExtractStore, TakesNoneThatIsLargerThanAllTogetherMayBe) {
    EXPECT_TRUE(have("x", of('x', 100)));
    auto refused = have("y", of('y', 101));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::too_large);
    EXPECT_TRUE(extracts_->find("x")) << "nothing was removed for it";
}

TEST_F(ExtractStore, KeepsWhatIsWholeOverARestartAndRemovesWhatIsNot) {
    ASSERT_TRUE(have("x", of('x', 10)));
    settled("x");
    std::ofstream(folder_.path() / "y.new") << "half of it";
    std::ofstream(folder_.path() / "z") << "whole, but nobody knows whether it reached the disk";
    std::ofstream(folder_.path() / "w") << "short";
    std::ofstream(folder_.path() / "w.json")
        << R"({"version":"v","hash":"h","bytes":9,"rows":1,"people":[]})";
    start();
    auto there = extracts_->find("x");
    ASSERT_TRUE(there);
    EXPECT_EQ(there->about.hash, std::string(64, 'x'));
    EXPECT_EQ(there->about.bytes, 10U);
    EXPECT_FALSE(extracts_->find("z"));
    EXPECT_FALSE(extracts_->find("w"));
    EXPECT_EQ(files(), 2U);
}

TEST_F(ExtractStore, LeavesNothingOfOneThatFails) {
    auto fails = [](const Path& file, const Extracts::GoOn&) -> Result<Extract> {
        std::ofstream(file) << "half of it";
        return Failure{Kind::unavailable, "The disk is full", "/somewhere/of/ours"};
    };
    auto failed = have("x", fails);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().where, "") << "where our files lie is nobody's business";
    EXPECT_EQ(files(), 0U);
    EXPECT_TRUE(have("x", of('x', 10))) << "and it is tried again";
}

TEST_F(ExtractStore, AsksThoseToComeAgainWhoHaveWaitedLongEnough) {
    start(20ms);
    std::promise<void> go;
    auto gone = go.get_future().share();
    auto slowly = [gone](const Path& file, const Extracts::GoOn& go_on) {
        while (gone.wait_for(5ms) != std::future_status::ready)
            if (auto going = go_on(0); !going) return Result<Extract>(going.error());
        return of('x', 10)(file, go_on);
    };
    auto told = ask("x", slowly).get();
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().kind, Kind::unavailable);
    go.set_value();
    for (int i = 0; i < 2'000 && !extracts_->find("x"); ++i) std::this_thread::sleep_for(5ms);
    EXPECT_TRUE(extracts_->find("x")) << "it was made meanwhile";
}

TEST_F(ExtractStore, MakesAFewOfOneCallerAtATime) {
    std::promise<void> go;
    auto gone = go.get_future().share();
    auto slowly = [gone](const Path& file, const Extracts::GoOn& go_on) {
        gone.wait();
        return of('x', 1)(file, go_on);
    };
    std::vector<std::future<Result<Extracts::Lease>>> all;
    for (std::size_t i = 0; i < limits::extracts_of_one; ++i)
        all.push_back(ask("a" + std::to_string(i), slowly, "a"));
    auto one_more = ask("b", slowly, "a").get();
    ASSERT_FALSE(one_more);
    EXPECT_EQ(one_more.error().kind, Kind::too_many);
    auto of_another = ask("c", slowly, "b");
    go.set_value();
    for (auto& one : all) EXPECT_TRUE(one.get());
    EXPECT_TRUE(of_another.get());
}

TEST_F(ExtractStore, AnswersThoseWhoWaitWhenItStops) {
    auto until_told = [](const Path&, const Extracts::GoOn& go_on) -> Result<Extract> {
        for (;;) {
            TRY(go_on(0));
            std::this_thread::sleep_for(1ms);
        }
    };
    auto being_made = ask("x", until_told), waiting = ask("y", of('y', 1));
    extracts_.reset();
    EXPECT_EQ(being_made.get().error().kind, Kind::unavailable);
    EXPECT_EQ(waiting.get().error().kind, Kind::unavailable);
    EXPECT_EQ(files(), 0U);
}

TEST_F(ExtractStore, ForgetsThoseOfVersionsThatAreGoneAndThoseNobodyAsksFor) {
    ASSERT_TRUE(have("a", of('a', 10, "old")));
    ASSERT_TRUE(have("b", of('b', 10, "new")));
    extracts_->remove_all_but({"new"}, 1h);
    EXPECT_FALSE(extracts_->find("a"));
    EXPECT_TRUE(extracts_->find("b"));
    std::this_thread::sleep_for(5ms);
    extracts_->remove_all_but({"new"}, 0s);
    EXPECT_FALSE(extracts_->find("b"));
    EXPECT_EQ(extracts_->bytes(), 0U);
}

} // namespace vienreiz::extracts_test
