// Personal data of the people who use the node, kept outside the journal. An event carries the id and a salted hash;
// the data and its salt lie here, and erasing them leaves the journal valid.
#pragma once

#include "journal/place.hpp"

namespace vienreiz::platform {

class PrivateData {
public:
    explicit PrivateData(journal::Place place) : place_(std::move(place)) {}

    // Durable when it returns. Gives the commitment for the event: hex SHA-256(salt || data).
    Result<std::string> keep(std::string_view id, std::string_view data);
    [[nodiscard]] Result<std::string> data(std::string_view id) const; // Kind::missing once erased
    Outcome erase(std::string_view id);

private:
    journal::Place place_;
};

} // namespace vienreiz::platform
