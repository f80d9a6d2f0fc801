// A mirror of the journal that github.com/transparency-dev/tessera has written, through all of its
// checkpoints: file for file what was published.
#include "journal/simulated_disk.hpp"
#include "observer/observer.hpp"
#include "vectors/shared_data.hpp"

namespace vienreiz::observer_tessera_test {

struct TesseraMirror : testing::Test {
    void SetUp() override {
        NEEDS_SHARED_DATA("ledger/tessera-testlog");
        vkey = trim(shared_data::file(folder + "vkey"));
        open();
    }
    void open() {
        mirror.reset();
        mirror = observer::Observer::open({.disk = disk,
                                           .folder = "/mirror",
                                           .policy = journal::policy_of(std::vector{vkey}).value()},
                                          [this](const std::string& path) { return fetch(path); })
                     .value();
    }
    Result<Bytes> fetch(const std::string& path) {
        auto name = path == "checkpoint" ? path + "." + std::to_string(size) : path;
        return published(name);
    }
    [[nodiscard]] std::string file(const std::string& path) const {
        return std::string(text(published(path).value()));
    }

    std::string folder = "ledger/tessera-testlog/testdata/", vkey;
    journal::Fetch published = journal::fetch_from(shared_data::path(folder + "log"));
    std::shared_ptr<journal::SimulatedDisk> disk = std::make_shared<journal::SimulatedDisk>(1);
    unsigned size = 0;
    std::unique_ptr<observer::Observer> mirror;
};

TEST_F(TesseraMirror, IsTheJournalFileForFile) {
    for (size = 0; size <= 15; ++size) {
        auto round = mirror->round();
        ASSERT_TRUE(round) << size << ": " << round.error().what;
        EXPECT_EQ(round->size, size);
        EXPECT_EQ(text(disk->content("/mirror/checkpoint")),
                  file("checkpoint." + std::to_string(size)));
        if (size % 4 == 3) open();
    }
    for (unsigned width = 1; width <= 15; ++width) // one for each size that was shown
        for (std::string part : {"tile/0/000.p/", "tile/entries/000.p/"}) {
            auto path = part + std::to_string(width);
            EXPECT_EQ(text(disk->content("/mirror/" + path)), file(path)) << path;
            EXPECT_EQ(text(mirror->tile(*journal::parse_tile_path(path)).value()), file(path));
        }
}

TEST_F(TesseraMirror, NeverGoesBack) {
    size = 12;
    ASSERT_TRUE(mirror->round());
    for (size = 0; size < 12; ++size) {
        auto round = mirror->round();
        ASSERT_FALSE(round) << size;
        EXPECT_EQ(round.error().kind, Kind::conflict);
        EXPECT_TRUE(round.error().what.contains("has shrunk")) << round.error().what;
    }
    EXPECT_TRUE(disk->content("/mirror/contradiction").empty()) << "they are of one history";
    EXPECT_EQ(mirror->shown()->checkpoint.size, 12U);
}

} // namespace vienreiz::observer_tessera_test
