#include "table/reason.hpp"

namespace vienreiz::table {

std::string Reason::in_english() const {
    std::string out = sentence;
    std::size_t from = 0;
    for (const auto& value : values) {
        auto hole = out.find("{}", from);
        if (hole == std::string::npos) break;
        out.replace(hole, 2, value);
        from = hole + value.size();
    }
    return out;
}

} // namespace vienreiz::table
