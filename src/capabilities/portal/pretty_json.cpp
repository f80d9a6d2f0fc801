#include "capabilities/portal/pretty_json.hpp"

namespace vienreiz::portal {
namespace {

constexpr std::size_t short_enough = 60; // characters, of a value that stays on its line

void append(std::string& out, const json::Value& value, std::size_t depth) {
    auto flat = json::text(value);
    bool nested = (value.is_object() && !value.get_object().empty()) ||
                  (value.is_array() && !value.get_array().empty());
    if (!nested || flat.size() <= short_enough) {
        out += flat;
        return;
    }
    std::string inside(2 * (depth + 1), ' ');
    bool first = true;
    auto begin_line = [&] { out += (std::exchange(first, false) ? "\n" : ",\n") + inside; };
    out += value.is_object() ? '{' : '[';
    if (value.is_object())
        for (const auto& member : value.get_object()) {
            begin_line();
            json::write_string(out, member.key());
            out += ": ";
            append(out, member.value(), depth + 1);
        }
    else
        for (const auto& element : value.get_array()) {
            begin_line();
            append(out, element, depth + 1);
        }
    out += "\n" + std::string(2 * depth, ' ') + (value.is_object() ? '}' : ']');
}

} // namespace

std::string pretty(const json::Value& value) {
    std::string out;
    append(out, value, 0);
    return out;
}

} // namespace vienreiz::portal
