// A form in two pieces, cut anywhere, is the same form; and a file's place lies within the body.
#include "base/fuzz_seeds.hpp"
#include "base/result.hpp"
#include "http/multipart.hpp"

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return vienreiz::fuzz::plant(
        *count, *arguments,
        {"\x10--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n",
         "\x30--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.csv\"\r\n"
         "Content-Type: text/csv\r\n\r\na,b\r\n\r\n--b--\r\n"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vienreiz;
    if (size == 0) return 0;
    std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
    auto read = [&](std::size_t cut) -> Result<http::PostedForm> {
        http::MultipartScan scan("b");
        TRY(scan.feed(body.substr(0, cut)));
        TRY(scan.feed(body.substr(cut)));
        return scan.finish();
    };
    auto whole = read(body.size());
    auto pieces = read(std::min<std::size_t>(data[0], body.size()));
    check(whole.has_value() == pieces.has_value(),
          "a cut does not change whether a form is well formed");
    if (!whole) return 0;
    check(whole->fields == pieces->fields, "a cut does not change the fields");
    if (whole->file)
        check(whole->file->offset + whole->file->length <= body.size(),
              "a file lies within the body");
    return 0;
}
