#include "capabilities/portal/field_words.hpp"

namespace vienreiz::portal {

std::string told(const html::Words& t, catalogue::Frequency frequency) {
    switch (frequency) {
    case catalogue::Frequency::continuous:
        return t("Continuously");
    case catalogue::Frequency::daily:
        return t("Daily");
    case catalogue::Frequency::weekly:
        return t("Weekly");
    case catalogue::Frequency::monthly:
        return t("Monthly");
    case catalogue::Frequency::quarterly:
        return t("Quarterly");
    case catalogue::Frequency::yearly:
        return t("Yearly");
    case catalogue::Frequency::irregular:
        break;
    }
    return t("Irregularly");
}

std::string told(const html::Words& t, table::Type type) {
    switch (type) {
    case table::Type::text:
        return t("text");
    case table::Type::integer:
        return t("whole number");
    case table::Type::decimal:
        return t("decimal number");
    case table::Type::boolean:
        return t("yes or no");
    case table::Type::date:
        return t("date");
    case table::Type::instant:
        break;
    }
    return t("date and time");
}

std::string told(const html::Words& t, catalogue::Personal personal) {
    switch (personal) {
    case catalogue::Personal::none:
        return t("none");
    case catalogue::Personal::personal:
        return t("personal data");
    case catalogue::Personal::special:
        return t("special category");
    case catalogue::Personal::person_code:
        break;
    }
    return t("personal code");
}

std::string told(const html::Words& t, catalogue::FieldAccess access) {
    switch (access) {
    case catalogue::FieldAccess::open:
        return t("open");
    case catalogue::FieldAccess::restricted:
        return t("by agreement");
    case catalogue::FieldAccess::closed:
        break;
    }
    return t("only the institution itself");
}

} // namespace vienreiz::portal
