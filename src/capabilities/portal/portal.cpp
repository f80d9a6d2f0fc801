#include "capabilities/portal/portal.hpp"

#include "capabilities/portal/pages.hpp"

namespace vienreiz::portal {

platform::Capability portal() {
    using platform::Endpoint;
    // Opened once a version and kept, so that a preview costs a look at ten rows.
    auto versions = std::make_shared<std::unique_ptr<distribution::Versions>>();
    auto page = [](std::string path, std::string summary, platform::Read read) {
        return Endpoint{.method = http::Method::get,
                        .path = std::move(path),
                        .summary = std::move(summary),
                        .access = platform::Access::open_to_anyone(),
                        .work = std::move(read),
                        .shows = platform::Shows::page};
    };
    auto without_slash = [](Ask& ask) -> Result<Found> {
        TRY(platform::page_of(ask)); // a language, or nothing is there
        return platform::redirect(platform::local(ask, "/"));
    };
    return {.name = "portal",
            .endpoints = {page("/{language}", "The start page", home_page),
                          page("/{language}/", "The start page as some write it", without_slash),
                          page("/{language}/datasets", "All datasets", datasets_page),
                          page("/{language}/datasets/{dataset}", "One dataset",
                               [versions](Ask& ask) { return dataset_page(**versions, ask); }),
                          page("/{language}/journals", "The journals and how to check them",
                               journals_page),
                          page("/{language}/check", "Verify a receipt in the browser", check_page),
                          page("/{language}/api", "The interface for programs", api_page)},
            .menu = {{"/datasets", html::sentence("Datasets")},
                     {"/journals", html::sentence("Journals")},
                     {"/api", html::sentence("For programs")}},
            .start = [versions](platform::Node& node) -> Outcome {
                *versions = std::make_unique<distribution::Versions>(node);
                return {};
            }};
}

} // namespace vienreiz::portal
