#include "platform/private_data.hpp"

#include "crypto/random.hpp"

#include <algorithm>

namespace vienreiz::platform {
namespace {

constexpr std::size_t salt_bytes = 16;

// Ids are our own (crypto::random_id), so a path in one is our mistake.
void is_ours(std::string_view id) {
    check(!id.empty() && std::ranges::all_of(id,
                                             [](char c) {
                                                 return (c >= 'a' && c <= 'z') ||
                                                        (c >= '0' && c <= '9') || c == '-';
                                             }),
          "private data is kept under an id of ours");
}

} // namespace

Result<std::string> PrivateData::keep(std::string_view id, std::string_view data) {
    is_ours(id);
    auto content = crypto::random_bytes(salt_bytes);
    content.insert(content.end(), data.begin(), data.end());
    TRY(place_.put(id, content));
    return hex(crypto::sha256(content));
}

Result<std::string> PrivateData::data(std::string_view id) const {
    is_ours(id);
    auto content = place_.get(id);
    if (!content && content.error().kind == Kind::missing)
        return Failure{Kind::missing, "This personal data is not kept here any more"};
    if (!content) return content.error();
    if (content->size() < salt_bytes)
        return Failure{Kind::corrupt, "This personal data cannot be read", std::string(id)};
    return std::string(text(ByteView(*content).subspan(salt_bytes)));
}

Outcome PrivateData::erase(std::string_view id) {
    is_ours(id);
    return place_.erase(id);
}

} // namespace vienreiz::platform
