#include "capabilities/catalogue/pages_words.hpp"

namespace vienreiz::catalogue {

using html::sentence;

html::Sentence<0> sentence_of(table::Type type) {
    switch (type) {
    case table::Type::text:
        return sentence("Text");
    case table::Type::integer:
        return sentence("Whole number");
    case table::Type::decimal:
        return sentence("Decimal number");
    case table::Type::boolean:
        return sentence("Yes or no");
    case table::Type::date:
        return sentence("Date");
    case table::Type::instant:
        break;
    }
    return sentence("Date and time");
}

html::Sentence<0> sentence_of(Frequency frequency) {
    switch (frequency) {
    case Frequency::continuous:
        return sentence("Continuously");
    case Frequency::daily:
        return sentence("Daily");
    case Frequency::weekly:
        return sentence("Weekly");
    case Frequency::monthly:
        return sentence("Monthly");
    case Frequency::quarterly:
        return sentence("Quarterly");
    case Frequency::yearly:
        return sentence("Yearly");
    case Frequency::irregular:
        break;
    }
    return sentence("Irregularly");
}

html::Sentence<0> sentence_of(DatasetAccess access) {
    return access == DatasetAccess::open ? sentence("Open to everybody")
                                         : sentence("By agreement only");
}

html::Sentence<0> sentence_of(FieldAccess access) {
    switch (access) {
    case FieldAccess::open:
        return sentence("Open to everybody");
    case FieldAccess::restricted:
        return sentence("By agreement only");
    case FieldAccess::closed:
        break;
    }
    return sentence("Closed: never given out");
}

html::Sentence<0> sentence_of(Personal personal) {
    switch (personal) {
    case Personal::none:
        return sentence("Not personal data");
    case Personal::personal:
        return sentence("Personal data");
    case Personal::special:
        return sentence("Special category of personal data");
    case Personal::person_code:
        break;
    }
    return sentence("Personal code");
}

std::string told(const html::Words& t, const table::Reason& reason) {
    return html::speak::sentence(t.language, reason.sentence, reason.values.data(),
                                 reason.values.size());
}

} // namespace vienreiz::catalogue
