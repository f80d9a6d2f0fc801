// The pages of the portal, and what they share.
#pragma once

#include "capabilities/distribution/api.hpp"
#include "platform/node.hpp"
#include "platform/page.hpp"

namespace vienreiz::portal {

using platform::Ask;
using platform::Found;

Result<Found> home_page(Ask& ask);
Result<Found> datasets_page(Ask& ask);
Result<Found> dataset_page(distribution::Versions& versions, Ask& ask);
Result<Found> journals_page(Ask& ask);
Result<Found> check_page(Ask& ask);
Result<Found> api_page(Ask& ask);

// A title in the language of the page.
const std::string& in(const html::Words& t, const institutions::Title& title);
std::string steward_name(const html::Words& t, const store::Snapshot& view,
                         const InstitutionId& steward);
std::string dataset_address(html::Language language, const DatasetId& dataset);
// Open data in green, restricted in grey; the words say it as well.
html::Markup access_tag(const html::Words& t, catalogue::DatasetAccess access);
// A command or a piece of JSON that wraps where it must, with a button to copy it where `id` is given.
html::Markup command_text(const html::Words& t, std::string_view text, std::string_view id = {});
html::Markup section_heading(const html::Content& text);
// How a receipt is verified without us, as lines for a terminal.
std::string verify_commands(std::string_view url);
// What the script of the page "Check us" says, by its codes.
using ScriptWords = std::map<std::string, std::string>;
ScriptWords check_words(const html::Words& t);

} // namespace vienreiz::portal
