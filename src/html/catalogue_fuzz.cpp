// Any bytes as a catalogue of translations: what is taken can be filled in, and is read again as it is written. And any
// text against any sentence: the values found in it make it again.
#include "base/fuzz_seeds.hpp"
#include "base/text.hpp"
#include "html/catalogue.hpp"

#include <algorithm>

using namespace vienreiz;
using html::Catalogue;

namespace {

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '\n')
            out += "\\n";
        else if (c == '"' || c == '\\')
            out += '\\', out += c;
        else
            out += c;
    }
    return out + "\"\n";
}

std::string written(const Catalogue& catalogue) {
    auto out = "msgid \"\"\nmsgstr " + in_quotes(html::latvian_plural_forms);
    for (const auto& [english, translation] : catalogue.entries()) {
        out += "\nmsgid " + in_quotes(english);
        bool counts = translation.forms.size() > 1;
        if (counts) out += "msgid_plural " + in_quotes(translation.plural);
        for (std::size_t i = 0; i < translation.forms.size(); ++i)
            out += (counts ? "msgstr[" + std::to_string(i) + "] " : "msgstr ") +
                   in_quotes(translation.forms[i]);
    }
    return out;
}

bool same(const Catalogue& one, const Catalogue& other) {
    return std::ranges::equal(one.entries(), other.entries(), [](const auto& a, const auto& b) {
        return a.first == b.first && a.second.plural == b.second.plural &&
               a.second.forms == b.second.forms;
    });
}

// As our sentences have them: nothing but "{}" in braces.
std::optional<std::size_t> values_of(std::string_view sentence) {
    auto without = replace_all(sentence, "{}", "");
    if (without.find_first_of("{}") != without.npos) return {};
    return (sentence.size() - without.size()) / 2;
}

void check_entries(const Catalogue& catalogue) {
    for (const auto& [english, translation] : catalogue.entries()) {
        check(translation.forms.size() == 1 || translation.forms.size() == 3,
              "a sentence has one form, or one for each plural");
        auto count = values_of(english);
        if (!count) continue;
        std::vector<std::string> values(*count, "value");
        for (const auto& form : translation.forms) {
            auto filled = html::filled_in(form, values.data(), values.size());
            check(filled.find_first_of("{}") == filled.npos, "filling in leaves nothing open");
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    auto header = "msgid \"\"\nmsgstr \"\"\n" + in_quotes(html::latvian_plural_forms) + "\n";
    return fuzz::plant(*count, *arguments,
                       {header + "# of pages\nmsgid \"Save\"\nmsgstr \"Sagl\xC4\x81t\"\n",
                        header + "msgid \"{} of {}\"\nmsgstr \"{1}: {0}\"\n",
                        header +
                            "msgid \"{} row\"\nmsgid_plural \"{} rows\"\nmsgstr[0] \"{} rindu\"\n"
                            "msgstr[1] \"{} rinda\"\nmsgstr[2] \"{} rindas\"\n",
                        "Line 4: it is empty\x01Line {}: {}", "a, b, c\x01{}, {}", "{0}\x01{0}"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto input = text(ByteView(data, size));
    if (auto catalogue = Catalogue::parse(input)) {
        check_entries(*catalogue);
        auto again = Catalogue::parse(written(*catalogue));
        check(again && same(*catalogue, *again), "a catalogue survives being written");
    }
    auto middle = std::min(input.find('\x01'), size);
    auto told = input.substr(0, middle), sentence = input.substr(std::min(middle + 1, size));
    auto values = html::values_in(told, sentence);
    if (auto count = values_of(sentence); count && values) {
        check(values->size() == *count, "every value is found");
        check(html::filled_in(sentence, values->data(), values->size()) == told,
              "the values found in a text make it again");
    }
    std::string any[] = {"a", "{}", ""};
    (void)html::filled_in(input, any, std::size(any));
    return 0;
}
