// A tree of segments. A node's literal children are sorted by text and found by bisection; where a
// literal leads to no route the search comes back and tries the parameter, then the rest
// ("{name*}"): so "/a/new" never hides "/a/{id}/b".
#include "http/router.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace vienreiz::http {
namespace router {
constexpr std::size_t methods = static_cast<std::size_t>(Method::other) + 1;
constexpr std::size_t deepest = 16; // parameters in one path
constexpr std::size_t no_route = static_cast<std::size_t>(-1);

struct Route {
    std::size_t number = no_route;
    std::vector<std::string> parameters;
};
} // namespace router

struct Router::Node {
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
    std::unique_ptr<Node> parameter, rest;
    std::array<router::Route, router::methods> routes;
    bool taken = false; // some method has a route here

    [[nodiscard]] const Node* literal(std::string_view segment) const {
        auto at = std::ranges::lower_bound(literals, segment, {},
                                           &std::pair<std::string, std::unique_ptr<Node>>::first);
        return at != literals.end() && at->first == segment ? at->second.get() : nullptr;
    }
    Node& literal_for(std::string_view segment) {
        auto at = std::ranges::lower_bound(literals, segment, {},
                                           &std::pair<std::string, std::unique_ptr<Node>>::first);
        if (at == literals.end() || at->first != segment)
            at = literals.emplace(at, std::string(segment), std::make_unique<Node>());
        return *at->second;
    }
};

namespace router {

// What the search has matched so far: the parameters' raw text, innermost last.
struct Trail {
    std::array<std::string_view, deepest> values;
    std::size_t count = 0;
};

// `path` is without its first '/'; `ended` says that no segment is left (so "/a" and "/a/" differ).
template <class Node>
const Node* search(const Node& node, std::string_view path, bool ended, Trail& trail) {
    if (ended) return node.taken ? &node : nullptr;
    auto slash = path.find('/');
    auto segment = path.substr(0, slash);
    bool last = slash == path.npos;
    auto after = last ? std::string_view{} : path.substr(slash + 1);
    if (const auto* next = node.literal(segment))
        if (const auto* found = search(*next, after, last, trail)) return found;
    auto mark = trail.count;
    if (node.parameter && !segment.empty() && mark < deepest) {
        trail.values[trail.count++] = segment;
        if (const auto* found = search(*node.parameter, after, last, trail)) return found;
        trail.count = mark;
    }
    if (node.rest && mark < deepest) {
        trail.values[trail.count++] = path;
        return node.rest.get();
    }
    return nullptr;
}

} // namespace router

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

std::size_t Router::add(Method method, std::string_view pattern) {
    check(pattern.starts_with('/'), "a route's pattern starts with /");
    Node* node = root_.get();
    router::Route route{.number = routes_, .parameters = {}};
    auto segments = split(pattern.substr(1), '/');
    for (std::size_t i = 0; i < segments.size(); ++i) {
        auto segment = segments[i];
        if (!segment.starts_with('{')) {
            node = &node->literal_for(segment);
            continue;
        }
        check(segment.ends_with('}') && segment.size() > 2,
              "a parameter is a whole segment: {name}");
        auto parameter = segment.substr(1, segment.size() - 2);
        bool rest = parameter.ends_with('*');
        check(!rest || i + 1 == segments.size(), "{name*} is the last segment");
        auto& next = rest ? node->rest : node->parameter;
        if (!next) next = std::make_unique<Node>();
        node = next.get();
        route.parameters.emplace_back(rest ? parameter.substr(0, parameter.size() - 1) : parameter);
    }
    check(route.parameters.size() <= router::deepest, "a path has at most 16 parameters");
    auto& place = node->routes[static_cast<std::size_t>(method)];
    check(place.number == router::no_route, "a method and a path have one route");
    place = std::move(route);
    node->taken = true;
    return routes_++;
}

Result<Match> Router::find(Method method, std::string_view path) const {
    router::Trail trail;
    const auto* node =
        path.starts_with('/') ? router::search(*root_, path.substr(1), false, trail) : nullptr;
    if (!node) return Failure{Kind::missing, "There is nothing at this address"};
    const auto* route = &node->routes[static_cast<std::size_t>(method)];
    if (route->number == router::no_route && method == Method::head)
        route = &node->routes[static_cast<std::size_t>(Method::get)];
    if (route->number == router::no_route) {
        std::vector<std::string> allowed;
        for (std::size_t i = 0; i < router::methods; ++i)
            if (node->routes[i].number != router::no_route)
                allowed.emplace_back(name(static_cast<Method>(i)));
        return Failure{Kind::conflict, "This address does not take " + std::string(name(method)),
                       join(allowed, ", ")};
    }
    Match match{.route = route->number, .parameters = {}};
    match.parameters.reserve(trail.count);
    for (std::size_t i = 0; i < trail.count; ++i) {
        auto value = trail.values[i];
        if (value.find('%') == value.npos) {
            match.parameters.emplace_back(route->parameters[i], value);
            continue;
        }
        match.parameters.emplace_back(route->parameters[i], TRY(percent_decode(value)));
    }
    return match;
}

const std::string& Match::operator[](std::string_view wanted) const {
    for (const auto& [key, value] : parameters)
        if (key == wanted) return value;
    check(false, "a handler asks only for parameters of its own route");
    std::abort();
}

} // namespace vienreiz::http
