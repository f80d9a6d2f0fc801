// Any text as a day, an instant or HTTP's date: what is taken is written in one way, and read again as the same.
#include "base/fuzz_seeds.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

using namespace vienreiz;

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return fuzz::plant(*count, *arguments,
                       {"2026-11-22", "2024-02-29", "2026-11-22T08:30:00Z",
                        "2026-11-22t08:30:00.123456+02:00", "0000-01-01T00:00:00+23:59",
                        "9999-12-31T23:59:59-23:59", "Sun, 22 Nov 2026 08:30:00 GMT"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto input = text(ByteView(data, size));
    if (auto day = day_from(input)) check(iso(*day) == input, "a day has one spelling");
    if (auto at = instant_from(input)) {
        auto written = rfc3339(*at);
        auto again = instant_from(written);
        check(written.size() == 27 && again && *again == *at, "an instant survives its spelling");
    }
    if (auto at = instant_from_http_date(input)) {
        auto again = instant_from_http_date(http_date(*at));
        check(again && *again == *at, "a date of HTTP survives its spelling");
    }
    return 0;
}
