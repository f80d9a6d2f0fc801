#include "witness/witnessed_journals.hpp"

namespace vienreiz::witness {

Result<std::unique_ptr<WitnessedJournals>>
WitnessedJournals::begin(const std::map<std::string, const journal::Journal*>& journals,
                         const journal::Policy& witnesses, Options options,
                         const Witnessing::Send& send) {
    std::unique_ptr<WitnessedJournals> out(new WitnessedJournals(witnesses, std::move(options)));
    auto begun = [&](const journal::Journal& journal,
                     const std::string& name) -> Result<std::unique_ptr<Witnessing>> {
        TRY(journal::policy_for(journal.vkeys(), witnesses));
        auto policy = witnesses;
        auto key = TRY(journal::verifier_key(std::string_view(journal.vkey())));
        policy.logs = {{std::move(key)}};
        return Witnessing::begin(journal, std::move(policy),
                                 {.place = out->options_.place,
                                  .file = name + ".final",
                                  .apart = std::chrono::milliseconds(100)},
                                 send);
    };
    for (const auto& [name, journal] : journals) out->by_name_[name] = TRY(begun(*journal, name));
    out->proposing_ =
        std::jthread([all = out.get()](const std::stop_token& stop) { all->propose(stop); });
    return out;
}

void WitnessedJournals::propose(const std::stop_token& stop) {
    // Often, for somebody waits for what is not proposed yet; what another node keeps is read from where it is kept.
    constexpr auto often = std::chrono::milliseconds(20);
    constexpr unsigned learning_every = 10; // times
    std::mutex mutex;
    std::condition_variable_any woken;
    for (unsigned times = 0; !stop.stop_requested(); ++times) {
        bool asks = !options_.asks || options_.asks();
        for (const auto& [name, journal] : by_name_)
            if (asks)
                journal->propose();
            else if (times % learning_every == 0)
                journal->learn();
        std::unique_lock hold(mutex);
        woken.wait_for(hold, stop, often, [] { return false; });
    }
}

const Witnessing& WitnessedJournals::of(std::string_view journal) const {
    auto found = by_name_.find(journal);
    check(found != by_name_.end(), "every journal was begun with its name");
    return *found->second;
}

} // namespace vienreiz::witness
