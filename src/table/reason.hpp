// Why a draft takes a column for what it does, to be told in any language.
#pragma once

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

namespace vienreiz::table {

struct Reason {
    std::string sentence; // English, and the key of its translations; each {} is the next value
    std::vector<std::string> values;

    [[nodiscard]] std::string in_english() const;
};
BOOST_DESCRIBE_STRUCT(Reason, (), (sentence, values))

} // namespace vienreiz::table
