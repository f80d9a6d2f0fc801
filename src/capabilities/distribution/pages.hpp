// The steward's pages: from a file to a published register, and what became of it.
#pragma once

#include "capabilities/distribution/desk.hpp"
#include "platform/page_parts.hpp"

namespace vienreiz::distribution {

// The desk is made when the node starts; pages are described before.
using DeskPlace = std::shared_ptr<std::unique_ptr<Desk>>;

std::vector<platform::Endpoint> steward_pages(const DeskPlace& desk);
std::vector<platform::Endpoint> operator_pages(const DeskPlace& desk);

// Endpoints' handlers, one file each; all take the desk besides the request.
using platform::Ask;
using platform::Form;
using platform::Found;
Result<Found> show_steward_desk(Desk& desk, const Ask& ask);
Result<Found> show_publications(Desk& desk, const Ask& ask); // of one dataset, all
Result<Found> show_upload(Desk& desk, const Ask& ask);       // a new dataset
Result<Found> take_upload(Desk& desk, const Ask& ask);
Result<Found> show_version_upload(Desk& desk, const Ask& ask); // a new version of one
Result<Found> take_version_upload(Desk& desk, const Ask& ask);
Result<Found> show_description(Desk& desk, const Ask& ask);
Result<Found> take_description(Desk& desk, const Ask& ask);
Result<Found> show_publication(Desk& desk, const Ask& ask);
Result<Found> download_rejects(Desk& desk, const Ask& ask);
Result<Found> publish_without_rejected(Desk& desk, const Ask& ask);
Result<Found> show_profile(Desk& desk, const Ask& ask);
Result<Found> show_data_on_disk(Desk& desk, const Ask& ask);

std::string publication_path(std::string_view id); // without the language
html::Markup stage_tag(const html::Words& t, Stage stage);

} // namespace vienreiz::distribution
