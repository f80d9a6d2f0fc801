#include "table/order.hpp"

#include <algorithm>

namespace vienreiz::table {
namespace order {

// Of two canonical numbers without sign and leading zeros, the one with more digits before the point is the greater;
// with as many, the one whose text is.
bool smaller_magnitude(std::string_view a, std::string_view b) {
    auto whole_a = std::min(a.find('.'), a.size()), whole_b = std::min(b.find('.'), b.size());
    if (whole_a != whole_b) return whole_a < whole_b;
    auto trimmed = [](std::string_view s) {
        if (!s.contains('.')) return s;
        s = s.substr(0, s.find_last_not_of('0') + 1);
        return s.ends_with('.') ? s.substr(0, s.size() - 1) : s;
    };
    return trimmed(a) < trimmed(b);
}

} // namespace order

bool precedes(Type type, std::string_view a, std::string_view b) {
    if (type != Type::integer && type != Type::decimal) return a < b;
    bool negative_a = a.starts_with('-'), negative_b = b.starts_with('-');
    if (negative_a != negative_b) return negative_a;
    if (negative_a) return order::smaller_magnitude(b.substr(1), a.substr(1));
    return order::smaller_magnitude(a, b);
}

} // namespace vienreiz::table
