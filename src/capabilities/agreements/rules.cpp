#include "capabilities/agreements/rules.hpp"

#include "base/failures.hpp"
#include "base/limits.hpp"
#include "crypto/hash.hpp"
#include "crypto/keys.hpp"
#include "platform/valid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace vienreiz::agreements {
namespace {

Outcome valid_field(const std::string& name, const catalogue::Dataset& dataset,
                    const std::string& where) {
    auto at = catalogue::position(dataset, name);
    if (!at)
        return Failure{Kind::invalid,
                       fmt::format("The dataset {} has no field \"{}\"", dataset.id.text, name),
                       where};
    if (dataset.fields[*at].access == catalogue::FieldAccess::closed)
        return Failure{
            Kind::invalid,
            fmt::format("The field \"{}\" is closed: its steward gives it to nobody", name), where};
    return {};
}

Outcome valid_fields(const std::vector<std::string>& fields, const catalogue::Dataset& dataset) {
    if (fields.empty())
        return Failure{Kind::invalid, "Ask for at least one field", "/terms/fields"};
    Failures failures;
    std::set<std::string_view> asked;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto where = fmt::format("/terms/fields/{}", i);
        failures.add(valid_field(fields[i], dataset, where));
        if (!asked.insert(fields[i]).second)
            failures.add({Kind::invalid,
                          fmt::format("The field \"{}\" stands here twice", fields[i]), where});
    }
    return failures.told();
}

Outcome valid_value(const std::string& value, table::Type type, const std::string& where) {
    TRY(platform::valid_sentence(value, where));
    std::string canonical;
    auto spelt = table::append_canonical(canonical, value, {type});
    if (!spelt) return Failure{Kind::invalid, spelt.error().what, where};
    if (canonical != value)
        return Failure{Kind::invalid, fmt::format("Write this value as {}", canonical), where};
    return {};
}

Outcome valid_filter(const RowFilter& filter, const catalogue::Dataset& dataset) {
    auto at = catalogue::position(dataset, filter.field);
    if (!at)
        return Failure{
            Kind::invalid,
            fmt::format("The dataset {} has no field \"{}\"", dataset.id.text, filter.field),
            "/terms/filter/field"};
    if (filter.values.empty() || filter.values.size() > limits::filter_values)
        return Failure{Kind::invalid,
                       fmt::format("A filter names 1 to {} values", limits::filter_values),
                       "/terms/filter/values"};
    Failures failures;
    for (std::size_t i = 0; i < filter.values.size(); ++i)
        failures.add(valid_value(filter.values[i], dataset.fields[*at].type,
                                 fmt::format("/terms/filter/values/{}", i)));
    return failures.told();
}

Outcome valid_days(const Terms& terms, Day today) {
    if (terms.ends < terms.starts)
        return Failure{Kind::invalid, "The last day lies before the first", "/terms/ends"};
    if (terms.ends < today) return Failure{Kind::invalid, "The last day is past", "/terms/ends"};
    if (terms.ends - terms.starts > limits::agreement_term)
        return Failure{Kind::invalid, "An agreement spans at most ten years", "/terms/ends"};
    return {};
}

Outcome valid_terms(const Terms& terms, const catalogue::Dataset& dataset, Day today) {
    Failures failures;
    failures.add(platform::valid_text(terms.purpose, "/terms/purpose"));
    failures.add(platform::valid_text(terms.legal_basis, "/terms/legal_basis"));
    failures.add(valid_fields(terms.fields, dataset));
    if (terms.filter) failures.add(valid_filter(*terms.filter, dataset));
    if (terms.limits.answers_per_day == 0)
        failures.add({Kind::invalid, "An agreement allows at least one answer a day",
                      "/terms/limits/answers_per_day"});
    if (terms.limits.rows_per_answer == 0 || terms.limits.rows_per_answer > limits::page_rows)
        failures.add({Kind::invalid, fmt::format("An answer has 1 to {} rows", limits::page_rows),
                      "/terms/limits/rows_per_answer"});
    failures.add(valid_days(terms, today));
    return failures.told();
}

struct Seat { // an agreement, as the caller's institution sits at it
    Agreement agreement;
    Side side;
};

Result<Seat> seat_of(const Caller& caller, const store::Snapshot& view, const AgreementId& id) {
    auto found = agreement(view, id);
    if (!found) return Failure{Kind::missing, "There is no such agreement", "/agreement"};
    if (caller.institution == found->provider) return Seat{std::move(*found), Side::provider};
    if (caller.institution == found->receiver) return Seat{std::move(*found), Side::receiver};
    return Failure{Kind::forbidden, "This agreement is between other institutions", "/agreement"};
}

Result<Proposal> open_proposal(const Agreement& agreement) {
    if (agreement.proposal) return *agreement.proposal;
    return Failure{Kind::conflict, "No terms of this agreement are waiting for an answer",
                   "/agreement"};
}

} // namespace

