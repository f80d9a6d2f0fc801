#include "validator/serve.hpp"

#include "base/diagnostics.hpp"
#include "base/limits.hpp"
#include "journal/verification.hpp"

#include <fmt/format.h>

namespace vienreiz::validator {
namespace {

// c2sp.org/tlog-witness has 422 for a proof that does not hold; entries that do not are as bad.
constexpr int does_not_hold = 422;

http::Response refusal(const Failure& failure) {
    if (failure.kind == Kind::unavailable || failure.kind == Kind::missing)
        return http::problem(
            Failure{Kind::unavailable, "The entries cannot be had for now: " + failure.what});
    auto place = failure.where.empty() ? "" : failure.where + ": ";
    return http::problem(does_not_hold, place + failure.what);
}

} // namespace

Service::Service(Validator& validator, witness::Admission admission, witness::Witness& witness,
                 const witness::State& state)
    : validator_(validator), admission_(std::move(admission)), witness_(witness),
      witnessing_(witness, state), workers_(1, limits::validations_waiting) {}

std::optional<journal::Checkpoint> Service::to_be_judged(const http::Request& request) const {
    if (request.method != http::Method::post || request.path != witness::add_checkpoint_path)
        return {};
    auto submission = witness::parse_submission(request.body);
    auto admitted = admission_.find(validator_.origin());
    if (!submission || admitted == admission_.end()) return {};
    auto checkpoint = journal::verified_checkpoint(submission->note, admitted->second.keys);
    if (!checkpoint || checkpoint->origin != validator_.origin()) return {};
    return std::move(*checkpoint);
}

void Service::handle(const http::Request& request, http::Responder respond) {
    auto checkpoint = to_be_judged(request);
    // What is wrong with anything else the witness says.
    if (!checkpoint) return witnessing_.handle(request, std::move(respond));
    if (workers_.busy())
        return respond(http::problem(
            Failure{Kind::too_many, "Other checkpoints of this journal are being judged", "1"}));
    workers_.run([this, submitted = Submitted{std::string(request.body), std::move(*checkpoint),
                                              std::move(respond)}]() mutable {
        answer(std::move(submitted));
    });
}

void Service::tell(const Failure& failure, const journal::Checkpoint& checkpoint) {
    auto news = failure.where + failure.what;
    if (news == told_) return;
    told_ = std::move(news);
    diagnostics::error(
        "A checkpoint was not cosigned",
        {{"why", failure.what}, {"place", failure.where}, {"checkpoint", to_text(checkpoint)}});
}

void Service::answer(Submitted submitted) {
    if (auto right = validator_.judge(submitted.checkpoint); !right) {
        tell(right.error(), submitted.checkpoint);
        return submitted.respond(refusal(right.error()));
    }
    told_.clear();
    auto decided = witness_.add_checkpoint(submitted.body);
    auto* pending = std::get_if<witness::Pending>(&decided);
    submitted.respond(witness::response(pending ? witness_.settled(std::move(*pending))
                                                : std::get<witness::Reply>(std::move(decided))));
}

} // namespace vienreiz::validator
