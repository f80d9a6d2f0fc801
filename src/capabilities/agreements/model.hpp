// Agreements: what they are, what may be wished, what happened.
#pragma once

#include "capabilities/catalogue/api.hpp"

namespace vienreiz {
using AgreementId = Id<struct AgreementTag>;
}

namespace vienreiz::agreements {

struct RowFilter { // only rows whose `field` is one of `values`
    std::string field;
    std::vector<std::string> values; // canonical
};
BOOST_DESCRIBE_STRUCT(RowFilter, (), (field, values))

struct Limits {
    std::uint64_t answers_per_day = 100'000;
    std::uint64_t rows_per_answer = 100;
};
BOOST_DESCRIBE_STRUCT(Limits, (), (answers_per_day, rows_per_answer))

struct Terms {
    std::string purpose;
    std::string legal_basis;
    std::vector<std::string>
        fields; // names; the key field may be asked by without being among them
    std::optional<RowFilter> filter;
    Limits limits;
    Day starts, ends; // both days included
};
BOOST_DESCRIBE_STRUCT(Terms, (), (purpose, legal_basis, fields, filter, limits, starts, ends))

enum class Side { provider, receiver };
BOOST_DESCRIBE_ENUM(Side, provider, receiver)
constexpr Side other(Side side) { return side == Side::provider ? Side::receiver : Side::provider; }

struct Signature {
    Side side;
    PersonId person;
    Instant at;
    json::Value jwk;   // public key it verifies with
    std::string value; // base64url of r||s
};
BOOST_DESCRIBE_STRUCT(Signature, (), (side, person, at, jwk, value))

// An active one expires by itself once its last day is past, and is renewed by an amendment.
enum class State { offered, accepted, active, refused, ended, expired };
BOOST_DESCRIBE_ENUM(State, offered, accepted, active, refused, ended, expired)

// Terms on their way to being signed: a first agreement, or an amendment of an active one.
struct Proposal {
    std::uint32_t revision = 1;
    Terms terms;
    Side offered_by = Side::receiver;
    bool accepted = false;
    std::vector<Signature> signatures;
};
BOOST_DESCRIBE_STRUCT(Proposal, (), (revision, terms, offered_by, accepted, signatures))

inline bool has_signed(const Proposal& proposal, const PersonId& person) {
    for (const auto& one : proposal.signatures)
        if (one.person == person) return true;
    return false;
}

struct Agreement {
    AgreementId id;
    DatasetId dataset;
    InstitutionId provider, receiver;
    State state = State::offered;
    std::optional<Proposal> proposal; // open
    std::optional<Proposal> in_force; // with both signatures
    std::vector<Proposal> earlier;    // in force before an amendment
    std::optional<std::string> ended_because;
    std::uint32_t revisions = 1; // offered so far: the number of a refused one is not used again
};
BOOST_DESCRIBE_STRUCT(Agreement, (),
                      (id, dataset, provider, receiver, state, proposal, in_force, earlier,
                       ended_because, revisions))

// Over, however it came about; nothing is decided about it any more. One that has expired is kept as expired only once
// its dataset is withdrawn; until then it is kept as active, and may be renewed.
inline bool is_closed(const Agreement& agreement) {
    using enum State;
    return agreement.state == refused || agreement.state == ended || agreement.state == expired;
}
// What it is on a day of Latvia's calendar: expiring is no event.
inline State state_on(const Agreement& agreement, Day today) {
    bool past = agreement.state == State::active && today > agreement.in_force->terms.ends;
    return past ? State::expired : agreement.state;
}

// One step on its way: an event, told without the terms.
struct Step {
    std::uint64_t entry = 0; // of the main journal
    Instant at;
    std::string by;   // "person:..."
    std::string what; // the event's type
    std::optional<std::uint32_t> revision;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(Step, (), (entry, at, by, what, revision, reason))

// What both sign: the bytes of json::text(AgreementText), in this order.
struct Party {
    std::string registration_number;
    institutions::Title name;
};
BOOST_DESCRIBE_STRUCT(Party, (), (registration_number, name))
struct AgreementText {
    std::string form = "vienreiz agreement 1";
    AgreementId agreement;
    std::uint32_t revision = 0;
    DatasetId dataset;
    institutions::Title title;
    Party provider, receiver;
    Terms terms;
};
BOOST_DESCRIBE_STRUCT(AgreementText, (),
                      (form, agreement, revision, dataset, title, provider, receiver, terms))

// ---- wishes ------------------------------------------------------------------------------------

struct RequestAgreement {
    DatasetId dataset;
    Terms terms;
};
BOOST_DESCRIBE_STRUCT(RequestAgreement, (), (dataset, terms))

struct OfferTerms { // a counter-offer, or an amendment of an active agreement
    AgreementId agreement;
    Terms terms;
};
BOOST_DESCRIBE_STRUCT(OfferTerms, (), (agreement, terms))

struct AcceptTerms {
    AgreementId agreement;
    std::uint32_t revision = 0; // which terms the caller saw
};
BOOST_DESCRIBE_STRUCT(AcceptTerms, (), (agreement, revision))

struct RefuseTerms {
    AgreementId agreement;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RefuseTerms, (), (agreement, reason))

struct SignAgreement {
    AgreementId agreement;
    std::string signature; // base64url of r||s over the text
};
BOOST_DESCRIBE_STRUCT(SignAgreement, (), (agreement, signature))

struct EndAgreement {
    AgreementId agreement;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(EndAgreement, (), (agreement, reason))

// ---- facts -------------------------------------------------------------------------------------

struct AgreementRequested {
    static constexpr std::string_view type = "agreements.AgreementRequested";
    AgreementId agreement;
    DatasetId dataset;
    InstitutionId provider, receiver;
    Terms terms;
};
BOOST_DESCRIBE_STRUCT(AgreementRequested, (), (agreement, dataset, provider, receiver, terms))

struct TermsOffered {
    static constexpr std::string_view type = "agreements.TermsOffered";
    AgreementId agreement;
    std::uint32_t revision = 0;
    Side by = Side::receiver;
    Terms terms;
};
BOOST_DESCRIBE_STRUCT(TermsOffered, (), (agreement, revision, by, terms))

struct TermsAccepted {
    static constexpr std::string_view type = "agreements.TermsAccepted";
    AgreementId agreement;
    std::uint32_t revision = 0;
};
BOOST_DESCRIBE_STRUCT(TermsAccepted, (), (agreement, revision))

struct TermsRefused {
    static constexpr std::string_view type = "agreements.TermsRefused";
    AgreementId agreement;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(TermsRefused, (), (agreement, reason))

struct AgreementSigned {
    static constexpr std::string_view type = "agreements.AgreementSigned";
    AgreementId agreement;
    Signature signature;
};
BOOST_DESCRIBE_STRUCT(AgreementSigned, (), (agreement, signature))

struct AgreementActivated {
    static constexpr std::string_view type = "agreements.AgreementActivated";
    AgreementId agreement;
    std::uint32_t revision = 0;
    std::string text_hash; // hex SHA-256 of what was signed
};
BOOST_DESCRIBE_STRUCT(AgreementActivated, (), (agreement, revision, text_hash))

struct AgreementEnded {
    static constexpr std::string_view type = "agreements.AgreementEnded";
    AgreementId agreement;
    Side by;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(AgreementEnded, (), (agreement, by, reason))

// The terms of a revision that is or was in force.
inline const Terms* terms_of(const Agreement& agreement, std::uint32_t revision) {
    if (agreement.in_force && agreement.in_force->revision == revision)
        return &agreement.in_force->terms;
    for (const auto& one : agreement.earlier)
        if (one.revision == revision) return &one.terms;
    return nullptr;
}

} // namespace vienreiz::agreements