Result<Events> decide(const Moment& moment, const Caller& caller, const store::Snapshot& view,
                      const RequestAgreement& wish) {
    auto dataset = catalogue::dataset(view, wish.dataset);
    if (!dataset) return Failure{Kind::missing, "There is no such dataset", "/dataset"};
    if (caller.institution.empty())
        return Failure{Kind::forbidden, "An institution asks for an agreement; you act for none"};
    if (caller.institution == dataset->steward)
        return Failure{Kind::conflict,
                       "Your institution is the steward of this dataset and needs no agreement",
                       "/dataset"};
    TRY(valid_terms(wish.terms, *dataset, riga_day(moment.at)));
    AgreementRequested event{
        {moment.new_id}, wish.dataset, dataset->steward, caller.institution, wish.terms};
    return Events{{}, moment.new_id}.add(event);
}

Result<Events> decide(const Moment& moment, const Caller& caller, const store::Snapshot& view,
                      const OfferTerms& wish) {
    auto [agreement, side] = TRY(seat_of(caller, view, wish.agreement));
    if (is_closed(agreement))
        return Failure{Kind::conflict, "This agreement is over; request a new one", "/agreement"};
    auto dataset = catalogue::dataset(view, agreement.dataset);
    if (!dataset)
        return Failure{Kind::conflict, "The dataset of this agreement was withdrawn", "/agreement"};
    if (agreement.proposal && !agreement.proposal->signatures.empty())
        return Failure{Kind::conflict, "One side has signed these terms; refuse them first",
                       "/agreement"};
    TRY(valid_terms(wish.terms, *dataset, riga_day(moment.at)));
    return Events{{}, agreement.id.text}.add(
        TermsOffered{agreement.id, agreement.revisions + 1, side, wish.terms});
}

Result<Events> decide(const Moment&, const Caller& caller, const store::Snapshot& view,
                      const AcceptTerms& wish) {
    auto [agreement, side] = TRY(seat_of(caller, view, wish.agreement));
    auto proposal = TRY(open_proposal(agreement));
    if (proposal.accepted)
        return Failure{Kind::conflict, "These terms are accepted already; what is left is to sign",
                       "/agreement"};
    if (proposal.offered_by == side)
        return Failure{Kind::conflict, "Your side offered these terms; the other side accepts them",
                       "/agreement"};
    if (proposal.revision != wish.revision)
        return Failure{
            Kind::conflict,
            fmt::format("Meanwhile revision {} was offered; read it first", proposal.revision),
            "/revision"};
    return Events{{}, agreement.id.text}.add(TermsAccepted{agreement.id, proposal.revision});
}

Result<Events> decide(const Moment&, const Caller& caller, const store::Snapshot& view,
                      const RefuseTerms& wish) {
    auto [agreement, side] = TRY(seat_of(caller, view, wish.agreement));
    TRY(open_proposal(agreement));
    TRY(platform::valid_text(wish.reason, "/reason"));
    return Events{{}, agreement.id.text}.add(TermsRefused{agreement.id, wish.reason});
}

Result<Events> decide(const Moment& moment, const Caller& caller, const store::Snapshot& view,
                      const SignAgreement& wish) {
    auto [agreement, side] = TRY(seat_of(caller, view, wish.agreement));
    auto proposal = TRY(open_proposal(agreement));
    if (!proposal.accepted)
        return Failure{Kind::conflict, "These terms are not accepted yet", "/agreement"};
    bool signed_before = std::ranges::any_of(proposal.signatures,
                                             [&](const Signature& s) { return s.side == side; });
    if (signed_before) return Failure{Kind::conflict, "Your side has signed already", "/agreement"};
    // She may act for the other institution by now; an agreement still takes two people.
    if (has_signed(proposal, {caller.id}))
        return Failure{Kind::conflict,
                       "You signed for the other side; somebody else signs for this one",
                       "/agreement"};

    auto signatory = institutions::person(view, {caller.id});
    if (!signatory || !signatory->signing_key)
        return Failure{Kind::forbidden, "No signing key is registered for you; ask your operator"};
    TRY(institutions::may_sign(*signatory));
    auto key = TRY(crypto::PublicKey::from_jwk(*signatory->signing_key));
    auto signature = from_base64url(wish.signature);
    if (!signature) return within(signature.error(), "/signature");
    auto text = json::text(text_of(view, agreement, proposal));
    if (!key.verifies(bytes(text), *signature))
        return Failure{Kind::forbidden,
                       "This is not your signature over the text of this agreement", "/signature"};

    Events events{{}, agreement.id.text};
    events.add(
        AgreementSigned{agreement.id, {side, {caller.id}, moment.at, key.jwk(), wish.signature}});
    if (!proposal.signatures.empty())
        events.add(
            AgreementActivated{agreement.id, proposal.revision, hex(crypto::sha256(bytes(text)))});
    return events;
}

Result<Events> decide(const Moment& moment, const Caller& caller, const store::Snapshot& view,
                      const EndAgreement& wish) {
    auto [agreement, side] = TRY(seat_of(caller, view, wish.agreement));
    if (state_on(agreement, riga_day(moment.at)) != State::active)
        return Failure{Kind::conflict, "Only an active agreement can be ended", "/agreement"};
    TRY(platform::valid_text(wish.reason, "/reason"));
    return Events{{}, agreement.id.text}.add(AgreementEnded{agreement.id, side, wish.reason});
}

} // namespace vienreiz::agreements
