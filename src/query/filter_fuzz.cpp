// What is read is written so that it is read the same again.
#include "base/text.hpp"
#include "query/filter.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vienreiz;
    auto filter = query::parse_filter(text({data, size}));
    if (!filter) return 0;
    auto again = query::parse_filter(query::to_text(*filter));
    check(!again || *again == *filter, "a filter is read as it was written");
    check(again || again.error().kind == Kind::too_large,
          "and it can be, but for quotes that make it longer");
    return 0;
}
