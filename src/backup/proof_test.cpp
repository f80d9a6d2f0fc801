#include "backup/proof.hpp"
#include "crypto/random.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace vienreiz::backup {

struct Proof : testing::Test {
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("proof-" + crypto::random_token());
    void TearDown() override { std::filesystem::remove_all(folder); }

    // A journal of these entries, and what a manifest keeps of it.
    KeptJournal made(const std::string& name, std::span<const std::string_view> entries) const {
        auto journal = journal::open_files(
            {folder / name,
             {"example/main", *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1))}});
        EXPECT_TRUE((*journal)->append(entries));
        auto checkpoint = *journal::checkpoint_in((*journal)->checkpoint());
        return {"main", "example/main", checkpoint.size, base64(checkpoint.root)};
    }
};

TEST_F(Proof, HoldsForWhatWasKept) {
    auto kept = made("main", std::vector<std::string_view>{"a", "b", "c"});
    auto checked = check_kept(folder / "main", kept, {}, nullptr);
    ASSERT_TRUE(checked) << checked.error().what;
    EXPECT_EQ(checked->entries, 3U);
}

TEST_F(Proof, NamesBothRootsOfAnotherJournal) {
    auto kept = made("main", std::vector<std::string_view>{"a", "b", "c"});
    auto other = made("other", std::vector<std::string_view>{"a", "b", "d"});
    auto checked = check_kept(folder / "other", kept, {}, nullptr);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().kind, Kind::corrupt);
    EXPECT_TRUE(checked.error().what.contains(kept.root)) << checked.error().what;
    EXPECT_TRUE(checked.error().what.contains(other.root)) << checked.error().what;
}

TEST_F(Proof, CountsWhatACheckpointHasMore) {
    auto kept = made("main", std::vector<std::string_view>{"a", "b"});
    auto longer = made("longer", std::vector<std::string_view>{"a", "b", "c", "d", "e"});
    auto root_of = [](const KeptJournal& of) { return *journal::hash_from_base64(of.root); };
    auto missing = [&](const std::string& name, const KeptJournal& of,
                       const journal::Checkpoint& seen) {
        return entries_missing_for(folder / name, of, seen);
    };
    EXPECT_EQ(*missing("main", kept, {"example/main", 5, root_of(longer)}), 3U);
    EXPECT_EQ(*missing("main", kept, {"example/main", 2, root_of(kept)}), 0U);
    EXPECT_EQ(*missing("longer", longer, {"example/main", 2, root_of(kept)}), 0U)
        << "an earlier one";
    EXPECT_EQ(*missing("main", kept, {"example/main", 0, journal::empty_root()}), 0U);
    auto another = missing("main", kept, {"example/main", 2, root_of(longer)});
    ASSERT_FALSE(another);
    EXPECT_EQ(another.error().kind, Kind::corrupt);
    EXPECT_TRUE(another.error().what.contains("another history")) << another.error().what;
    EXPECT_EQ(missing("main", kept, {"example/root", 2, root_of(kept)}).error().kind,
              Kind::conflict);
}

} // namespace vienreiz::backup
