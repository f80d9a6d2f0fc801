#include "capabilities/distribution/desk.hpp"

#include "journal/disk.hpp"

#include <fstream>
#include <sstream>

namespace vienreiz::distribution {
using platform::Ask;

Result<Upload> own_upload(const Desk& desk, const Ask& ask, std::string_view id) {
    auto upload = TRY(desk.uploads.find(id));
    const auto& caller = ask.caller();
    if (upload.institution != caller.institution)
        return Failure{Kind::forbidden, "This upload belongs to another institution"};
    return upload;
}

Result<Upload> own_upload(const Desk& desk, const Ask& ask) {
    return own_upload(desk, ask, ask.parameter("upload"));
}

// A publication of a dataset that nobody described belongs to whoever uploaded the file.
Outcome may_see(const Desk& desk, const Ask& ask, const Publication& publication) {
    auto dataset = catalogue::dataset(ask.view(), publication.dataset);
    auto upload = desk.uploads.find(publication.id);
    auto owner = dataset ? dataset->steward : upload ? upload->institution : InstitutionId{};
    const auto& caller = ask.caller();
    if (!owner.empty() && owner == caller.institution) return {};
    return Failure{Kind::forbidden, "This publication belongs to another institution"};
}

Result<catalogue::DraftedDataset> drafted_from(const Desk& desk, const Upload& upload) {
    auto kept = desk.uploads.draft(upload.id);
    {
        std::ifstream in(kept, std::ios::binary);
        std::ostringstream content;
        if (in && content << in.rdbuf())
            if (auto drafted = json::read<catalogue::DraftedDataset>(content.view()))
                return drafted;
    }
    auto found = TRY(table::draft(desk.uploads.file(upload.id), {}, [](std::uint64_t) {}));
    auto drafted = catalogue::describe(found, upload.dataset, upload.institution);
    TRY(journal::real_disk()->replace(kept, bytes(json::text(drafted))));
    return drafted;
}

} // namespace vienreiz::distribution
