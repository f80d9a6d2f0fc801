#include "capabilities/distribution/publications.hpp"

#include "base/diagnostics.hpp"
#include "crypto/random.hpp"

#include <fmt/format.h>

namespace vienreiz::distribution {
namespace {
constexpr std::size_t remembered = 1'000;

Failure not_the_current_one_any_more() {
    return {Kind::conflict,
            "Another version was published while these rows were put into the one before; send "
            "them again"};
}
} // namespace

Outcome Publications::queue(const std::shared_ptr<Entry>& entry) {
    if (worker_.busy())
        return Failure{Kind::too_many,
                       "Many files are waiting to be published; try again in a minute"};
    entry->told.since = node_.now();
    std::lock_guard lock(mutex_);
    auto& slot = entries_[entry->told.id];
    if (slot && (slot->told.stage == Stage::waiting || slot->told.stage == Stage::reading))
        return Failure{Kind::conflict, "This file is being published already"};
    slot = entry;
    return {};
}

Outcome Publications::start(const platform::Caller& caller, const PublishUpload& wish) {
    auto upload = TRY(uploads_.find(wish.upload));
    if (TRY(uploads_.offset(wish.upload)) == 0)
        return Failure{Kind::invalid, "The file is empty; upload its content first"};
    auto entry = std::make_shared<Entry>();
    entry->told.id = upload.id;
    entry->told.dataset = upload.dataset;
    entry->told.file = upload.file;
    TRY(queue(entry));
    if (auto sealed = uploads_.seal(upload.id); !sealed) {
        std::lock_guard lock(mutex_);
        entries_.erase(upload.id);
        return std::move(sealed).error();
    }
    worker_.run([this, entry, caller, wish] {
        run(entry, caller,
            [this, &wish](Entry& of, const catalogue::Dataset& dataset,
                          const std::filesystem::path& version) {
                return read_upload(of, wish, dataset, version);
            });
        if (entry->told.stage == Stage::published) uploads_.remove(wish.upload);
    });
    return {};
}

Result<std::string> Publications::start(const platform::Caller& caller, const DatasetId& dataset,
                                        Batch batch) {
    auto entry = std::make_shared<Entry>();
    entry->told.id = crypto::random_id(node_.now());
    entry->told.dataset = dataset;
    TRY(queue(entry));
    worker_.run([this, entry, caller, batch = std::move(batch)] {
        run(entry, caller,
            [this, &batch](Entry& of, const catalogue::Dataset& described,
                           const std::filesystem::path& version) {
                return merge(of, batch, described, version);
            });
    });
    return entry->told.id;
}

void Publications::run(const std::shared_ptr<Entry>& entry, const platform::Caller& caller,
                       const ReadRows& read) {
    {
        std::lock_guard lock(mutex_);
        entry->told.stage = Stage::reading;
    }
    auto written = publish(*entry, caller, read);
    std::lock_guard lock(mutex_);
    entry->told.stage = written ? Stage::published : Stage::failed;
    if (written) {
        entry->told.version = number<std::uint64_t>(written->subject);
        entry->told.entry = written->first;
    } else {
        entry->told.failure = written.error().what;
    }
    ended_.push_back(entry->told.id);
    if (ended_.size() <= remembered) return;
    entries_.erase(ended_.front());
    ended_.pop_front();
}

Result<Publications::Rows> Publications::read_upload(Entry& entry, const PublishUpload& wish,
                                                     const catalogue::Dataset& dataset,
                                                     const std::filesystem::path& version) {
    auto file = uploads_.file(wish.upload);
    auto dialect = TRY(table::dialect_of(file, wish.written));
    {
        std::lock_guard lock(mutex_);
        entry.told.written = table::told(dialect);
    }
    ReadingJob job{file, dialect, dataset, version, uploads_.rejects(wish.upload), wish.rejects};
    auto reading = TRY(read_into_version(job, entry.progress));
    std::lock_guard lock(mutex_);
    entry.told.unused = reading.unused;
    return Rows{std::move(reading)};
}

Result<Publications::Rows> Publications::merge(Entry& entry, const Batch& batch,
                                               const catalogue::Dataset& dataset,
                                               const std::filesystem::path& version) {
    auto current = current_version(*node_.views->snapshot(), dataset.id);
    auto number = current ? current->number : 0;
    TRY(batch.is_for(number));
    std::shared_ptr<const store::Dataset> rows;
    if (current) rows = TRY(versions_.open(current->folder));
    return Rows{TRY(merge_into_version(batch, dataset, rows.get(), version, entry.progress)),
                number};
}

// rows ─ read, check, write the version ─ decide ─ the event makes it serve
Result<platform::Written> Publications::publish(Entry& entry, const platform::Caller& caller,
                                                const ReadRows& read) {
    auto dataset = catalogue::dataset(*node_.views->snapshot(), entry.told.dataset);
    if (!dataset) return Failure{Kind::missing, "There is no such dataset; describe it first"};
    auto folder = crypto::random_id(node_.now());
    auto [reading, on_top_of] = TRY(read(entry, *dataset, versions_.path(folder)));
    // Before it serves, so that those who wait for it need not wait for this; where it fails it is tried again when
    // somebody asks.
    if (auto before = current_version(*node_.views->snapshot(), dataset->id))
        if (auto made = versions_.work_out_changes(before->folder, folder); !made)
            diagnostics::warn("The changes of a version could not be worked out",
                              {{"why", made.error().what}, {"folder", folder}});
    TRY(versions_.share(folder));
    TRY(versions_.open(folder)); // mapped before it serves, so that the first look-up need not wait
    PublishVersion command{dataset->id, folder,
                           shown_hash(*dataset, reading.summary.hash, *node_.person_tags),
                           reading.summary.rows, reading.rejected};
    auto read_by = json::text(*dataset);
    auto written = node_.decide(
        caller,
        [&, before = on_top_of](const platform::Moment& moment,
                                const store::Snapshot& view) -> Result<platform::Events> {
            auto known = catalogue::dataset(view, dataset->id);
            if (known && json::text(*known) != read_by)
                return Failure{Kind::conflict, "The description was changed while these rows were "
                                               "read; publish them again"};
            auto current = current_version(view, dataset->id);
            if (before && *before != (current ? current->number : 0))
                return not_the_current_one_any_more();
            return decide(moment, caller, view, command);
        });
    // Unless it may have happened for all that.
    if (!written && written.error().kind != Kind::unavailable)
        if (auto taken = versions_.take_back(folder); !taken)
            diagnostics::warn("A version that nothing names is left for the other nodes",
                              {{"folder", folder}, {"why", taken.error().what}});
    return written;
}

Publication Publications::snapshot(const Entry& entry) const {
    auto out = entry.told;
    out.bytes = entry.progress.bytes, out.of = entry.progress.of;
    out.rows = entry.progress.rows, out.rejected = entry.progress.rejected;
    return out;
}

Result<Publication> Publications::find(std::string_view id) const {
    std::lock_guard lock(mutex_);
    auto found = entries_.find(id);
    if (found == entries_.end())
        return Failure{Kind::missing,
                       "There is no such publication, or the node was started anew since"};
    return snapshot(*found->second);
}

std::vector<Publication> Publications::of(const DatasetId& dataset) const {
    auto out = all();
    std::erase_if(out, [&](const Publication& one) { return one.dataset != dataset; });
    return out;
}

std::vector<Publication> Publications::all() const {
    std::vector<Publication> out;
    std::lock_guard lock(mutex_);
    for (const auto& [id, entry] : entries_) out.push_back(snapshot(*entry));
    return out;
}

} // namespace vienreiz::distribution
