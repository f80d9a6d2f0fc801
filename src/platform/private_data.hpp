// Personal data of the people who use the node, kept outside the journal. An event carries the id and a salted hash;
// the data and its salt lie here, in one small file each, and erasing the file leaves the journal valid.
#pragma once

#include "crypto/hash.hpp"
#include "journal/disk.hpp"

#include <filesystem>
#include <string>

namespace vienreiz::platform {

class PrivateData {
public:
    static Result<PrivateData> open(const std::filesystem::path& folder);

    // Durable when it returns. Gives the commitment for the event: hex SHA-256(salt || data).
    Result<std::string> keep(std::string_view id, std::string_view data);
    [[nodiscard]] Result<std::string> data(std::string_view id) const; // Kind::missing once erased
    Outcome erase(std::string_view id);

private:
    explicit PrivateData(std::filesystem::path folder)
        : folder_(std::move(folder)), disk_(journal::real_disk()) {}
    [[nodiscard]] std::filesystem::path file(std::string_view id) const;

    std::filesystem::path folder_;
    std::shared_ptr<journal::Disk> disk_;
};

} // namespace vienreiz::platform
