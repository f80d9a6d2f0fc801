// `vienreiz witness` beside a node, as two institutions would run them: one keeps a journal, the other cosigns it.
#include "app/demonstration.hpp"
#include "commands/demonstrated.hpp"
#include "crypto/hash.hpp"
#include "crypto/test_authority.hpp"
#include "http/server.hpp"
#include "journal/journal.hpp"
#include "journal/policy.hpp"
#include "node/test_node.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <regex>
#include <thread>

namespace vienreiz::commands {

using test::ChildNode;
using test::run_program;
using test::Voice;

struct Witness : testing::Test {
    const Demonstrated& kept = Demonstrated::node();
    test::Folder folder{"witness"};
    std::filesystem::path data = folder.path() / "w1";
    std::string origin =
        kept.vkey.substr(0, kept.vkey.find('+')); // of the journal that is witnessed
    std::string list = file_with("journals", "logs/v0\nvkey " + kept.vkey +
                                                 "origin none\nqpd 86400\ncontact us\n");

    std::unique_ptr<ChildNode> started(const std::vector<std::string>& more = {}) {
        std::vector<std::string> arguments{"--name", "witness.example/w1", "--admission", list};
        arguments.insert(arguments.end(), more.begin(), more.end());
        auto witness = ChildNode::start_as("witness", data, arguments);
        check(witness.has_value(), witness ? "" : witness.error().what);
        return std::move(*witness);
    }
    static http::ClientResponse send(const ChildNode& witness, const std::string& body) {
        return Voice::of(witness.url())->send("POST", "/add-checkpoint", body).value();
    }
    static std::string get(const ChildNode& witness, const std::string& path) {
        auto answer = Voice::of(witness.url())->send("GET", path).value();
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.body;
    }
    // The checkpoint stands behind the receipt's first empty line.
    std::string checkpoint = kept.receipt.substr(kept.receipt.find("\n\n") + 2);
};

TEST_F(Witness, CosignsACheckpointAndTheReceiptThenHoldsForWhoTrustsBoth) {
    auto witness = started();
    auto reply = send(*witness, "old 0\n\n" + checkpoint);
    ASSERT_EQ(reply.status, 200) << reply.body;

    std::string policy = kept.policy.substr(0, kept.policy.find("quorum")), names;
    auto vkeys = get(*witness, "/vkeys");
    for (auto vkey : split(trim(vkeys), '\n')) {
        names += " w" + std::to_string(names.size());
        policy += "witness" + names.substr(names.rfind(' ')) + " " + std::string(vkey) + "\n";
    }
    policy += "group all-of-them all post-quantum" + names + "\nquorum all-of-them\n";
    auto trusted = file_with("both", policy);
    auto cosigned = run_program(
        {"verify", file_with("cosigned", kept.receipt + reply.body), "--policy", trusted});
    EXPECT_EQ(cosigned.status, 0) << cosigned.output;
    EXPECT_TRUE(cosigned.output.contains("cosigned    by post-quantum, w0, w3")) << cosigned.output;
    auto alone = run_program({"verify", file_with("alone", kept.receipt), "--policy", trusted});
    EXPECT_EQ(alone.status, code(Kind::forbidden)) << alone.output;
    EXPECT_EQ(witness->stop(), 0);
}

TEST_F(Witness, AnswersLikeEveryOtherServiceWhatTheStandardDoesNotSay) {
    auto witness = started();
    auto voice = Voice::of(witness->url()).value();
    auto wrong_method = voice.send("GET", "/add-checkpoint").value();
    EXPECT_EQ(wrong_method.status, 405);
    EXPECT_EQ(wrong_method.header("Allow"), "POST");
    auto nowhere = voice.send("GET", "/nothing").value();
    EXPECT_EQ(nowhere.status, 404);
    EXPECT_EQ(nowhere.header("Content-Type"), "application/problem+json");
}

TEST_F(Witness, RemembersWhatItCosignedWhenItIsKilled) {
    auto witness = started();
    ASSERT_EQ(send(*witness, "old 0\n\n" + checkpoint).status, 200);
    witness->kill();
    witness = started();
    auto size = journal::parse_checkpoint(journal::parse_note(checkpoint)->text)->size;
    auto refused = send(*witness, "old " + std::to_string(size + 1) + "\n\n" + checkpoint);
    EXPECT_EQ(refused.status, 400);
    refused = send(*witness, "old 0\n\n" + checkpoint);
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.body, std::to_string(size) + "\n");
    EXPECT_EQ(refused.header("Content-Type"), "text/x.tlog.size");
    auto served = get(*witness, "/" + hex(crypto::sha256(bytes(origin))) + "/checkpoint");
    EXPECT_TRUE(served.starts_with(journal::parse_note(checkpoint)->text)) << served;
    EXPECT_EQ(send(*witness, "old " + std::to_string(size) + "\n\n" + checkpoint).status, 200);
}

