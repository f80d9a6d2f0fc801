// Which route a request is for: "/datasets/{dataset}/rows/{key}", by segments, the literal before
// the parameter.
#pragma once

#include "http/message.hpp"

namespace vienreiz::http {

struct Match {
    std::size_t route;                                                // as add() numbered it
    std::vector<std::pair<std::string_view, std::string>> parameters; // percent-decoded
    [[nodiscard]] const std::string& operator[](std::string_view name) const;
};

class Router {
public:
    // A last segment "{name*}" takes the rest of the path. The same method and shape twice is a
    // check.
    std::size_t add(Method method, std::string_view pattern);
    // Kind::missing: no such path. Kind::conflict: the path exists for other methods, listed in
    // Failure.where ("GET, POST"). HEAD is answered by GET's route.
    [[nodiscard]] Result<Match> find(Method method, std::string_view path) const;
    Router();
    ~Router();

private:
    struct Node;
    std::unique_ptr<Node> root_;
    std::size_t routes_ = 0;
};

} // namespace vienreiz::http
