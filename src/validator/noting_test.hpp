// One event and one rule for whoever judges: a note is words of at most eight letters, and of several words there
// follows an entry for each.
#pragma once

#include "platform/rules.hpp"
#include "platform/stand_ins_test.hpp"

namespace vienreiz::platform {

struct Note {
    std::string text;
};

// Declared where the rules look for it: beside what is wished.
inline Result<Events> decide(const Moment&, const Caller&, const store::Snapshot&,
                             const Note& wish) {
    Events out;
    for (auto word : split(wish.text, ' ')) {
        if (word.size() > 8) return Failure{Kind::invalid, "A word has at most eight letters"};
        out.add(Noted{out.list.empty() ? wish.text : std::string(word)});
    }
    return out;
}

inline std::vector<Capability> noting() {
    std::vector<Capability> out{nobody()};
    out[0].endpoints.push_back(
        {http::Method::post, "/notes", "Note it", Access::open_to_anyone(), Write(), Shows::data});
    out[0].events = register_noted;
    out[0].rules = [](Rules& rules) {
        rules.on<Noted>(
            {http::Method::post, "/notes", true},
            [](const Noted& event, const store::Snapshot&) { return Wished{Note{event.text}}; });
    };
    return out;
}

} // namespace vienreiz::platform