TEST_F(Witness, AsksItsPeersBeforeItTrustsItsState) {
    auto peer = started();
    ASSERT_EQ(send(*peer, "old 0\n\n" + checkpoint).status, 200);
    auto vkeys = get(*peer, "/vkeys");
    auto policy =
        "witness w1 " + vkeys.substr(0, vkeys.find('\n')) + " " + peer->url() + "\nquorum w1\n";
    data = folder.path() / "w2";
    auto second = started({"--peers", file_with("peers", policy)});
    // It has nothing yet, and the peer is further: what is offered must be what the peer has cosigned.
    auto reply = send(*second, "old 0\n\n" + checkpoint);
    for (int times = 0; times < 100 && reply.status == 503; ++times) {
        EXPECT_EQ(reply.header("Retry-After"), "1");
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        reply = send(*second, "old 0\n\n" + checkpoint);
    }
    auto size = journal::parse_checkpoint(journal::parse_note(checkpoint)->text)->size;
    EXPECT_EQ(reply.status, 409) << "it has taken over the peer's checkpoint";
    EXPECT_EQ(send(*second, "old " + std::to_string(size) + "\n\n" + checkpoint).status, 200);
}

TEST_F(Witness, RefusesToStartOnWhatItCannotTrust) {
    auto start = [&](const std::string& admission, const std::vector<std::string>& more = {},
                     const std::string& name = "w") {
        std::vector<std::string> arguments{"witness", "--data", data.string(), "--port", "0",
                                           "--name",  name,     "--admission", admission};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_program(arguments);
    };
    auto missing = (folder.path() / "none").string();
    EXPECT_EQ(start(missing).status, code(Kind::missing));
    auto cut = start(file_with("cut", "logs/v0\nvkey x"));
    EXPECT_EQ(cut.status, code(Kind::invalid));
    EXPECT_TRUE(cut.output.contains("line 2")) << cut.output;
    auto addressless = start(list, {"--peers", file_with("addressless", kept.policy)});
    EXPECT_EQ(addressless.status, code(Kind::invalid)) << addressless.output;
    EXPECT_EQ(start(list, {}, "w 1").status, code(Kind::invalid));

    auto witness = started();
    EXPECT_EQ(start(list).status, code(Kind::conflict)) << "two witnesses with one state";
    ASSERT_EQ(send(*witness, "old 0\n\n" + checkpoint).status, 200);
    EXPECT_EQ(witness->stop(), 0);
    std::filesystem::resize_file(data / "state", std::filesystem::file_size(data / "state") - 1);
    auto damaged = start(list);
    EXPECT_EQ(damaged.status, code(Kind::corrupt)) << damaged.output;
    EXPECT_TRUE(damaged.output.contains("--peers")) << damaged.output;
}

