// A capability shows itself to the world as one value. Router, OpenAPI, command line, menu, permission matrix and
// replay all derive from it; nothing is registered anywhere else.
#pragma once

#include "html/sentence.hpp"
#include "http/message.hpp"
#include "http/multipart.hpp"
#include "http/openapi.hpp"
#include "http/router.hpp"
#include "platform/answers.hpp"
#include "platform/caller.hpp"
#include "platform/event.hpp"
#include "platform/sequencer.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace vienreiz::platform {

class Node;
class Rules; // run again: platform/rules.hpp

// One request on its way through a path, after authentication and authorisation.
class Ask {
public:
    Ask(Node& node_, const http::Request& request_, http::Match match_,
        std::shared_ptr<const Caller> caller, Instant at_)
        : node(node_), request(request_), match(std::move(match_)), at(at_),
          caller_(std::move(caller)) {}

    Node& node;
    const http::Request& request; // lives until the response is given
    http::Match match;
    Instant at;

    [[nodiscard]] const Caller& caller() const { return *caller_; }
    [[nodiscard]] const std::string& parameter(std::string_view name) const {
        return match[name];
    } // of the path
    [[nodiscard]] const store::Snapshot& view() const; // of `main`, the same all along
    [[nodiscard]] const std::map<std::string, std::string>&
    form() const; // its fields, as a browser posts them
    // A form posted with a file (multipart/form-data): the fields, which form() has as well, and where the file is. It is
    // scanned once, on the thread of whoever asks first; endpoints that take large ones are Slow.
    [[nodiscard]] const Result<http::PostedForm>& posted() const;
    // The body as a described struct; path parameters become members, so that a command names its thing once.
    template <class T>
    [[nodiscard]] Result<T> body() const {
        auto value = TRY(body_with_parameters());
        return json::from<T>(value);
    }

private:
    [[nodiscard]] Result<json::Value> body_with_parameters() const;
    std::shared_ptr<const Caller> caller_;
    mutable std::unique_ptr<store::Snapshot> view_;
    mutable std::optional<std::map<std::string, std::string>> form_;
    mutable std::optional<Result<http::PostedForm>> posted_;
};

// What a read found: the response, and what must be on record before its first byte leaves.
struct Found {
    http::Response response;
    std::optional<Event>
        record{};               // goes to the access journal; the response then carries a receipt
    bool changes_views = false; // whether the access views follow this record
    std::function<void(journal::Index)> recorded{}; // told once the record is durable
    Found(http::Response r) : response(std::move(r)) {}
    Found(http::Response r, Event e, bool changes)
        : response(std::move(r)), record(std::move(e)), changes_views(changes) {}
};

// What a write wants: a decision, and how to answer once it is durable.
struct Wish {
    Decide decide;
    std::function<http::Response(const Written&)>
        answer{}; // default: the entry and where its receipt is
    std::function<http::Response(const Failure&)> refuse{}; // default: a problem, or the error page
};

using Read = std::function<Result<Found>(Ask&)>;
using Write = std::function<Result<Wish>(Ask&)>;
// A read that takes milliseconds or waits for the sequencer: it runs on a worker pool.
struct Slow {
    Read find;
    // To check a password or open a signing key takes a tenth of a second (scrypt). Such work queues by itself, so that
    // who guesses passwords holds up nobody who does something else.
    enum class Queue : std::uint8_t { work, secrets };
    Queue queue = Queue::work;
};

// A read whose answer may have to be made first, which takes seconds. It is called on the server's thread, must not
// block, and gives once, there or from another thread.
struct Later {
    using Give = std::move_only_function<void(Result<Found>)>;
    std::function<void(std::shared_ptr<Ask>, Give)> find;
};

enum class Shows { data, page }; // how failures are told: RFC 9457, or a page

