#include "capabilities/distribution/desk.hpp"

#include "base/diagnostics.hpp"
#include "journal/disk.hpp"

#include <fstream>
#include <sstream>

namespace vienreiz::distribution {
using platform::Ask;

Outcome Desk::follow_other_nodes() {
    if (!versions.are_shared()) return {};
    if (auto brought = versions.bring(); !brought)
        diagnostics::warn("A version of another node could not be brought; it is tried again",
                          {{"why", brought.error().what}, {"where", brought.error().where}});
    bringing.emplace(1, 1);
    bringing->every(std::chrono::milliseconds(250), "bring other nodes' versions",
                    [this] { return versions.bring(); });
    return {};
}

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

namespace {
std::optional<catalogue::DraftedDataset> kept_draft(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream content;
    if (!in || !(content << in.rdbuf())) return {};
    auto drafted = json::read<catalogue::DraftedDataset>(content.view());
    return drafted ? std::optional(std::move(*drafted)) : std::nullopt;
}
} // namespace

Result<catalogue::DraftedDataset> drafted_from(const Desk& desk, const Upload& upload,
                                               const table::WrittenAs& said) {
    auto file = desk.uploads.file(upload.id), kept = desk.uploads.draft(upload.id);
    auto known = kept_draft(kept);
    if (known && !said.says_something()) return std::move(*known);
    auto dialect = TRY(table::dialect_of(file, said));
    if (known && known->written == table::told(dialect)) return std::move(*known);
    auto found = TRY(table::draft(file, dialect, [](std::uint64_t) {}));
    auto drafted = catalogue::describe(found, upload.dataset, upload.institution);
    TRY(journal::real_disk()->replace(kept, bytes(json::text(drafted))));
    return drafted;
}

} // namespace vienreiz::distribution
