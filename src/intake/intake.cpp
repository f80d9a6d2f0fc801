#include "intake/intake.hpp"

#include "base/limits.hpp"
#include "journal/policy.hpp"
#include "journal/receipt.hpp"
#include "journal/tiles.hpp"

#include <fmt/format.h>

namespace vienreiz::intake {
namespace {

constexpr std::string_view plain = "text/plain; charset=utf-8";

http::Response answer(std::string body, std::string_view type, std::string_view cache) {
    http::Response response;
    response.set("Content-Type", type);
    response.set("Cache-Control", cache);
    response.body = std::move(body);
    return response;
}

http::Response refusal(const Failure& failure) {
    auto response = http::problem(failure);
    if (failure.kind == Kind::too_many || failure.kind == Kind::unavailable)
        response.set("Retry-After", "1");
    return response;
}

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
    route(http::Method::get, "/healthz", &Service::health);
}

void Service::handle(const http::Request& request, http::Responder respond) {
    auto match = router_.find(request.method, request.path);
    if (!match && match.error().kind == Kind::conflict) {
        auto response = http::problem(405, "This address does not take that method");
        response.set("Allow", match.error().where);
        return respond(std::move(response));
    }
    if (!match) return respond(http::problem(match.error()));
    auto find = answers_[match->route];
    if (!find) return add(request, std::move(respond));
    auto found = (this->*find)(*match);
    respond(found ? std::move(*found) : refusal(found.error()));
}

void Service::add(const http::Request& request, http::Responder respond) {
    if (request.body.empty())
        return respond(refusal({Kind::invalid, "The body is the entry; this one is empty"}));
    if (request.body.size() > limits::journal_entry)
        return respond(refusal({Kind::too_large, fmt::format("An entry holds at most {} bytes",
                                                             grouped(limits::journal_entry))}));
    if (options_.submitters)
        if (auto whose = options_.submitters->verify(request.body); !whose)
            return respond(refusal(whose.error()));
    entries_.append(std::string(request.body), [respond = std::move(respond)](
                                                   Result<journal::Index> index) mutable {
        respond(index ? answer(std::to_string(*index), plain, "no-store") : refusal(index.error()));
    });
}

Result<http::Response> Service::checkpoint(const http::Match& match) const {
    if (!options_.witnessed) return pending(match);
    auto final_one = options_.witnessed->of(journal_name).final_one();
    if (final_one.note.empty())
        return Failure{Kind::unavailable, "The witnesses have cosigned no checkpoint yet; the "
                                          "newest is at the address pending"};
    return answer(std::move(final_one.note), plain, "no-cache");
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
    return answer(std::string(text(found)), "application/octet-stream",
                  "public, max-age=31536000, immutable");
}

Result<http::Response> Service::receipt(const http::Match& match) const {
    auto index = number<journal::Index>(match["index"]);
    if (!index) return Failure{Kind::invalid, "A receipt is named by the number of its entry"};
    bool is_final =
        !options_.witnessed || *index < options_.witnessed->of(journal_name).final_size();
    std::string proof;
    if (options_.witnessed && is_final) {
        auto final_one = options_.witnessed->of(journal_name).final_one();
        journal::Receipt whole{*index, {}, {}, std::move(final_one.note)};
        whole.entry = TRY(journal_.entry(*index));
        whole.proof = TRY(journal_.inclusion(*index, final_one.size));
        proof = to_text(whole);
    } else {
        proof = TRY(journal_.receipt(*index));
    }
    auto response = answer(std::move(proof), plain, "no-cache");
    response.set("Finality", is_final ? "final" : "pending");
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

Result<http::Response> Service::health(const http::Match& /*match*/) const {
    TRY(journal_.takes_entries());
    return answer(fmt::format("A journal of {} entries\n", journal_.size()), plain, "no-store");
}

} // namespace vienreiz::intake