// A node with three witnesses of whom two must cosign, as docs/operating.md has it.
struct WitnessedNode : Witness {
    void SetUp() override {
        std::filesystem::copy(kept.data, data, std::filesystem::copy_options::recursive);
        auto all = file_with("all", "logs/v0\n" + entry(kept.vkey) + entry(kept.other_vkey) +
                                        entry(kept.root_vkey));
        std::string policy;
        for (auto name : {"w1", "w2", "w3"}) {
            auto witness = ChildNode::start_as("witness", folder.path() / name,
                                               {"--name", name, "--admission", all});
            ASSERT_TRUE(witness) << witness.error().what;
            auto vkeys = get(**witness, "/vkeys");
            policy += "witness " + std::string(name) + " " + vkeys.substr(0, vkeys.find('\n')) +
                      " " + (*witness)->url() + "\n";
            witnesses.push_back(std::move(*witness));
        }
        policy += "group two 2 w1 w2 w3\nquorum two\n";
        options = {"--witnesses", file_with("witnesses", policy)};
        node = ChildNode::start(data, options).value();
        auto told = app::demonstration_in(data).value();
        auto key = crypto::PrivateKey::from_pem(told.system_key).value();
        headers = Voice::authenticate(node->url(), told.system, key).value();
    }
    static std::string entry(std::string_view vkey) {
        return "vkey " + std::string(trim(vkey)) + "\norigin none\nqpd 8640000\ncontact us\n";
    }
    std::string of_journal(std::string_view journal, std::string_view what) {
        return get(*node, fmt::format("/journals/{}/{}", journal, what));
    }
    // Of an agreement: what has happened to it, each step with its receipt.
    std::string agreement_page() {
        auto people = app::demonstration_in(data).value().people;
        auto signatory = std::ranges::find(people, "sanemejs", &app::DemonstrationPerson::login);
        auto cookie = Voice::sign_in(node->url(), signatory->login, signatory->password).value();
        auto voice = Voice::of(node->url(), cookie).value();
        auto all = voice.send("GET", "/en/agreements").value().body;
        std::smatch one;
        check(std::regex_search(all, one, std::regex("/en/agreements/[0-9a-z-]{8,}")),
              "the demonstration has an agreement");
        return voice.send("GET", one[0]).value().body;
    }
    // The address of the receipt of an answer.
    std::string ask() {
        auto answer = Voice::of(node->url(), headers)
                          ->send("GET", "/api/datasets/transportlidzekli/rows/AB1234")
                          .value();
        EXPECT_EQ(answer.status, 200) << answer.body;
        return std::string(answer.header("Receipt"));
    }
    http::ClientResponse receipt_at(const std::string& place) {
        return Voice::of(node->url(), headers)->send("GET", place).value();
    }
    // Once it is final, or when that takes too long.
    http::ClientResponse final_receipt(const std::string& place) {
        auto receipt = receipt_at(place);
        for (int times = 0; times < 200 && receipt.header("Finality") != "final"; ++times) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            receipt = receipt_at(place);
        }
        return receipt;
    }

    std::vector<std::unique_ptr<ChildNode>> witnesses;
    std::vector<std::string> options;
    std::unique_ptr<ChildNode> node;
    Voice::Headers headers;
};

TEST_F(WitnessedNode, GivesReceiptsThatAQuorumHasCosigned) {
    auto receipt = final_receipt(ask());
    ASSERT_EQ(receipt.header("Finality"), "final");
    auto policy = file_with("policy", of_journal("access", "policy"));
    auto verified = run_program({"verify", file_with("receipt", receipt.body), "--policy", policy});
    EXPECT_EQ(verified.status, 0) << verified.output;
    EXPECT_TRUE(verified.output.contains("cosigned    by post-quantum, w")) << verified.output;
    auto parsed = journal::parse_policy(of_journal("access", "policy"));
    EXPECT_TRUE(journal::verified_checkpoint(of_journal("access", "checkpoint"), *parsed));
    auto page = get(*node, "/en/journals");
    EXPECT_TRUE(page.contains("Entries that witnesses have cosigned"));
    EXPECT_TRUE(page.contains("— w1 ") || page.contains("— w2 "))
        << "the checkpoint that is shown is the final one";
}

TEST_F(WitnessedNode, ProvesAnEntryByTheRootThatAQuorumHasCosigned) {
    auto place = ask();
    auto anchored = receipt_at(place + "/anchored");
    for (int times = 0; times < 400 && anchored.status == 503; ++times) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        anchored = receipt_at(place + "/anchored");
    }
    ASSERT_EQ(anchored.status, 200) << anchored.body;
    auto receipt = file_with("anchored", anchored.body);
    auto verified = run_program(
        {"verify", receipt, "--policy", file_with("policy", of_journal("root", "policy"))});
    EXPECT_EQ(verified.status, 0) << verified.output;
    EXPECT_TRUE(verified.output.contains("journal     vienreiz.local/journals/access"))
        << verified.output;
    EXPECT_TRUE(verified.output.contains("anchored    in vienreiz.local/journals/root"))
        << verified.output;
    EXPECT_TRUE(verified.output.contains("cosigned    by post-quantum, w")) << verified.output;
    auto alone = run_program(
        {"verify", receipt, "--policy", file_with("policy", of_journal("access", "policy"))});
    EXPECT_EQ(alone.status, code(Kind::forbidden)) << "that one does not name the root";
    EXPECT_EQ(Voice::of(node->url())->send("GET", place + "/anchored")->status, 401);
}

TEST_F(WitnessedNode, SaysOnItsPagesWhatIsFinalAndWhatIsPending) {
    ASSERT_EQ(final_receipt(ask()).header("Finality"), "final");
    auto page = agreement_page();
    EXPECT_TRUE(page.contains(">final</strong>")) << page;
    EXPECT_FALSE(page.contains(">pending</strong>"));
    ASSERT_EQ(node->stop(), 0);
    witnesses.clear();
    std::filesystem::remove_all(data / "witnessed");
    node = ChildNode::start(data, options).value();
    page = agreement_page();
    EXPECT_TRUE(page.contains(">pending</strong>")) << page;
    EXPECT_FALSE(page.contains(">final</strong>"));
}

