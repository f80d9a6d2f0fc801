// Pieces that many pages share.
#pragma once

#include "base/failures.hpp"
#include "platform/page.hpp"
#include "platform/sequencer.hpp"

namespace vienreiz::platform {

// A form that changes something: it carries the session's token. `path` is without the language.
html::Markup posting(const Ask& ask, std::string_view path, const html::Markup& fields);
html::Markup posting_a_file(const Ask& ask, std::string_view path, const html::Markup& fields);

// A form of one button: for what needs no field.
html::Markup one_button(const Ask& ask, std::string_view path, html::Button button);

// A green notice of what was just done.
html::NotificationBanner done_notice(std::string sentence);

// Lines for a terminal, with a button that copies them.
html::Markup command_lines(const html::Words& t, std::string_view id, std::string_view lines);

// Where the receipt of an entry is; and, where witnesses cosign, whether they have.
html::Markup receipt_link(const Ask& ask, const html::Words& t, std::string_view journal,
                          std::uint64_t entry);
// The page where anyone can have a receipt checked: beside receipts, wherever they are offered.
html::Markup check_link(const html::Words& t);

// A rule, bound to the caller and the wish it is asked about.
template <class Command>
Decide decision_on(const Ask& ask, Command wish) {
    return [caller = ask.caller(), wish = std::move(wish)](const Moment& moment,
                                                           const store::Snapshot& view) {
        return decide(moment, caller, view, wish);
    };
}

// The same, where some of the wish could not be read from the form: refused, and with what the rule says of the rest.
template <class Command>
Decide decision_on(const Ask& ask, Command wish, Failures unread) {
    auto rule = decision_on(ask, std::move(wish));
    if (!unread.any()) return rule;
    return [rule = std::move(rule), unread = std::move(unread)](
               const Moment& moment, const store::Snapshot& view) -> Result<Events> {
        auto events = rule(moment, view);
        return unread.after(events ? Outcome() : Outcome(events.error())).error();
    };
}

} // namespace vienreiz::platform
