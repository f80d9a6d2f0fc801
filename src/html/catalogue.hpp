// A catalogue of translations: one po/<language>.po, read strictly.
//
// The format is gettext's (https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html),
// and of it only what translation tools write by themselves:
//
//     # a comment                                  "#," flags: fuzzy is refused, it means "not yet
//     checked" msgid "{} row in version {}"                 strings may go on in further quoted
//     lines; msgid_plural "{} rows in version {}"         escapes are \" \\ \n \t msgstr[0] "{}
//     rindu versijā {}"              one for each plural form, or a single msgstr
//
// The first entry has the empty msgid; its msgstr is the header and must hold Plural-Forms of the
// language, word for word. Each translation has the values of its sentence: as many {} in the same
// order, or {0}, {1} in any order. So filling in can never fail.
#pragma once

#include "base/result.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vienreiz::html {

// Plural categories of CLDR (https://cldr.unicode.org/index/cldr-spec/plural-rules), Latvian:
//   zero: 0, 10 to 20, 30, 40 ...   one: 1, 21, 31 ... but not 11   other: the rest
enum class Plural : std::uint8_t { zero, one, other };
Plural latvian_plural(std::uint64_t count);

struct Translation {
    std::string plural;             // msgid_plural; empty when the sentence has no plural
    std::vector<std::string> forms; // one, or one for each Plural
};

class Catalogue {
public:
    // Failure.where is "line 12".
    static Result<Catalogue> parse(std::string_view po);
    // Null when the sentence has no translation.
    [[nodiscard]] const Translation* find(std::string_view english) const;
    [[nodiscard]] const std::map<std::string, Translation, std::less<>>& entries() const {
        return entries_;
    }

private:
    std::map<std::string, Translation, std::less<>> entries_;
};

// The Plural-Forms line every Latvian catalogue must carry.
inline constexpr std::string_view latvian_plural_forms =
    "Plural-Forms: nplurals=3; plural=(n % 10 == 0 || n % 100 >= 11 && n % 100 <= 19) ? 0 : "
    "((n % 10 == 1 && n % 100 != 11) ? 1 : 2);\n";

// The text with its "{}" replaced by the values in turn, or "{0}", "{1}" by number. What has no
// value stays.
std::string filled_in(std::string_view text, const std::string* values, std::size_t count);

// The other way: the values with which `sentence` becomes `text`. Nothing
// when it cannot.
std::optional<std::vector<std::string>> values_in(std::string_view text, std::string_view sentence);

} // namespace vienreiz::html
