// The rows a caller may have, or of these the ones it asked for, written as one file in the order of the version's own.
//
// Operation    the rows are rendered in one pass over the mapped version; a second thread hashes and writes what is
//              rendered, and a third one tags the people in it, where there are any.
// Memory       some blocks of a MiB, and what people_file.hpp takes, whatever the number of rows.
#pragma once

#include "capabilities/distribution/extracts.hpp"
#include "capabilities/distribution/grants.hpp"
#include "capabilities/distribution/render.hpp"

namespace vienreiz::distribution {

struct ExtractWish {
    std::shared_ptr<const Grant> grant;
    query::Condition condition; // of rows, the agreement's among it
    Format format = Format::csv;
    std::vector<std::string>
        asked_for; // codes of people, who are concerned whether they are found or not
};

// `people`: where files of their tags are kept.
Result<Extract> write_extract(const ExtractWish& wish, const crypto::Tagger& tagger,
                              const std::filesystem::path& file,
                              const std::filesystem::path& people, const Extracts::GoOn& go_on);

} // namespace vienreiz::distribution
