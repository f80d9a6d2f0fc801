// Two checkpoints somebody kept, and the proof between them: checked as she would, with the journal's key alone.
#include "app/site_test.hpp"
#include "journal/checkpoint.hpp"
#include "journal/verification.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace vienreiz::app {
namespace {

// The newest checkpoint of the access journal, once one more look-up is in it.
journal::Checkpoint after_a_look_up(Site& site) {
    auto row = site.get("/api/datasets/transportlidzekli/rows/ZZ9999", site.signed_in("turetajs"));
    check(!row.header("Receipt").empty(), "a look-up is on record");
    auto vkey = site.get("/journals/access/vkey").body;
    auto key = journal::verifier_key(trim(vkey)).value();
    auto note = site.get("/journals/access/checkpoint").body;
    return journal::verified_checkpoint(note, std::array{key}).value();
}

TEST(Growth, IsProvedBetweenTwoCheckpoints) {
    auto& site = Site::with_demonstration();
    auto before = after_a_look_up(site);
    for (int i = 0; i < 5; ++i) after_a_look_up(site);
    auto now = after_a_look_up(site);
    ASSERT_GT(now.size, before.size);
    auto address = fmt::format("/journals/access/consistency/{}/{}", before.size, now.size);
    auto answer = site.get(address);
    ASSERT_EQ(answer.status, 200) << answer.body;
    auto proof = journal::parse_proof(answer.body);
    ASSERT_TRUE(proof);
    ASSERT_FALSE(proof->empty());
    journal::Consistency claim{before.size, now.size, before.root, now.root};
    EXPECT_TRUE(journal::verify_consistency(claim, *proof));

    for (std::size_t at = 0; at < proof->size(); ++at) {
        auto bent = *proof;
        bent[at][at % 32] ^= 1;
        EXPECT_FALSE(journal::verify_consistency(claim, bent)) << at;
    }
    auto other = claim;
    other.old_root[0] ^= 1;
    EXPECT_FALSE(journal::verify_consistency(other, *proof)) << "an earlier tree that was another";
}

} // namespace
} // namespace vienreiz::app
