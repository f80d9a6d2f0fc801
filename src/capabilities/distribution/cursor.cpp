#include "capabilities/distribution/cursor.hpp"

#include "crypto/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vienreiz::distribution {
namespace {

constexpr std::size_t checksum = 6; // bytes, so that none of another dataset is ever taken
constexpr auto place_of_cursor = "after";

std::string checksum_of(std::string_view place, const DatasetId& dataset) {
    auto hash = crypto::sha256(bytes(fmt::format("cursor\n{}\n{}", dataset.text, place)));
    return {reinterpret_cast<const char*>(hash.data()), checksum};
}

std::optional<Cursor> parsed(std::string_view place) {
    std::array<std::uint64_t, 4> numbers{};
    std::size_t count = 0;
    for (auto part : split(place, '.')) {
        auto one = number<std::uint64_t>(part);
        if (!one || count == numbers.size()) return {};
        numbers[count++] = *one;
    }
    switch (count) {
    case 1:
        return Cursor{.version = numbers[0]};
    case 3:
        return Cursor{.version = numbers[0], .to = numbers[1], .known = numbers[2]};
    case 4:
        return Cursor{.version = numbers[0],
                      .to = numbers[1],
                      .way = Cursor::Way::merged,
                      .place = {numbers[2], numbers[3]}};
    default:
        return {};
    }
}

} // namespace

std::string text_of(const Cursor& cursor, const DatasetId& dataset) {
    auto place = std::to_string(cursor.version);
    if (cursor.to && cursor.way == Cursor::Way::listed)
        place += fmt::format(".{}.{}", cursor.to, cursor.known);
    else if (cursor.to)
        place += fmt::format(".{}.{}.{}", cursor.to, cursor.place.before, cursor.place.now);
    return base64url(bytes(checksum_of(place, dataset) + place));
}

Result<Cursor> cursor_from(std::string_view text, const DatasetId& dataset) {
    if (auto version = number<std::uint64_t>(text)) return Cursor{.version = *version};
    auto raw = from_base64url(text);
    if (!raw || raw->size() <= checksum)
        return Failure{Kind::invalid,
                       "This is no cursor: take it as it is from the header Cursor, from an event "
                       "or from a link, or give the number of a version",
                       place_of_cursor};
    std::string_view all(reinterpret_cast<const char*>(raw->data()), raw->size());
    auto place = all.substr(checksum);
    auto cursor = parsed(place);
    if (!cursor || all.substr(0, checksum) != checksum_of(place, dataset))
        return Failure{Kind::invalid,
                       "This cursor is one of another dataset, or is not whole: each dataset has "
                       "its own",
                       place_of_cursor};
    return *cursor;
}

} // namespace vienreiz::distribution
