// Personal data of the people who use the node, kept outside the journal. An event carries the id and a salted hash;
// the data and its salt lie here, and erasing them leaves the journal valid: in a small file each or, where several
// nodes share them, on the shelf (postgres/shelf.hpp).
#pragma once

#include "base/result.hpp"
#include "base/text.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace vienreiz::postgres {
class Shelf;
}

namespace vienreiz::platform {

class PrivateData {
public:
    static Result<PrivateData> in(const std::filesystem::path& folder);
    static PrivateData on(postgres::Shelf& shelf);

    // Durable when it returns. Gives the commitment for the event: hex SHA-256(salt || data).
    Result<std::string> keep(std::string_view id, std::string_view data);
    [[nodiscard]] Result<std::string> data(std::string_view id) const; // Kind::missing once erased
    Outcome erase(std::string_view id);

private:
    struct Place {
        std::function<Outcome(std::string_view id, ByteView content)> put;
        std::function<Result<Bytes>(std::string_view id)> get; // Kind::missing when it is not there
        std::function<Outcome(std::string_view id)> erase;
    };
    explicit PrivateData(Place place) : place_(std::move(place)) {}
    Place place_;
};

} // namespace vienreiz::platform