TEST_F(WitnessedNode, GivesTheSameProofToProgramsThatSpeakCbor) {
    auto place = ask();
    ASSERT_EQ(final_receipt(place).header("Finality"), "final");
    for (std::string signature : {"Ed25519", "ML-DSA-44"}) {
        auto cose = receipt_at(place + "/cose?signature=" + signature);
        ASSERT_EQ(cose.status, 200) << cose.body;
        EXPECT_EQ(cose.header("Finality"), "final");
        auto receipt = file_with("receipt.cose", cose.body),
             vkeys = file_with("vkeys",
                               join(journal::vkeys_in(data / "journals/access").value(), "\n"));
        auto verified = run_program({"verify", receipt, "--vkey", vkeys});
        EXPECT_EQ(verified.status, 0) << verified.output;
        EXPECT_TRUE(verified.output.contains("\"dataset\":\"transportlidzekli\""))
            << verified.output;
        auto refused = run_program(
            {"verify", receipt, "--policy", file_with("policy", of_journal("access", "policy"))});
        EXPECT_EQ(refused.status, code(Kind::forbidden)) << refused.output;
        EXPECT_TRUE(refused.output.contains("--vkey")) << refused.output;
        cose.body[cose.body.size() / 2] ^= 1;
        EXPECT_NE(
            run_program({"verify", file_with("changed.cose", cose.body), "--vkey", vkeys}).status,
            0);
    }
    EXPECT_EQ(receipt_at(place + "/cose?signature=none").status, 400);
}

TEST_F(WitnessedNode, HasItsRootTimeStamped) {
    crypto::test::Authority authority(folder.path() / "authority");
    if (!authority.works()) GTEST_SKIP() << "There is no openssl program here";
    auto server =
        http::Server::start({}, [&](const http::Request& request, http::Responder respond) {
            http::Response reply;
            reply.set("Content-Type", "application/timestamp-reply");
            reply.body = authority.answer(request.body);
            respond(std::move(reply));
        });
    ASSERT_TRUE(server) << server.error().what;
    options.insert(options.end(), {"--time-stamps",
                                   "http://127.0.0.1:" + std::to_string((*server)->port()) + "/tsa",
                                   "--time-stamp-trust", authority.trust_file().string()});
    ASSERT_EQ(node->stop(), 0);
    node = ChildNode::start(data, options).value();
    auto told = of_journal("root", "time-stamps");
    for (int times = 0; times < 400 && told == "[]"; ++times) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        told = of_journal("root", "time-stamps");
    }
    auto days = json::parse(told);
    ASSERT_TRUE(days && days->is_array() && days->get_array().size() == 1) << told;
    const auto& places = days->get_array()[0].get_object();
    auto stamped = get(*node, std::string(places.at("checkpoint").get_string())),
         reply = get(*node, std::string(places.at("reply").get_string()));
    EXPECT_TRUE(authority.holds(stamped, reply)) << "openssl ts -verify";
    EXPECT_FALSE(authority.holds(stamped + " ", reply));
    auto policy = journal::parse_policy(of_journal("root", "policy"));
    EXPECT_TRUE(journal::verified_checkpoint(stamped, *policy)) << "what was stamped is final";
    EXPECT_EQ(Voice::of(node->url())->send("GET", "/journals/main/time-stamps")->status, 404);
}

TEST_F(WitnessedNode, GoesOnWithoutAQuorumAndSaysWhatIsPending) {
    ASSERT_EQ(final_receipt(ask()).header("Finality"), "final");
    witnesses[0]->kill();
    ASSERT_EQ(final_receipt(ask()).header("Finality"), "final") << "two of three are there";
    witnesses[1]->kill();
    auto place = ask();
    std::this_thread::sleep_for(std::chrono::seconds(1));
    auto receipt = receipt_at(place);
    EXPECT_EQ(receipt.header("Finality"), "pending");
    auto policy = file_with("policy", of_journal("access", "policy"));
    auto verified = run_program({"verify", file_with("receipt", receipt.body), "--policy", policy});
    EXPECT_EQ(verified.status, code(Kind::forbidden)) << verified.output;
    auto size_of = [&](const std::string& path) {
        return journal::parse_checkpoint(journal::parse_note(get(*node, path))->text)->size;
    };
    EXPECT_LT(size_of("/journals/access/checkpoint"), size_of("/journals/access/pending"));
}

} // namespace vienreiz::commands
