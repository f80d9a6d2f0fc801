// Whatever is read as SQL becomes a filter that is read again as it was written.
#include "base/text.hpp"
#include "query/sql.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vienreiz;
    auto asked = query::parse_sql(text({data, size}));
    if (!asked || !asked->filter) return 0;
    auto again = query::parse_filter(query::to_text(*asked->filter));
    check(again ? *again == *asked->filter : again.error().kind == Kind::too_large,
          "a filter is read as it was written");
    return 0;
}
