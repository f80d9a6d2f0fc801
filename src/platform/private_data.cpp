#include "platform/private_data.hpp"

#include "crypto/random.hpp"
#include "journal/disk.hpp"
#include "postgres/shelf.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace vienreiz::platform {
namespace {

constexpr std::size_t salt_bytes = 16;

Failure erased() { return {Kind::missing, "This personal data is not kept here any more"}; }

Result<Bytes> content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return erased();
    std::ostringstream content;
    content << in.rdbuf();
    auto read = bytes(content.view());
    return Bytes(read.begin(), read.end());
}

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

Result<PrivateData> PrivateData::in(const std::filesystem::path& folder) {
    auto disk = journal::real_disk();
    TRY(disk->make_folder(folder));
    std::error_code ignored;
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
    return PrivateData(
        {[=](std::string_view id, ByteView content) { return disk->replace(folder / id, content); },
         [=](std::string_view id) { return content_of(folder / id); },
         [=](std::string_view id) { return disk->remove(folder / id); }});
}

PrivateData PrivateData::on(postgres::Shelf& shelf) {
    auto name = [](std::string_view id) { return "private/" + std::string(id); };
    return PrivateData(
        {[=, &shelf](std::string_view id, ByteView content) { return shelf.put(name(id), content); },
         [=, &shelf](std::string_view id) -> Result<Bytes> {
             auto content = TRY(shelf.get(name(id)));
             if (!content) return erased();
             return std::move(*content);
         },
         [=, &shelf](std::string_view id) { return shelf.erase(name(id)); }});
}

Result<std::string> PrivateData::keep(std::string_view id, std::string_view data) {
    is_ours(id);
    auto content = crypto::random_bytes(salt_bytes);
    content.insert(content.end(), data.begin(), data.end());
    TRY(place_.put(id, content));
    return hex(crypto::sha256(content));
}

Result<std::string> PrivateData::data(std::string_view id) const {
    is_ours(id);
    auto content = TRY(place_.get(id));
    if (content.size() < salt_bytes)
        return Failure{Kind::corrupt, "This personal data cannot be read", std::string(id)};
    return std::string(text(ByteView(content).subspan(salt_bytes)));
}

Outcome PrivateData::erase(std::string_view id) {
    is_ours(id);
    return place_.erase(id);
}

} // namespace vienreiz::platform
