// The submissions that litewitness is tested with, one after another, and the statuses it gives. Two differ: a journal
// that is not known is 404 in c2sp.org/tlog-witness, and was 403 when these were written; and the signature that was
// altered there is not canonical base64 any more, so here that is no note at all.
#include "journal/simulated_disk.hpp"
#include "vectors/shared_data.hpp"
#include "witness/witness.hpp"

namespace vienreiz::witness_vectors_test {

struct Step {
    std::string body;
    int status = 0;
    std::string whole, part; // of the reply, where the script says so
};

std::string quoted(std::string_view line) {
    auto begin = line.find('"') + 1;
    return replace_all(line.substr(begin, line.rfind('"') - begin), "\\n", "\n");
}

std::vector<Step> steps_in(std::string_view script) {
    constexpr std::string_view fence = "```\n", status = "HTTP ";
    std::vector<Step> out;
    script.remove_prefix(script.find("-- add-checkpoint.hurl --"));
    for (auto at = script.find("POST "); at != script.npos; at = script.find("POST ")) {
        script.remove_prefix(script.find(fence, at) + fence.size());
        Step step;
        step.body = script.substr(0, script.find(fence));
        script.remove_prefix(script.find(status) + status.size());
        step.status = number<int>(script.substr(0, 3)).value();
        auto asserts = script.substr(0, script.find("POST "));
        for (auto line : split(asserts, '\n')) {
            if (line.starts_with("body contains")) step.part = quoted(line);
            if (line.starts_with("body ==")) step.whole = quoted(line);
        }
        out.push_back(std::move(step));
    }
    return out;
}

TEST(Litewitness, GetsTheSameStatuses) {
    NEEDS_SHARED_DATA("ledger/litewitness-script/litewitness.txt");
    auto script = shared_data::file("ledger/litewitness-script/litewitness.txt");
    auto key = from_hex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f").value();
    auto origin = "sigsum.org/v1/tree/" + hex(crypto::sha256(key));
    witness::Admission admission;
    admission[origin] = {
        {journal::verifier_key(origin, crypto::PublicKey::from_ed25519(key).value())}, 86'400, ""};
    auto state =
        witness::State::open(std::make_shared<journal::SimulatedDisk>(1), "/state").value();
    witness::Caution caution(std::nullopt, admission, *state, {});
    std::vector<journal::Cosigner> cosigners;
    cosigners.emplace_back("example.com/witness",
                           crypto::PrivateKey::generate(crypto::Algorithm::Ed25519));
    witness::Witness witness(admission, std::move(cosigners), *state, caution,
                             [] { return journal::CosignedAt(std::chrono::seconds(1)); });
    auto steps = steps_in(script);
    ASSERT_EQ(steps.size(), 9U);
    for (const auto& step : steps) {
        auto decided = witness.add_checkpoint(step.body);
        auto* at_once = std::get_if<witness::Reply>(&decided);
        auto reply = at_once ? *at_once : witness.settled(std::get<witness::Pending>(decided));
        auto status = step.part == "unknown log"         ? 404
                      : step.part == "invalid signature" ? 400
                                                         : step.status;
        EXPECT_EQ(reply.status, status) << step.body << reply.body;
        if (!step.whole.empty()) {
            EXPECT_EQ(reply.body, step.whole);
        }
        if (step.status == 200) {
            EXPECT_TRUE(reply.body.contains(step.part)) << reply.body;
        }
    }
}

} // namespace vienreiz::witness_vectors_test
