#include "capabilities/agreements/view.hpp"

#include "platform/records.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::agreements {
namespace {

using platform::Happened;
using platform::load;
using platform::names_under;
using platform::save;

std::string key(const AgreementId& id) { return "agreements/a/" + id.text; }
std::string party_prefix(const InstitutionId& institution) {
    return "agreements/party/" + institution.text + "/";
}
std::string text_key(const AgreementId& id, std::uint32_t revision) {
    return fmt::format("agreements/text/{}/{:010}", id.text, revision);
}
std::string dataset_prefix(const DatasetId& dataset) {
    return "agreements/on/" + dataset.text + "/";
}
std::string active_prefix(const InstitutionId& receiver, const DatasetId& dataset) {
    return "agreements/active/" + receiver.text + "/" + dataset.text + "/";
}

Party party(const store::Snapshot& view, const InstitutionId& id) {
    auto found = institutions::institution(view, id);
    check(found.has_value(), "the parties of an agreement are registered");
    return {found->registration_number, found->name};
}

AgreementText text_with_names_of_now(const store::Snapshot& view, const Agreement& agreement,
                                     const Proposal& proposal) {
    AgreementText text;
    text.agreement = agreement.id;
    text.revision = proposal.revision;
    text.dataset = agreement.dataset;
    if (auto dataset = catalogue::dataset(view, agreement.dataset)) text.title = dataset->title;
    text.provider = party(view, agreement.provider);
    text.receiver = party(view, agreement.receiver);
    text.terms = proposal.terms;
    return text;
}

template <class Change>
void change(store::Batch& batch, const AgreementId& id, Change how) {
    auto agreement = load<Agreement>(batch, key(id));
    check(agreement.has_value(), "events about an agreement follow its request");
    how(*agreement);
    save(batch, key(id), *agreement);
}

void apply(store::Batch& batch, const Happened&, const AgreementRequested& event) {
    Agreement agreement{event.agreement,
                        event.dataset,
                        event.provider,
                        event.receiver,
                        State::offered,
                        {},
                        {},
                        {},
                        {},
                        1};
    agreement.proposal = Proposal{1, event.terms, Side::receiver, false, {}};
    save(batch, key(event.agreement), agreement);
    batch.put(party_prefix(event.provider) + event.agreement.text, "");
    batch.put(party_prefix(event.receiver) + event.agreement.text, "");
    batch.put(dataset_prefix(event.dataset) + event.agreement.text, "");
}

void apply(store::Batch& batch, const Happened&, const TermsOffered& event) {
    change(batch, event.agreement, [&](Agreement& a) {
        a.proposal = Proposal{event.revision, event.terms, event.by, false, {}};
        a.revisions = std::max(a.revisions, event.revision);
        if (a.state == State::accepted) a.state = State::offered;
    });
}

// From here on the text stays as it is: both sign the same bytes, whatever is renamed meanwhile.
void apply(store::Batch& batch, const Happened&, const TermsAccepted& event) {
    change(batch, event.agreement, [&](Agreement& a) {
        a.proposal->accepted = true;
        if (a.state == State::offered) a.state = State::accepted;
        save(batch, text_key(a.id, a.proposal->revision),
             text_with_names_of_now(batch, a, *a.proposal));
    });
}

void apply(store::Batch& batch, const Happened&, const TermsRefused& event) {
    change(batch, event.agreement, [&](Agreement& a) {
        a.proposal.reset(); // an active agreement goes on as it was
        if (a.state == State::active) return;
        a.state = State::refused;
        a.ended_because = event.reason;
    });
}

void apply(store::Batch& batch, const Happened&, const AgreementSigned& event) {
    change(batch, event.agreement,
           [&](Agreement& a) { a.proposal->signatures.push_back(event.signature); });
}

void apply(store::Batch& batch, const Happened&, const AgreementActivated& event) {
    change(batch, event.agreement, [&](Agreement& a) {
        if (a.in_force) a.earlier.push_back(std::move(*a.in_force));
        a.in_force = std::move(a.proposal);
        a.proposal.reset();
        a.state = State::active;
        batch.put(active_prefix(a.receiver, a.dataset) + a.id.text, "");
    });
}

void end(store::Batch& batch, const AgreementId& id, const std::string& reason) {
    change(batch, id, [&](Agreement& a) {
        a.proposal.reset();
        a.state = State::ended;
        a.ended_because = reason;
        batch.erase(active_prefix(a.receiver, a.dataset) + a.id.text);
    });
}

void apply(store::Batch& batch, const Happened&, const AgreementEnded& event) {
    end(batch, event.agreement, event.reason);
}

std::string steps_prefix(const AgreementId& id) { return "agreements/steps/" + id.text + "/"; }

template <class E>
void remember(store::Batch& batch, const Happened& happened, const E& event) {
    Step step{happened.index, happened.at, happened.by, std::string(E::type), {}, {}};
    if constexpr (requires { event.revision; }) step.revision = event.revision;
    if constexpr (requires { event.reason; }) step.reason = event.reason;
    save(batch, fmt::format("{}{:020}", steps_prefix(event.agreement), happened.index), step);
}

bool is_over_on(const Agreement& agreement, Day today) {
    return state_on(agreement, today) == State::expired && !agreement.proposal;
}

void keep_expired(store::Batch& batch, const AgreementId& id) {
    change(batch, id, [&](Agreement& a) {
        a.state = State::expired;
        batch.erase(active_prefix(a.receiver, a.dataset) + a.id.text);
    });
}

// What was agreed was agreed on these data: under the same id there may be others one day.
void end_all_on(store::Batch& batch, const Happened& happened,
                const catalogue::DatasetWithdrawn& event) {
    auto prefix = dataset_prefix(event.dataset);
    for (const auto& id : names_under(batch, prefix)) {
        batch.erase(prefix + id);
        auto agreement = load<Agreement>(batch, key({id}));
        check(agreement.has_value(), "an agreement on a dataset is kept");
        if (is_closed(*agreement)) continue; // what was over stays as it ended
        if (is_over_on(*agreement, riga_day(happened.at))) {
            keep_expired(batch, {id});
            continue;
        }
        end(batch, {id}, event.reason);
        Step step{happened.index,          happened.at, happened.by,
                  std::string(event.type), {},          event.reason};
        save(batch, fmt::format("{}{:020}", steps_prefix({id}), happened.index), step);
    }
}

std::vector<Agreement> named(const store::Snapshot& view, const std::vector<std::string>& ids) {
    std::vector<Agreement> out;
    for (const auto& id : ids)
        if (auto found = agreement(view, {id})) out.push_back(std::move(*found));
    return out;
}

} // namespace

