#include "platform/once.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "crypto/random.hpp"
#include "platform/node.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::platform {
namespace {

constexpr std::string_view form_field = "once";

struct KeptOnce {
    std::uint64_t first = 0;
    DoneOnce done{};
};
BOOST_DESCRIBE_STRUCT(KeptOnce, (), (first, done))

std::string place_of(std::string_view key) { return fmt::format("!once/{}", key); }

// Half of a tag is enough: 128 bits.
std::string tag_of(const Ask& ask, std::string_view sort,
                   std::initializer_list<std::string_view> parts) {
    std::string text(sort);
    for (auto part : parts) append(text, "\n", std::to_string(part.size()), "\n", part);
    return hex(ask.node.submission_tags->tag(text)).substr(0, 32);
}

// draft-ietf-httpapi-idempotency-key-header has it as a string in quotes; most who send it leave them out.
Result<std::string_view> idempotency_key(std::string_view header) {
    if (header.size() > 1 && header.front() == '"' && header.back() == '"')
        header = header.substr(1, header.size() - 2);
    auto written_well = [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\'; };
    if (header.empty() || header.size() > limits::idempotency_key ||
        !std::ranges::all_of(header, written_well))
        return Failure{Kind::invalid,
                       fmt::format("An Idempotency-Key has 1 to {} visible ASCII characters "
                                   "without spaces and quotes; a UUID will do",
                                   limits::idempotency_key)};
    return header;
}

} // namespace

Result<std::optional<Once>> once_of(const Ask& ask) {
    const auto& request = ask.request;
    // One that is there and empty is a mistake; it must not pass for none.
    auto header = std::ranges::find_if(request.headers, [](const http::HeaderView& field) {
        return equal_ignoring_case(field.name, "Idempotency-Key");
    });
    if (header != request.headers.end()) {
        auto key = TRY(idempotency_key(header->value));
        return Once{
            tag_of(ask, "key", {by(ask.caller()), key}),
            tag_of(ask, "wish",
                   {http::name(request.method), request.path, request.query, request.body})};
    }
    if (!request.is_form() || !ask.form().contains(std::string(form_field))) return std::nullopt;
    // Who goes back, changes a field and sends the form again has another wish: so the fields are part of the key.
    auto key = tag_of(ask, "form", {by(ask.caller()), request.path, request.body});
    return Once{key, key};
}

html::Markup once_field(const Ask& ask) {
    return html::markup<R"(<input type="hidden" name="{}" value="{}">)">(form_field,
                                                                         crypto::random_id(ask.at));
}

Result<std::optional<Written>> done_before(const store::Snapshot& view, const Once& once) {
    auto found = view.get(place_of(once.key));
    if (!found) return std::nullopt;
    auto kept = TRY(json::read<KeptOnce>(*found));
    if (kept.done.wish != once.wish)
        return Failure{Kind::conflict,
                       "This Idempotency-Key already stands for another request; a new request "
                       "takes a new key"};
    return Written{kept.first, kept.done.entries, kept.done.subject.value_or("")};
}

void keep_once(store::Batch& batch, journal::Index first, const DoneOnce& done) {
    batch.put(place_of(done.key), json::text(KeptOnce{first, done}));
}

} // namespace vienreiz::platform
