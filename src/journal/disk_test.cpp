// The disk as it is: what the simulated one stands for.
#include "journal/disk.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

namespace vienreiz::disk_test {
using namespace journal;

TEST(Disk, RealFilesKeepWhatIsWritten) {
    auto base =
        std::filesystem::temp_directory_path() / ("vienreiz-disk-" + std::to_string(::getpid()));
    auto disk = real_disk();
    EXPECT_EQ(disk->list(base).error().kind, Kind::missing);
    ASSERT_TRUE(disk->make_folder(base / "a" / "b"));
    auto file = disk->open(base / "one").value();
    ASSERT_TRUE(file->write(3, bytes("abc")));
    ASSERT_TRUE(file->sync());
    EXPECT_EQ(file->size().value(), 6U);
    EXPECT_EQ(text(file->read(4, 10).value()), "bc");
    ASSERT_TRUE(file->truncate(4));
    EXPECT_EQ(text(file->read(3, 10).value()), "a");
    ASSERT_TRUE(disk->replace(base / "two", bytes("first")));
    ASSERT_TRUE(disk->replace(base / "two", bytes("second")));
    EXPECT_EQ(text(read_whole(*disk, base / "two", 6).value()), "second");
    EXPECT_EQ(read_whole(*disk, base / "two", 5).error().kind, Kind::too_large);
    // Room for what is there, not for what there may be.
    EXPECT_EQ(text(read_whole(*disk, base / "two", std::size_t{1} << 62).value()), "second");
    EXPECT_EQ(disk->list(base).value(), (std::vector<std::string>{"one", "two"}));
    {
        auto held = disk->lock(base / "lock");
        ASSERT_TRUE(held);
        EXPECT_EQ(real_disk()->lock(base / "lock").error().kind, Kind::conflict);
    }
    EXPECT_TRUE(disk->lock(base / "lock"));
    {
        auto writes = disk->all_writes(base);
        ASSERT_TRUE(writes);
        ASSERT_TRUE(file->write(0, bytes("later")));
        EXPECT_TRUE((*writes)->sync());
    }
    EXPECT_EQ(disk->all_writes(base / "none").error().kind, Kind::missing);
    EXPECT_EQ(disk->remove_folder(base / "a").error().kind, Kind::unavailable) << "not empty";
    EXPECT_TRUE(disk->remove_folder(base / "a" / "b"));
    EXPECT_EQ(disk->remove_folder(base / "a" / "b").error().kind, Kind::missing);
    ASSERT_TRUE(disk->remove(base / "two"));
    EXPECT_EQ(disk->open_to_read(base / "two").error().kind, Kind::missing);
    std::filesystem::remove_all(base);
}

TEST(Disk, AFullDiskIsSaidInASentence) {
    if (!std::filesystem::exists("/dev/full")) GTEST_SKIP();
    auto full = real_disk()->open("/dev/full").value();
    auto failed = full->write(0, bytes("x"));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, Kind::unavailable);
    EXPECT_TRUE(failed.error().what.starts_with("The disk is full"));
}

} // namespace vienreiz::disk_test
