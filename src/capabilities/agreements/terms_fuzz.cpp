// Any bytes as terms, a pasted signature or a pasted form: terms that are taken are written in one way; those the rule
// allows can be compiled, and then let out the rows of the filter and no others.
#include "base/fuzz_seeds.hpp"
#include "capabilities/agreements/compiled.hpp"
#include "capabilities/agreements/pages_terms.hpp"
#include "capabilities/agreements/rules.hpp"
#include "capabilities/agreements/signing.hpp"
#include "platform/records.hpp"

#include <algorithm>

using namespace vienreiz;

namespace {

catalogue::Field field(std::string name, table::Type type, catalogue::FieldAccess access) {
    catalogue::Field out{.name = name,
                         .source = name,
                         .label = {name, name},
                         .type = type,
                         .decimal_mark = {},
                         .date_order = {},
                         .longest = {},
                         .least = {},
                         .greatest = {},
                         .access = access,
                         .reference = {}};
    return out;
}

// A view in which there is one dataset.
struct World {
    catalogue::Dataset dataset{
        .id = {"d"},
        .steward = {"provider"},
        .title = {"d", "d"},
        .description = {"d", "d"},
        .legal_basis = "Law",
        .key = "n",
        .fields = {field("n", table::Type::integer, {}), field("t", table::Type::text, {}),
                   field("d", table::Type::date, {}),
                   field("x", table::Type::text, catalogue::FieldAccess::closed)}};
    std::unique_ptr<store::Store> store = store::memory_store();
    World() {
        auto batch = store->batch();
        platform::save(*batch, "catalogue/d/d", dataset);
        check(batch->commit().has_value(), "memory takes a batch");
    }
};

void judge(const World& world, const agreements::Terms& terms) {
    platform::Moment moment{*instant_from("2026-11-22T08:30:00Z"), "new"};
    platform::Caller caller;
    caller.institution = {"receiver"};
    auto view = world.store->snapshot();
    if (!agreements::decide(moment, caller, *view, agreements::RequestAgreement{{"d"}, terms}))
        return;
    agreements::Agreement agreement;
    agreement.in_force = agreements::Proposal{.terms = terms, .signatures = {}};
    auto compiled = agreements::compile(agreement, world.dataset);
    check(compiled.has_value(), "terms that are allowed can be compiled");
    check(std::ranges::find(compiled->columns, 3U) == compiled->columns.end(),
          "a closed field is let out to nobody");
    check(compiled->in_time(terms.starts) && compiled->in_time(terms.ends) &&
              !compiled->in_time(terms.starts - std::chrono::days(1)) &&
              !compiled->in_time(terms.ends + std::chrono::days(1)),
          "both days belong to the term and no other before or after");
    if (!terms.filter) return;
    for (const auto& value : terms.filter->values)
        check(compiled->covers(value), "the rows of the filter are let out");
    for (std::string_view other : {"", "no such value", "\xff"})
        check(compiled->covers(other) ==
                  (std::ranges::find(terms.filter->values, other) != terms.filter->values.end()),
              "and no others");
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    return fuzz::plant(
        *count, *arguments,
        {R"({"purpose":"a","legal_basis":"b","fields":["n","t"],"filter":{"field":"d","values":["2026-11-22"]},)"
         R"("limits":{"answers_per_day":5,"rows_per_answer":10},"starts":"2026-11-22","ends":"2027-11-22"})",
         R"({"purpose":"a","legal_basis":"b","fields":["x"],"limits":{"answers_per_day":0,"rows_per_answer":0},)"
         R"("starts":"0000-01-01","ends":"9999-12-31"})",
         std::string(86, 'A') + "==", "MAYCAQECAQE="});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const World world;
    auto input = text(ByteView(data, size));
    if (auto signature = agreements::pasted_signature(input)) {
        auto again = agreements::pasted_signature(*signature);
        check(again && *again == *signature, "a signature has one spelling");
        check(from_base64url(*signature)->size() == 64, "a signature is r and s");
    }
    auto terms = json::read<agreements::Terms>(input);
    if (!terms) return 0;
    auto again = json::read<agreements::Terms>(json::text(*terms));
    check(again && json::text(*again) == json::text(*terms), "terms survive their text");
    judge(world, *terms);
    // The form trims what is typed and knows only this millennium: it need not take all, but must end.
    (void)agreements::terms_from(agreements::form_of(*terms));
    return 0;
}
