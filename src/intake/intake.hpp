// A journal that takes entries over HTTP.
//
//   POST /add                 the body is the entry; answered with its index, in decimal, once it is durable
//   GET  /checkpoint          the newest checkpoint; where witnesses cosign, the newest that is final
//   GET  /pending             the newest
//   GET  /tile/...            C2SP tlog-tiles
//   GET  /receipts/<index>    C2SP tlog-proof, final where it can be
//   GET  /vkeys, /policy      our verifier keys; whose signatures a checkpoint needs
//   GET  /rotations           the statements of how we came to these keys; 404 when they were never rotated
//   GET  /healthz
#pragma once

#include "http/router.hpp"
#include "http/server.hpp"
#include "intake/submitters.hpp"
#include "journal/group_commit.hpp"
#include "witness/witnessed_journals.hpp"

namespace vienreiz::intake {

class Service {
public:
    struct Options {
        std::optional<Submitters> submitters{};                // nothing: everybody
        const witness::WitnessedJournals* witnessed = nullptr; // nothing: nobody cosigns
    };
    // Its name in `witnessed`.
    static constexpr std::string_view journal_name = "journal";

    Service(journal::Journal& journal, Options options);
    void handle(const http::Request& request, http::Responder respond);
    // On each loop's own thread: when it starts, and when it has served all that was ready.
    void on_start() { entries_.take_turns(); }
    void after_turn() { entries_.end_turn(); }

private:
    using Answer = Result<http::Response> (Service::*)(const http::Match&) const;
    void add(const http::Request& request, http::Responder respond);
    Result<http::Response> checkpoint(const http::Match&) const;
    Result<http::Response> pending(const http::Match&) const;
    Result<http::Response> tile(const http::Match& match) const;
    Result<http::Response> receipt(const http::Match& match) const;
    Result<http::Response> vkeys(const http::Match&) const;
    Result<http::Response> policy(const http::Match&) const;
    Result<http::Response> rotations(const http::Match&) const;
    Result<http::Response> health(const http::Match&) const;

    journal::Journal& journal_;
    Options options_;
    journal::GroupCommit entries_;
    http::Router router_;
    std::vector<Answer> answers_; // by the router's number; POST /add is the first, and null
};

} // namespace vienreiz::intake
