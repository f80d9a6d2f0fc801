// A journal and its witnesses in one process; each witness may be away.
#include "journal/simulated_disk.hpp"
#include "witness/witness.hpp"
#include "witness/witnessing.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>

namespace vienreiz::witness {
namespace {

using namespace std::chrono_literals;

crypto::PrivateKey ed25519_of(int who) {
    return *crypto::PrivateKey::from_ed25519_seed(Bytes(32, static_cast<std::uint8_t>(who)));
}

struct OneWitness {
    std::shared_ptr<journal::SimulatedDisk> disk;
    std::unique_ptr<State> state;
    std::unique_ptr<Caution> caution;
    std::unique_ptr<Witness> witness;
    std::atomic<bool> away = false;
    std::atomic<int> asked = 0;
};

struct Witnessed : testing::Test {
    static constexpr int count = 4;
    static constexpr auto origin = "journal.example/main";

    void SetUp() override {
        journal::Identity identity{origin, ed25519_of(1),
                                   *crypto::ml_dsa::PrivateKey::from_seed(Bytes(32, 1))};
        journal = *journal::open_files({"/j", identity, disk});
        for (int who = 0; who < count; ++who) {
            auto name = fmt::format("w{}", who);
            journal::Cosigner cosigner(name + ".example", ed25519_of(100 + who));
            policy += fmt::format("witness {} {} http://{}\n", name,
                                  to_vkey(cosigner.verifier_key()), name);
            start(witnesses["http://" + name], cosigner);
        }
        policy =
            "log " + journal->vkey() + "\n" + policy + "group three 3 w0 w1 w2 w3\nquorum three\n";
    }
    void start(OneWitness& one, const journal::Cosigner& cosigner) {
        Admission admission;
        admission[origin] = {{*journal::verifier_key(journal->vkey())}, 86'400'000, ""};
        one.disk = std::make_shared<journal::SimulatedDisk>(5);
        one.state = *State::open(one.disk, "/state");
        one.caution =
            std::make_unique<Caution>(std::nullopt, admission, *one.state, Caution::Ask());
        one.witness =
            std::make_unique<Witness>(admission, std::vector{cosigner}, *one.state, *one.caution,
                                      [] { return journal::CosignedAt(1'767'225'600s); });
    }
    std::unique_ptr<Witnessing> begin(std::chrono::milliseconds apart = 0ms) {
        Witnessing::Options options{*journal::place_in(disk, "/j"), "final", 50ms, 10ms, apart};
        auto send = [this](const std::string& url,
                           const std::string& body) -> Result<Witnessing::Answer> {
            auto& one = witnesses.at(url);
            ++one.asked;
            if (one.away) return Failure{Kind::unavailable, "away"};
            auto decided = one.witness->add_checkpoint(body);
            auto* at_once = std::get_if<Reply>(&decided);
            auto reply = at_once ? *at_once : one.witness->settled(std::get<Pending>(decided));
            return Witnessing::Answer{reply.status, reply.body};
        };
        return Witnessing::begin(*journal, *journal::parse_policy(policy), options, send).value();
    }
    void add(int entries) {
        for (int at = 0; at < entries; ++at)
            ASSERT_TRUE(journal->append(std::vector<std::string_view>{"entry"}));
    }
    // As a thread that proposes every few milliseconds would have it.
    static bool becomes_final(Witnessing& all, std::uint64_t size) {
        for (int times = 0; times < 200; ++times) {
            all.propose();
            if (all.wait_for(size, 10ms)) return true;
        }
        return false;
    }
    template <class Until>
    static bool soon(Until until) {
        for (int times = 0; times < 400 && !until(); ++times) std::this_thread::sleep_for(5ms);
        return until();
    }

    std::shared_ptr<journal::SimulatedDisk> disk = std::make_shared<journal::SimulatedDisk>(4);
    std::unique_ptr<journal::Journal> journal;
    std::string policy;
    std::map<std::string, OneWitness> witnesses;
};

TEST_F(Witnessed, IsFinalWhenAQuorumHasCosigned) {
    auto all = begin();
    EXPECT_EQ(all->final_one().size, 0U);
    add(5);
    ASSERT_TRUE(becomes_final(*all, 5));
    add(7);
    ASSERT_TRUE(becomes_final(*all, 12));
    auto final_one = all->final_one();
    auto verified = journal::verified_checkpoint(final_one.note, *journal::parse_policy(policy));
    ASSERT_TRUE(verified) << verified.error().what;
    EXPECT_EQ(verified->checkpoint.size, 12U);
    EXPECT_GE(verified->witnesses.size(), 3U);
}

TEST_F(Witnessed, TheOneWhoIsLateIsAdded) {
    witnesses.at("http://w2").away = true;
    auto all = begin();
    add(5);
    ASSERT_TRUE(becomes_final(*all, 5));
    EXPECT_TRUE(soon([&] { return all->final_one().witnesses.size() == 3; }));
    witnesses.at("http://w2").away = false;
    EXPECT_TRUE(soon([&] { return all->final_one().witnesses.size() == 4; }));
    EXPECT_EQ(all->final_one().size, 5U);
}

TEST_F(Witnessed, WithTwoAwayNothingBecomesFinalUntilOneIsBack) {
    witnesses.at("http://w0").away = witnesses.at("http://w3").away = true;
    auto all = begin();
    add(5);
    EXPECT_FALSE(becomes_final(*all, 1));
    EXPECT_EQ(all->final_one().size, 0U);
    add(1);
    witnesses.at("http://w3").away = false;
    ASSERT_TRUE(becomes_final(*all, 6)) << "the newest, which stands for all before it";
}

TEST_F(Witnessed, GoesOnWhereItWasWhenTheNodeStartsAgain) {
    {
        auto all = begin();
        add(5);
        ASSERT_TRUE(becomes_final(*all, 5));
    }
    auto all = begin();
    EXPECT_EQ(all->final_one().size, 5U) << "what was final stays so";
    add(3);
    ASSERT_TRUE(becomes_final(*all, 8)) << "the witnesses say themselves how far they are";
}

TEST_F(Witnessed, AWitnessOfAnotherHistoryIsNotCounted) {
    add(4);
    // Somebody with the journal's key has shown w1 another tree of six entries.
    journal::Identity same{origin, ed25519_of(1)};
    auto other = *journal::open_files({"/other", same, disk});
    for (int at = 0; at < 6; ++at)
        ASSERT_TRUE(other->append(std::vector<std::string_view>{"other"}));
    auto note = other->checkpoint();
    auto& fooled = witnesses.at("http://w1");
    auto decided = fooled.witness->add_checkpoint(to_text(Submission{0, {}, note}));
    ASSERT_EQ(fooled.witness->settled(std::get<Pending>(decided)).status, 200);

    auto all = begin();
    ASSERT_TRUE(becomes_final(*all, 4));
    add(4);
    ASSERT_TRUE(becomes_final(*all, 8)) << "three others are enough";
    for (const auto& name : all->final_one().witnesses) EXPECT_NE(name, "w1");
    witnesses.at("http://w2").away = true;
    add(1);
    EXPECT_FALSE(becomes_final(*all, 9)) << "and two are not";
}

// Witnesses count how often they are asked (qpd).
TEST_F(Witnessed, ProposesNoMoreOftenThanItIsTo) {
    auto all = begin(1h);
    add(1);
    all->propose();
    ASSERT_TRUE(all->wait_for(1, 10s));
    add(1);
    all->propose();
    EXPECT_FALSE(all->wait_for(2, 50ms)) << "though the first one is final";
    for (const auto& [url, one] : witnesses) EXPECT_LE(one.asked, 1) << url;
    auto often = begin();
    EXPECT_TRUE(becomes_final(*often, 2));
}

TEST_F(Witnessed, AQuorumNeedsAddresses) {
    auto without = journal::parse_policy(
        "witness w " + to_vkey(journal::Cosigner("w", ed25519_of(7)).verifier_key()) +
        "\nquorum w\n");
    auto refused =
        Witnessing::begin(*journal, *without, {*journal::place_in(disk, "/j"), "final"}, {});
    EXPECT_EQ(refused.error().kind, Kind::invalid);
}

} // namespace
} // namespace vienreiz::witness
