#include "platform/private_data.hpp"

#include "crypto/random.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace vienreiz::platform {
namespace {
constexpr std::size_t salt_bytes = 16;
} // namespace

Result<PrivateData> PrivateData::open(const std::filesystem::path& folder) {
    PrivateData out(folder);
    TRY(out.disk_->make_folder(folder));
    std::error_code ignored;
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
    return out;
}

std::filesystem::path PrivateData::file(std::string_view id) const {
    // Ids are our own (crypto::random_id), so a path in one is our mistake.
    check(!id.empty() && std::ranges::all_of(id,
                                             [](char c) {
                                                 return (c >= 'a' && c <= 'z') ||
                                                        (c >= '0' && c <= '9') || c == '-';
                                             }),
          "private data is kept under an id of ours");
    return folder_ / std::string(id);
}

Result<std::string> PrivateData::keep(std::string_view id, std::string_view data) {
    auto content = crypto::random_bytes(salt_bytes);
    content.insert(content.end(), data.begin(), data.end());
    TRY(disk_->replace(file(id), content));
    return hex(crypto::sha256(content));
}

Result<std::string> PrivateData::data(std::string_view id) const {
    std::ifstream in(file(id), std::ios::binary);
    if (!in) return Failure{Kind::missing, "This personal data is not kept here any more"};
    std::ostringstream content;
    content << in.rdbuf();
    auto whole = std::move(content).str();
    if (whole.size() < salt_bytes)
        return Failure{Kind::corrupt, "This personal data cannot be read", std::string(id)};
    return whole.substr(salt_bytes);
}

Outcome PrivateData::erase(std::string_view id) { return disk_->remove(file(id)); }

} // namespace vienreiz::platform
