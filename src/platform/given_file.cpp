#include "platform/given_file.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace vienreiz::platform {
namespace given_files {

using Path = std::filesystem::path;
constexpr std::size_t piece_bytes = 64 * limits::KiB;

Failure failed(const Path& file, int why) {
    return unreadable(file, {why, std::generic_category()});
}

std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(const Path& file) {
    return {std::fopen(file.c_str(), "rbe"), std::fclose};
}

} // namespace given_files

Failure unreadable(const std::filesystem::path& file, const std::error_code& why) {
    return {Kind::missing, fmt::format("This file cannot be read: {}", why.message()),
            file.string()};
}

Outcome can_be_read(const std::filesystem::path& file) {
    auto in = given_files::opened(file);
    if (!in) return given_files::failed(file, errno);
    // A folder can be opened, but not read.
    if (std::fgetc(in.get()) == EOF && std::ferror(in.get()) != 0)
        return given_files::failed(file, errno);
    return {};
}

Outcome read_given_file(const std::filesystem::path& file, const OnPiece& each) {
    auto in = given_files::opened(file);
    if (!in) return given_files::failed(file, errno);
    std::string piece(given_files::piece_bytes, '\0');
    for (;;) {
        auto got = std::fread(piece.data(), 1, piece.size(), in.get());
        auto why = errno;
        if (std::ferror(in.get()) != 0) return given_files::failed(file, why);
        if (got == 0) return {};
        TRY(each(std::string_view(piece).substr(0, got)));
    }
}

Result<std::string> given_file(const std::filesystem::path& file, std::size_t most) {
    std::string out;
    TRY(read_given_file(file, [&](std::string_view piece) -> Outcome {
        if (piece.size() > most - out.size())
            return Failure{Kind::too_large,
                           fmt::format("This file holds more than {} bytes", grouped(most)),
                           file.string()};
        out += piece;
        return {};
    }));
    return out;
}

Result<journal::Policy> given_policy(const std::filesystem::path& file) {
    auto policy = journal::parse_policy(TRY(given_file(file, limits::policy_bytes)));
    if (!policy) return within(std::move(policy).error(), file.string() + " ");
    return policy;
}

Result<crypto::PrivateKey> given_key(const std::filesystem::path& file) {
    auto key = crypto::PrivateKey::from_pem(TRY(given_file(file, limits::key_text)));
    if (!key) key.error().where = file.string();
    return key;
}

} // namespace vienreiz::platform
