// The same wish sent twice happens once. Whoever sends a command may name it with a key of its own (the header
// Idempotency-Key); when the answer was lost it sends it again under the same key, and is told what came of it the
// first time: the same entry, the same receipt. A form carries such a key by itself.
//
// Kept     in the first entry of what happened, {"once":{"key":…,"wish":…,"entries":2,"subject":…}}, and from there in
//          the views under "!once/<key>", for good. A wish that failed, or changed nothing, is not: it is decided
//          again.
// Private  the journal is for everybody to read, so both are tags under a secret of the node, of the submitter and its
//          key, and of the request: nobody learns from them what was asked.
#pragma once

#include "html/markup.hpp"
#include "platform/capability.hpp"

namespace vienreiz::platform {

// What a request says of itself: nothing, when it names no key. Kind::invalid: that is not a key.
Result<std::optional<Once>> once_of(const Ask& ask);

// In a form: what makes a second click on its button the same wish as the first.
html::Markup once_field(const Ask& ask);

// What came of it before; nothing when it is new. Kind::conflict: the key stood for another wish.
Result<std::optional<Written>> done_before(const store::Snapshot& view, const Once& once);

void keep_once(store::Batch& batch, journal::Index first, const DoneOnce& done);

} // namespace vienreiz::platform
