#include "capabilities/portal/pages.hpp"

#include <fmt/format.h>

namespace vienreiz::portal {

const std::string& in(const html::Words& t, const institutions::Title& title) {
    return t.language == html::Language::lv ? title.lv : title.en;
}

std::string steward_name(const html::Words& t, const store::Snapshot& view,
                         const InstitutionId& steward) {
    auto found = institutions::institution(view, steward);
    return found ? in(t, found->name) : std::string();
}

std::string dataset_address(html::Language language, const DatasetId& dataset) {
    return html::address(language, "/datasets/" + percent_encode(dataset.text));
}

html::Markup access_tag(const html::Words& t, catalogue::DatasetAccess access) {
    bool open = access == catalogue::DatasetAccess::open;
    return html::tag({.text = open ? t("Open data") : t("By agreement"),
                      .colour = open ? html::Tag::Colour::green : html::Tag::Colour::grey});
}

html::Markup command_text(const html::Words& t, std::string_view text, std::string_view id) {
    if (id.empty()) return html::markup<R"(<pre class="vz-command"><code>{}</code></pre>)">(text);
    return html::markup<R"(<pre class="vz-command"><code id="{}">{}</code></pre>{})">(
        id, text, html::copy_button(t, id));
}

html::Markup section_heading(const html::Content& text) {
    return html::markup<R"(<h2 class="govuk-heading-m">{}</h2>)">(text);
}

std::string verify_commands(std::string_view url) {
    return fmt::format("curl -o access.policy '{}/journals/access/policy'\nvienreiz verify "
                       "receipt.tlog-proof --policy access.policy --answer answer.json",
                       url);
}

} // namespace vienreiz::portal
