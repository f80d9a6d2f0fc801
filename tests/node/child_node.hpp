// The program as it is shipped, in a process of its own that can be killed; and callers that speak to it.
#pragma once

#include "base/json.hpp"
#include "crypto/keys.hpp"
#include "http/client.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>

namespace vienreiz::test {

// Of the run: VIENREIZ names another one than was built with the test.
std::filesystem::path program();

struct Ended {
    int status = 0;     // exit code, or 128 + the signal
    std::string output; // of both streams
};
Ended run_program(const std::vector<std::string>& arguments);
// Its standard output goes to `place`, which it cannot be read from again; what is told is standard error.
Ended run_program_onto(const std::filesystem::path& place,
                       const std::vector<std::string>& arguments);

// With that on its standard input; at most as much as a pipe holds.
Ended run_program_with(const std::string& input, const std::vector<std::string>& arguments);
// Both streams go to a terminal of its own, which breaks lines with "\r\n".
Ended run_program_on_terminal(const std::vector<std::string>& arguments);

class ChildNode {
public:
    // `vienreiz serve` on a free port, unless `more` names one; serves when this returns. What it says goes to
    // <data>.out.
    static Result<std::unique_ptr<ChildNode>> start(const std::filesystem::path& data,
                                                    const std::vector<std::string>& more = {});
    // Another subcommand that serves.
    static Result<std::unique_ptr<ChildNode>> start_as(const std::string& command,
                                                       const std::filesystem::path& data,
                                                       const std::vector<std::string>& more = {});
    // `vienreiz observe URL`, into that folder. What it says goes to <into>.out.
    static Result<std::unique_ptr<ChildNode>>
    start_observer(const std::string& url, const std::filesystem::path& into,
                   const std::vector<std::string>& more = {});
    // `vienreiz cluster`, of which it is the first node's address. What it says goes to <data>.out.
    static Result<std::unique_ptr<ChildNode>> start_cluster(const std::filesystem::path& data,
                                                            const std::string& address);
    // `serve`, killed when it has had that long to start in.
    static void start_and_kill(const std::filesystem::path& data, std::chrono::microseconds after);
    ChildNode(const ChildNode&) = delete;
    ChildNode& operator=(const ChildNode&) = delete;
    ~ChildNode(); // kills what still runs

    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] bool runs();
    [[nodiscard]] std::size_t most_memory() const; // bytes it ever held at once
    void kill();                                   // SIGKILL: as a power cut is for the process
    int stop();                                    // SIGTERM; its exit code

private:
    ChildNode() = default;
    static Result<std::unique_ptr<ChildNode>> started(pid_t process,
                                                      const std::filesystem::path& output);
    pid_t process_ = 0;
    std::string url_;
};

// One caller: its connection, and what it shows with every request.
class Voice {
public:
    using Headers = std::vector<std::pair<std::string, std::string>>;
    static Result<Voice> of(const std::string& url, Headers headers = {});
    static Result<Headers> sign_in(const std::string& url, const std::string& login,
                                   const std::string& password);
    static Result<Headers> authenticate(const std::string& url, const std::string& system,
                                        const crypto::PrivateKey& key);

    Result<http::ClientResponse> send(const std::string& method, std::string target,
                                      std::string body = {}, Headers more = {});
    // The JSON of a 2xx answer; another status is a failure that tells it.
    Result<json::Value> ask(const std::string& method, std::string target, std::string body = {});

private:
    Voice(std::unique_ptr<http::Client> client, Headers headers)
        : client_(std::move(client)), headers_(std::move(headers)) {}
    std::unique_ptr<http::Client> client_;
    Headers headers_;
};

// The id of an upload that holds the whole file.
Result<std::string> upload(Voice& steward, const std::string& dataset, std::string_view file);
// Publishes an upload and waits; the publication as the node tells it, published or failed.
Result<json::Value> publish_upload(Voice& steward, const std::string& id,
                                   std::chrono::seconds patience = std::chrono::seconds(30));
// Both.
Result<json::Value> publish(Voice& steward, const std::string& dataset, std::string_view file,
                            std::chrono::seconds patience = std::chrono::seconds(30));

} // namespace vienreiz::test
