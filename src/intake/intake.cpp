#include "intake/intake.hpp"

#include "base/limits.hpp"
#include "http/answer.hpp"
#include "journal/policy.hpp"
#include "journal/tiles.hpp"

#include <fmt/format.h>

namespace vienreiz::intake {
namespace {

using http::answer;

constexpr std::string_view plain = http::plain_text;

} // namespace

Service::Service(journal::Journal& journal, Options options)
    : journal_(journal), options_(std::move(options)), entries_(journal) {
    auto route = [&](http::Method method, std::string_view path, Answer answer) {
        auto number = router_.add(method, path);
        check(number == answers_.size(), "the router numbers routes as they come");
        answers_.push_back(answer);
    };
    route(http::Method::post, "/add", nullptr);
    route(http::Method::get, "/checkpoint", &Service::checkpoint);
    route(http::Method::get, "/pending", &Service::pending);
    route(http::Method::get, "/tile/{tile*}", &Service::tile);
    route(http::Method::get, "/receipts/{index}", &Service::receipt);
    route(http::Method::get, "/vkeys", &Service::vkeys);
    route(http::Method::get, "/policy", &Service::policy);
    route(http::Method::get, "/rotations", &Service::rotations);
    route(http::Method::get, "/healthz", &Service::health);
}

void Service::handle(const http::Request& request, http::Responder respond) {
    auto match = router_.find(request.method, request.path);
    if (!match) return respond(http::unrouted(match.error()));
    auto find = answers_[match->route];
    if (!find) return add(request, std::move(respond));
    auto found = (this->*find)(*match);
    respond(found ? std::move(*found) : http::problem(found.error()));
}

void Service::add(const http::Request& request, http::Responder respond) {
    if (request.body.empty())
        return respond(
            http::problem(Failure{Kind::invalid, "The body is the entry; this one is empty"}));
    if (options_.submitters)
        if (auto whose = options_.submitters->verify(request.body); !whose)
            return respond(http::problem(whose.error()));
    entries_.append(std::string(request.body),
                    [respond = std::move(respond)](Result<journal::Index> index) mutable {
                        respond(index ? answer(std::to_string(*index), plain, "no-store")
                                      : http::problem(index.error()));
                    });
}

Result<http::Response> Service::checkpoint(const http::Match& match) const {
    if (!options_.witnessed) return pending(match);
    return answer(TRY(options_.witnessed->of(journal_name).checkpoint()), plain, "no-cache");
}

Result<http::Response> Service::pending(const http::Match& /*match*/) const {
    return answer(journal_.checkpoint(), plain, "no-cache");
}

Result<http::Response> Service::tile(const http::Match& match) const {
    auto name = TRY(journal::parse_tile_path("tile/" + match["tile"]));
    auto width = name.width == journal::tile_width ? 0 : name.width;
    auto found =
        TRY(name.of == journal::TileName::Of::hashes ? journal_.tile(name.level, name.number, width)
                                                     : journal_.bundle(name.number, width));
    return answer(std::string(text(found)), http::octets, http::immutable);
}

Result<http::Response> Service::receipt(const http::Match& match) const {
    auto index = number<journal::Index>(match["index"]);
    if (!index) return Failure{Kind::invalid, "A receipt is named by the number of its entry"};
    const auto* witnessing = options_.witnessed ? &options_.witnessed->of(journal_name) : nullptr;
    auto newest = TRY(witness::newest_receipt(journal_, witnessing, *index));
    auto response = answer(std::move(newest.text), plain, "no-cache");
    response.set("Finality", newest.is_final ? "final" : "pending");
    return response;
}

Result<http::Response> Service::vkeys(const http::Match& /*match*/) const {
    return answer(join(journal_.vkeys(), "\n") + "\n", plain, "no-cache");
}

Result<http::Response> Service::policy(const http::Match& /*match*/) const {
    auto witnesses = options_.witnessed ? options_.witnessed->policy() : journal::Policy();
    return answer(to_text(TRY(journal::policy_for(journal_.vkeys(), witnesses))), plain,
                  "no-cache");
}

Result<http::Response> Service::rotations(const http::Match& /*match*/) const {
    auto statements = journal_.rotations();
    if (!statements.empty()) return answer(std::move(statements), plain, "no-cache");
    return Failure{Kind::missing,
                   "This journal's keys were never rotated: it signs with its first ones"};
}

Result<http::Response> Service::health(const http::Match& /*match*/) const {
    TRY(journal_.takes_entries());
    return answer(fmt::format("A journal of {} entries\n", journal_.size()), plain, "no-store");
}

} // namespace vienreiz::intake