struct Endpoint {
    http::Method method;
    std::string path;    // "/api/datasets/{dataset}"; pages begin with "/{language}"
    std::string summary; // one line, for OpenAPI
    Access access;
    std::variant<Read, Write, Slow, Later> work;
    Shows shows = Shows::data;
    // Whose the addressed thing is; needed where the access is Tenant::own.
    std::function<std::vector<InstitutionId>(const store::Snapshot&, const http::Match&)> owners{};
    // For OpenAPI: the bodies of the request and of its success, the parameters besides the path's, and the fields of
    // the answer's head that are its own.
    http::Content takes{}, gives{};
    std::vector<http::Parameter> parameters{};
    std::vector<http::Header> sends{};
    int success = 200;
    std::size_t body_limit = 0; // 0: limits::request_body
};

// An endpoint whose body is a command, decided by a rule.
//   Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&, const Command&)
// NOLINTBEGIN(performance-unnecessary-value-param): they are moved from, which is not seen inside a template.
template <class Command, class Rule>
Endpoint command(
    http::Method method, std::string path, std::string summary, Access access,
    std::function<std::vector<InstitutionId>(const store::Snapshot&, const http::Match&)> owners,
    Rule rule) {
    Write write = [rule](Ask& ask) -> Result<Wish> {
        auto wanted = TRY(ask.body<Command>());
        return Wish{[rule, wanted = std::move(wanted),
                     caller = ask.caller()](const Moment& moment, const store::Snapshot& view) {
            return rule(moment, caller, view, wanted);
        }};
    };
    return {.method = method,
            .path = std::move(path),
            .summary = std::move(summary),
            .access = access,
            .work = std::move(write),
            .owners = std::move(owners),
            .takes = json::schema<Command>(),
            .gives = json::schema<Confirmation>(),
            .sends = {receipt_header(), finality_header()}};
}
// NOLINTEND(performance-unnecessary-value-param)

struct MenuItem {
    std::string path;        // after the language: "/datasets"
    html::Sentence<0> title; // html::sentence("Datasets"), translated when shown
    Roles roles{};           // none: for everybody
};

// A subcommand of the program: "vienreiz <name> ...".
struct CommandLine {
    struct Option {
        enum class Takes { text, number, file }; // a whole number; a file's or folder's name
        std::string name, help;
        bool required = false;
        bool flag = false;
        std::string fallback{};
        Takes takes = Takes::text;
    };
    using Arguments = std::map<std::string, std::string>;
    std::string name, help;
    // "--dataset"; a name without dashes is positional. Where there is a "--config", the others may stand in its file.
    std::vector<Option> options;
    std::function<Outcome(const Arguments&)> run;
};

struct Job {
    std::chrono::milliseconds period;
    std::string name;
    std::function<Outcome(Node&)> run;
};

// Finds who a token or a session stands for, as the views have it now.
struct Directory {
    // By a token's subject, as whoever issued the token wrote it.
    std::function<std::optional<Caller>(const store::Snapshot&, std::string_view subject)> system;
    std::function<std::optional<Caller>(const store::Snapshot&, const PersonId&)> person;
    std::function<std::optional<Caller>(const store::Snapshot&, const SystemId&)> system_by_id{};
    // For the head of every page: what she is called (it lies outside the views), and for whom she acts.
    std::function<std::string(const Node&, const PersonId&)> name_of{};
    std::function<std::string(const store::Snapshot&, const InstitutionId&,
                              std::string_view language)>
        institution_name{};
};

struct Capability {
    std::string name;
    std::vector<Endpoint> endpoints{};
    std::vector<MenuItem> menu{};
    std::vector<CommandLine> commands{};
    std::function<void(EventTypes&)> events{};        // of the main journal
    std::function<void(EventTypes&)> access_events{}; // of the access journal
    std::function<void(Rules&)> rules{};              // how the main journal's entries come about
    std::vector<Job> jobs{};
    std::function<Outcome(Node&)>
        start{}; // once the views have caught up, before the first request
    std::function<void()>
        stop{}; // after the last request: ends what still runs, while the node is whole
    std::optional<Directory> directory{};
    std::function<http::Response(const Ask&, const Failure&)> error_page{};
};

} // namespace vienreiz::platform
