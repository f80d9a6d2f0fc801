// A witness of its own process whose cosignature is the quorum, for journals that need one.
#pragma once

#include "node/test_node.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace vienreiz::commands {

class OneWitness {
public:
    explicit OneWitness(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // Begins again, at the same address, and knows the journals of these verifier keys.
    void admit(const std::vector<std::string>& vkeys) {
        std::string list = "logs/v0\n";
        for (const auto& vkey : vkeys)
            list += "vkey " + vkey + "\norigin none\nqpd 864000\ncontact us\n";
        auto port = process_ ? std::to_string(process_->port()) : "0";
        process_.reset();
        auto started = test::ChildNode::start_as("witness", (folder_ / "w1").string(),
                                                 {"--name", "witness.example/w1", "--admission",
                                                  written("w1.journals", list), "--port", port});
        ASSERT_TRUE(started) << started.error().what;
        process_ = std::move(*started);
        auto own = test::Voice::of(url())->send("GET", "/vkeys").value().body;
        policy_ = written("w1.policy", "witness w1 " + own.substr(0, own.find('\n')) + " " + url() +
                                           "\nquorum w1\n");
    }
    [[nodiscard]] std::string url() const { return process_->url(); }
    // The file for --witnesses.
    [[nodiscard]] const std::string& policy() const { return policy_; }

private:
    [[nodiscard]] std::string written(const std::string& name, std::string_view content) const {
        auto file = folder_ / name;
        std::ofstream(file, std::ios::binary) << content;
        return file.string();
    }

    std::filesystem::path folder_;
    std::unique_ptr<test::ChildNode> process_;
    std::string policy_;
};

} // namespace vienreiz::commands
