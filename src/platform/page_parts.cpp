#include "platform/page_parts.hpp"

#include "platform/finality.hpp"
#include "platform/node.hpp"
#include "platform/once.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {

html::Markup posting(const Ask& ask, std::string_view path, const html::Markup& fields) {
    return html::markup<R"(<form method="post" action="{}" novalidate>{}{}{}</form>)">(
        local(ask, path), csrf_field(ask), once_field(ask), fields);
}

html::Markup posting_a_file(const Ask& ask, std::string_view path, const html::Markup& fields) {
    return html::markup<
        R"(<form method="post" action="{}" enctype="multipart/form-data" novalidate>{}{}</form>)">(
        local(ask, path), csrf_field(ask), fields);
}

html::Markup one_button(const Ask& ask, std::string_view path, html::Button button) {
    button.prevent_double_click = true;
    return posting(ask, path, html::button(button));
}

html::NotificationBanner done_notice(std::string sentence) {
    return {.kind = html::NotificationBanner::Kind::success, .content = std::move(sentence)};
}

html::Markup command_lines(const html::Words& t, std::string_view id, std::string_view lines) {
    return html::markup<R"(<pre class="vz-command"><code id="{}">{}</code></pre>{})">(
        id, lines, html::copy_button(t, id));
}

html::Markup receipt_link(const Ask& ask, const html::Words& t, std::string_view journal,
                          std::uint64_t entry) {
    // The number tells one link from the next for those who hear them out of their table.
    auto link = html::link(fmt::format("/journals/{}/receipts/{}", journal, entry),
                           t("Receipt {}", grouped(entry)));
    if (!ask.node.witnessed) return link;
    bool is_final = finality_of(ask.node, journal, entry) == Finality::final;
    return html::markup<"{} {}">(link, html::tag({.text = is_final ? t("final") : t("pending"),
                                                  .colour = is_final ? html::Tag::Colour::green
                                                                     : html::Tag::Colour::yellow}));
}

html::Markup check_link(const html::Words& t) {
    return html::link(html::address(t.language, "/check"), t("Check a receipt here"));
}

} // namespace vienreiz::platform
