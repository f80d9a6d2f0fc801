#include "capabilities/distribution/people_file.hpp"
#include "store/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace vienreiz::people_file_test {
using namespace distribution;

crypto::Hash tag(std::uint64_t person) { return crypto::sha256(bytes(std::to_string(person))); }

class PeopleFileOf : public testing::Test {
protected:
    // So many people, each of them twice.
    Concerned write(std::uint64_t people, std::size_t memory = limits::people_sort_bytes) {
        PeopleFileWriter writer(folder_.path(), memory);
        for (int times = 0; times < 2; ++times)
            for (std::uint64_t i = 0; i < people; ++i) EXPECT_TRUE(writer.add(tag(i)));
        auto out = writer.finish();
        EXPECT_TRUE(out);
        return out.value_or(Concerned());
    }
    bool names(const PeopleFile& file, std::uint64_t person) {
        auto found = files_.names(file.people, hex(tag(person)));
        return found && *found;
    }
    store::ScratchFolder folder_;
    PeopleFiles files_{folder_.path()};
};

TEST_F(PeopleFileOf, FewIsTheirTagsAndNoFile) {
    EXPECT_TRUE(write(0).tags.empty());
    auto few = write(limits::answer_people);
    EXPECT_EQ(few.tags.size(), limits::answer_people);
    EXPECT_FALSE(few.file);
    EXPECT_EQ(few.tags.front().size(), 64U);
    EXPECT_TRUE(std::ranges::is_sorted(few.tags));
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(PeopleFileOf, OneMoreNamesEachOfThemAndNobodyElse) {
    auto people = limits::answer_people + 1;
    auto many = write(people);
    EXPECT_TRUE(many.tags.empty());
    ASSERT_TRUE(many.file);
    EXPECT_EQ(many.file->count, people);
    EXPECT_TRUE(files_.has(*many.file));
    for (std::uint64_t i = 0; i < people; ++i) EXPECT_TRUE(names(*many.file, i)) << i;
    for (std::uint64_t i = people; i < 2 * people; ++i) EXPECT_FALSE(names(*many.file, i)) << i;
}

TEST_F(PeopleFileOf, ManyIsTheSameFileInHoweverLittleMemory) {
    auto at_once = write(20'000), in_runs = write(20'000, 64 * limits::KiB);
    ASSERT_TRUE(at_once.file && in_runs.file);
    EXPECT_EQ(at_once.file->people, in_runs.file->people);
    EXPECT_EQ(in_runs.file->count, 20'000U);
    auto mapping = store::files::Mapping::open(folder_.path() / in_runs.file->people,
                                               store::files::Mapping::Access::in_order);
    ASSERT_TRUE(mapping);
    EXPECT_EQ(hex(crypto::sha256(mapping->bytes())), in_runs.file->people)
        << "it is called by its hash";
}

TEST_F(PeopleFileOf, ADownloadThatIsNotHereTellsNothing) {
    auto missing = files_.names(std::string(64, 'a'), hex(tag(1)));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, Kind::missing);
}

TEST_F(PeopleFileOf, NoRecordGoesAndTheOthersStay) {
    auto one = write(1'000), other = write(2'000);
    ASSERT_TRUE(files_.remove_all_but({one.file->people}, now() - std::chrono::hours(1)));
    EXPECT_TRUE(files_.has(*other.file)) << "its record may be on its way";
    ASSERT_TRUE(files_.remove_all_but({one.file->people}, now() + std::chrono::hours(1)));
    EXPECT_TRUE(files_.has(*one.file));
    EXPECT_FALSE(files_.has(*other.file));
}

} // namespace vienreiz::people_file_test
