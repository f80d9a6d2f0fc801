#include "capabilities/portal/search.hpp"

#include <gtest/gtest.h>

namespace vienreiz::portal {
namespace {

catalogue::Dataset companies() {
    catalogue::Dataset out;
    out.id = {"uznemumi"};
    out.steward = {"registrs"};
    out.title = {"Uzņēmumu reģistrs", "Register of companies"};
    out.access = catalogue::DatasetAccess::open;
    catalogue::Field field;
    field.name = "regcode";
    field.label = {"Reģistrācijas numurs", "Registration number"};
    out.fields.push_back(field);
    return out;
}

TEST(DatasetSearch, FindsWordsInEitherLanguageWhateverTheirCaseAndDiacritics) {
    for (auto words :
         {"", "  ", "uzņēmumu", "UZNEMUMU", "companies", "numurs reģistr", "regcode", "ŪZNĒMUMI"})
        EXPECT_TRUE(matches(companies(), {words, "", {}})) << words;
}

TEST(DatasetSearch, WantsAllWords) {
    EXPECT_FALSE(matches(companies(), {"companies vehicles", "", {}}));
}

TEST(DatasetSearch, FiltersByStewardAndAccess) {
    EXPECT_TRUE(matches(companies(), {"", "registrs", catalogue::DatasetAccess::open}));
    EXPECT_FALSE(matches(companies(), {"", "cits", {}}));
    EXPECT_FALSE(matches(companies(), {"", "", catalogue::DatasetAccess::restricted}));
}

} // namespace
} // namespace vienreiz::portal