void register_events(platform::EventTypes& types) {
    types.on<AgreementRequested, TermsOffered, TermsAccepted, TermsRefused, AgreementSigned,
             AgreementActivated, AgreementEnded>(
        [](auto& batch, const auto& happened, const auto& event) {
            apply(batch, happened, event);
            remember(batch, happened, event);
        });
    types.also_on<catalogue::DatasetWithdrawn>(end_all_on);
}

std::optional<Agreement> agreement(const store::Snapshot& view, const AgreementId& id) {
    return load<Agreement>(view, key(id));
}

std::vector<Agreement> agreements_of(const store::Snapshot& view,
                                     const InstitutionId& institution) {
    return named(view, names_under(view, party_prefix(institution)));
}

std::vector<Agreement> all_agreements(const store::Snapshot& view) {
    return platform::load_all<Agreement>(view, "agreements/a/");
}

std::vector<Agreement> active_for(const store::Snapshot& view, const InstitutionId& receiver,
                                  const DatasetId& dataset) {
    return named(view, names_under(view, active_prefix(receiver, dataset)));
}

std::vector<Step> history(const store::Snapshot& view, const AgreementId& id) {
    return platform::load_all<Step>(view, steps_prefix(id));
}

std::vector<InstitutionId> parties(const store::Snapshot& view, const http::Match& match) {
    auto found = agreement(view, {match["agreement"]});
    return found ? std::vector{found->provider, found->receiver} : std::vector<InstitutionId>{};
}

AgreementText text_of(const store::Snapshot& view, const Agreement& agreement,
                      const Proposal& proposal) {
    if (!proposal.accepted) return text_with_names_of_now(view, agreement, proposal);
    auto accepted = load<AgreementText>(view, text_key(agreement.id, proposal.revision));
    check(accepted.has_value(), "a text is kept when its terms are accepted");
    return std::move(*accepted);
}

} // namespace vienreiz::agreements
