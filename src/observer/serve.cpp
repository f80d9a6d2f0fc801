#include "observer/serve.hpp"

#include "base/json.hpp"
#include "http/answer.hpp"

#include <boost/describe.hpp>

namespace vienreiz::observer {
namespace {

// "its headers SHOULD prevent caching beyond a few seconds"
constexpr std::string_view for_seconds = "public, max-age=2";

http::Response tile_answer(Result<Bytes> content) {
    if (!content) return http::problem(content.error());
    // Of so many hashes or entries a tile is the same for ever, full or partial.
    return http::answer(std::string(text(*content)), http::octets, http::immutable);
}

struct Health {
    std::string
        status; // ok; behind: the newest round failed; contradiction: the journal was caught
    std::string origin;
    std::uint64_t entries = 0;
    std::string seen;                    // when the journal last showed what is held; or empty
    std::optional<std::int64_t> age;     // seconds since
    std::optional<std::string> trouble;  // why the newest round failed
    std::optional<std::string> withheld; // why entries are not mirrored, only their hashes
};
BOOST_DESCRIBE_STRUCT(Health, (), (status, origin, entries, seen, age, trouble, withheld))

std::optional<std::string> unless_empty(const std::string& text) {
    if (text.empty()) return {};
    return text;
}

} // namespace

Service::Service(const Observer& observer, std::function<Standing()> standing)
    : observer_(observer), standing_(std::move(standing)),
      mending_(observer, [](Result<Bytes> content) { return tile_answer(std::move(content)); }) {
    checkpoint_ = router_.add(http::Method::get, "/checkpoint");
    tile_ = router_.add(http::Method::get, "/tile/{tile*}");
    health_ = router_.add(http::Method::get, "/healthz");
}

void Service::handle(const http::Request& request, http::Responder respond) {
    auto match = router_.find(request.method, request.path);
    if (!match) return respond(http::unrouted(match.error()));
    if (match->route == checkpoint_) return respond(checkpoint());
    if (match->route == health_) return respond(health());
    tile("tile/" + (*match)["tile"], std::move(respond));
}

http::Response Service::checkpoint() const {
    auto now = observer_.shown();
    if (now) return http::answer(now->note, http::plain_text, for_seconds);
    return http::problem(
        Failure{Kind::unavailable, "This mirror holds nothing yet; ask again in a while"});
}

void Service::tile(const std::string& path, http::Responder respond) {
    auto name = journal::parse_tile_path(path);
    if (!name) return respond(http::problem(name.error()));
    auto content = observer_.tile(*name);
    if (!content && content.error().kind == Kind::corrupt)
        return mending_.mend(*name, std::move(respond));
    respond(tile_answer(std::move(content)));
}

http::Response Service::health() const {
    auto now = observer_.shown();
    auto standing = standing_();
    Health health{.status = !observer_.contradiction().empty() ? "contradiction"
                            : standing.trouble.empty()         ? "ok"
                                                               : "behind",
                  .origin = now ? now->checkpoint.origin : "",
                  .entries = now ? now->checkpoint.size : 0,
                  .seen = standing.seen ? rfc3339(*standing.seen) : "",
                  .age = {},
                  .trouble = unless_empty(standing.trouble),
                  .withheld = unless_empty(standing.withheld)};
    if (standing.seen)
        health.age =
            std::chrono::duration_cast<std::chrono::seconds>(vienreiz::now() - *standing.seen)
                .count();
    auto response = http::answer(json::text(health), "application/json", "no-store");
    if (!now) response.status = 503; // whoever holds something goes on serving it
    return response;
}

} // namespace vienreiz::observer
