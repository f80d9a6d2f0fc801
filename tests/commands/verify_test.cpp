// `vienreiz verify` as whoever was given an answer uses it: with the receipt, the keys and the answer in files.
#include "base/limits.hpp"
#include "commands/demonstrated.hpp"
#include "journal/note.hpp"

#include <gtest/gtest.h>

namespace vienreiz::commands {

using test::run_program;

struct Verify : testing::Test {
    const Demonstrated& kept = Demonstrated::node();
    std::string receipt = file_with("receipt", kept.receipt), vkey = file_with("vkey", kept.vkey),
                policy = file_with("policy", kept.policy),
                answer = file_with("answer", kept.answer);

    test::Ended verify(const std::string& file) {
        return run_program({"verify", file, "--policy", policy});
    }
    // With the answer too.
    test::Ended verify_answer(const std::string& file) {
        return run_program({"verify", receipt, "--vkey", vkey, "--answer", file});
    }
    void refuses(const test::Ended& ended, Kind kind, std::string_view why) {
        EXPECT_EQ(ended.status, code(kind)) << ended.output;
        EXPECT_TRUE(ended.output.contains(why)) << ended.output;
        EXPECT_FALSE(ended.output.contains("holds.")) << ended.output;
    }
};

TEST_F(Verify, AcceptsAGenuineReceiptAndPrintsItsEntry) {
    auto ended = verify(receipt);
    EXPECT_EQ(ended.status, 0) << ended.output;
    EXPECT_TRUE(ended.output.starts_with("The receipt holds.\n")) << ended.output;
    EXPECT_TRUE(ended.output.contains("vienreiz.local/journals/access")) << ended.output;
    EXPECT_TRUE(ended.output.contains(R"("dataset":"transportlidzekli")")) << ended.output;
}

TEST_F(Verify, TakesTheKeyFromAmongOthers) {
    EXPECT_EQ(run_program({"verify", receipt, "--vkey", vkey}).status, 0) << "one key is enough";
    auto all = file_with("all-vkeys", kept.other_vkey + "\n  \n" + kept.vkey);
    auto ended = run_program({"verify", receipt, "--vkey", all});
    EXPECT_EQ(ended.status, 0) << ended.output;
}

TEST_F(Verify, RefusesAReceiptOfWhichOneBitIsAnother) {
    for (std::size_t at = 0; at < kept.receipt.size(); at += kept.receipt.size() / 40) {
        auto changed = kept.receipt;
        changed[at] ^= 1;
        auto ended = verify(file_with("changed", changed));
        EXPECT_TRUE(ended.status == code(Kind::invalid) || ended.status == code(Kind::forbidden))
            << "byte " << at << ": " << ended.status << " " << ended.output;
    }
    refuses(verify(file_with("cut", kept.receipt.substr(0, kept.receipt.size() / 2))),
            Kind::invalid, "");
}

TEST_F(Verify, ComparesTheAnswer) {
    auto right = verify_answer(answer);
    EXPECT_EQ(right.status, 0) << right.output;
    refuses(verify_answer(file_with("other", kept.answer + " ")), Kind::corrupt, "another answer");
    refuses(verify_answer(file_with("empty", "")), Kind::corrupt, "another answer");
    refuses(verify_answer(answer + "-missing"), Kind::missing, "answer-missing");
    refuses(verify_answer(kept.folder.string()), Kind::missing, "Is a directory");
}

TEST_F(Verify, RefusesAnotherJournalsOrNodesKey) {
    refuses(run_program({"verify", receipt, "--vkey", file_with("other-vkey", kept.other_vkey)}),
            Kind::forbidden, "");
    auto stranger = kept.vkey;
    stranger.replace(0, stranger.find('/'), "stranger.example");
    auto ended = run_program({"verify", receipt, "--vkey", file_with("stranger", stranger)});
    EXPECT_NE(ended.status, 0) << "a key's identity covers its name: " << ended.output;
}

TEST_F(Verify, RefusesFilesThatAreNeitherReceiptsNorKeys) {
    auto empty = file_with("empty", ""), missing = (kept.folder / "missing").string(),
         folder = kept.folder.string(), bytes = file_with("bytes", "\xff\xfe\n\x80"),
         huge = file_with("huge", std::string(limits::receipt_bytes + 1, 'a'));
    refuses(verify(empty), Kind::invalid, "");
    refuses(verify(missing), Kind::missing, missing);
    refuses(verify(folder), Kind::missing, "Is a directory");
    refuses(verify(bytes), Kind::invalid, "");
    refuses(verify(huge), Kind::too_large, huge);
    for (const auto& [file, kind] :
         {std::pair{empty, Kind::invalid}, std::pair{missing, Kind::missing},
          std::pair{folder, Kind::missing}, std::pair{bytes, Kind::invalid},
          std::pair{huge, Kind::too_large}})
        refuses(run_program({"verify", receipt, "--vkey", file}), kind, "");
    refuses(verify("/dev/zero"), Kind::too_large, "/dev/zero");
    refuses(run_program({"verify", receipt, "--policy", file_with("cut", kept.policy + "quorum")}),
            Kind::invalid, "cut short");
}

TEST_F(Verify, IsToldInOneWayWhomToTrust) {
    refuses(run_program({"verify", receipt}), Kind::invalid, "--policy");
    refuses(run_program({"verify", receipt, "--policy", policy, "--vkey", vkey}), Kind::invalid,
            "--policy");
}

TEST_F(Verify, MissesAWitnessThePolicyAsksFor) {
    auto stranger = crypto::PrivateKey::generate(crypto::Algorithm::Ed25519).public_key();
    auto witness = to_vkey(journal::verifier_key("witness.example/w", stranger,
                                                 journal::SignatureType::ed25519_cosignature));
    auto without_quorum = kept.policy.substr(0, kept.policy.find("quorum"));
    auto asked = file_with("witnessed", without_quorum + "witness w " + witness +
                                            "\ngroup both all post-quantum w\nquorum both\n");
    refuses(run_program({"verify", receipt, "--policy", asked}), Kind::forbidden, "1 of the 2");
}

} // namespace vienreiz::commands
