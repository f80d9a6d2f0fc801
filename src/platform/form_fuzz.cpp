// Any bytes as a form that a browser posts: what was encoded comes out, and a page reads values without spaces around
// them and lists without empty lines.
#include "base/fuzz_seeds.hpp"
#include "base/text.hpp"
#include "http/urlencoded.hpp"
#include "platform/page.hpp"

using namespace vienreiz;

namespace {

using Fields = std::map<std::string, std::string>;

std::string encoded(const Fields& fields) {
    std::string out;
    for (const auto& [name, value] : fields)
        out += (out.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
    return out;
}

void check_as_pages_read_it(const platform::Form& form, std::string_view name) {
    auto value = form.value(name);
    check(trim(value) == value, "a value has no spaces around it");
    check(!value.contains('\r'), "a line ends with LF alone");
    check(form.optional(name).has_value() == !value.empty(), "what is empty is not given");
    std::size_t length = 0;
    for (const auto& line : form.values(name)) {
        check(!line.empty() && trim(line) == line && !line.contains('\n'),
              "a box that is ticked has a value of one line");
        length += line.size();
    }
    check(length <= value.size(), "boxes say no more than was posted");
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return fuzz::plant(*count, *arguments,
                       {"name=R%C4%ABga+1&empty=&flag", "roles=a&roles=b&roles=+&roles=%0D%0A",
                        "a=1%0D%0A2%0D3&=nameless&&b=%zz", "%61=1&a=2", " padded =\tx\t"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto body = text(ByteView(data, size));
    auto fields = http::urlencoded_fields(body);
    std::size_t length = 0;
    for (const auto& [name, value] : fields) {
        check(!name.empty(), "a field has a name");
        length += name.size() + value.size();
    }
    check(length <= size, "decoding makes nothing longer");
    check(http::urlencoded_fields(encoded(fields)) == fields, "fields survive their encoding");
    Fields one{{"other", "1"}, {"said", std::string(body)}};
    check(http::urlencoded_fields(encoded(one)) == one, "a field says what was encoded");
    check(http::urlencoded_fields(replace_all(encoded(one), "%20", "+")) == one,
          "a space may be a plus");
    one["other"] = "1\n" + one["said"];
    check(http::urlencoded_fields(encoded(one) + "&other=2")["other"] == one["other"] + "\n2",
          "boxes of one name have a line each");

    platform::Form form(fields);
    for (const auto& [name, value] : fields) check_as_pages_read_it(form, name);
    check(fields.contains("absent") || !form.optional("absent"), "what was not posted is absent");
    return 0;
}
