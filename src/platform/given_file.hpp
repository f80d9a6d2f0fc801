// Files that somebody names to a command. What cannot be read is Kind::missing with the reason and the file's name.
#pragma once

#include "crypto/keys.hpp"
#include "journal/policy.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace vienreiz::platform {

Failure unreadable(const std::filesystem::path& file, const std::error_code& why);
Outcome can_be_read(const std::filesystem::path& file);

// The whole of it; Kind::too_large beyond `most` bytes, of which no more are read. It may be a pipe.
Result<std::string> given_file(const std::filesystem::path& file, std::size_t most);

// Piece by piece, however long it is.
using OnPiece = std::function<Outcome(std::string_view)>;
Outcome read_given_file(const std::filesystem::path& file, const OnPiece& each);

// A trust policy. Whatever is wrong with it, the failure names file and line.
Result<journal::Policy> given_policy(const std::filesystem::path& file);
// A private key in PEM. Whatever is wrong with it, the failure names the file.
Result<crypto::PrivateKey> given_key(const std::filesystem::path& file);

} // namespace vienreiz::platform
