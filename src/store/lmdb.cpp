// Views in one LMDB environment: `data.mdb` and `lock.mdb` as LMDB has them, and beside them, now
// and then, `unsynced`.
//
// Commits are not synced one by one: a view can be rebuilt from the journals, and a sync costs more
// than all the rest. LMDB then promises nothing after a power cut, so the file `unsynced` stands in
// the folder as long as there are commits that may not be on the disk yet. It holds the boot id of
// the machine that made them. When an environment is opened and `unsynced` names another boot, the
// machine went down over those commits: the environment is deleted and opens empty. The same boot
// means that only the process ended; what it wrote is still with the kernel.
//
// A read transaction that ends goes back to a pool and is renewed for the next snapshot, which
// spares the search for a slot in the reader table.
#include "store/files.hpp"
#include "store/range.hpp"
#include "store/store.hpp"

#include <fmt/format.h>
#include <lmdb.h>

#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

namespace vienreiz::store::lmdb {

constexpr auto boot_id_file = "/proc/sys/kernel/random/boot_id";

Failure refused(int code, std::string_view doing, const std::filesystem::path& folder) {
    if (code == MDB_MAP_FULL)
        return {Kind::unavailable,
                fmt::format(
                    "The views' address space is full while {}: raise its limit or rebuild them",
                    doing),
                folder.string()};
    if (code == MDB_CORRUPTED || code == MDB_PAGE_NOTFOUND || code == MDB_INVALID ||
        code == MDB_VERSION_MISMATCH)
        return {
            Kind::corrupt,
            fmt::format("The views are damaged ({}) while {}: delete the folder, they are rebuilt",
                        mdb_strerror(code), doing),
            folder.string()};
    if (code > 0) return files::failure(code, doing, folder);
    return {Kind::unavailable, fmt::format("LMDB refuses {}: {}", doing, mdb_strerror(code)),
            folder.string()};
}

MDB_val value_of(std::string_view text) { return {text.size(), const_cast<char*>(text.data())}; }
std::string_view view_of(const MDB_val& value) {
    return {static_cast<const char*>(value.mv_data), value.mv_size};
}

// The environment, its pool of read transactions and the mark of unsynced commits.
class Environment {
public:
    static Result<std::shared_ptr<Environment>> open(const std::filesystem::path& folder,
                                                     std::size_t map_bytes);
    explicit Environment(std::filesystem::path folder) : folder_(std::move(folder)) {}
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;
    ~Environment();

    MDB_txn* begin_reading();
    void end_reading(MDB_txn* transaction);
    Outcome flush();
    Outcome mark_unsynced();

    MDB_env* handle = nullptr;
    MDB_dbi table = 0;
    std::atomic<bool> batch_is_open = false;
    const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path marker() const { return folder_ / "unsynced"; }
    Outcome drop_if_lost();
    Outcome map(std::size_t map_bytes);
    Outcome open_table();

    std::filesystem::path folder_;
    std::string boot_id_;
    bool is_marked_ = false; // touched by the one writer only
    std::mutex guard_;
    std::vector<MDB_txn*> idle_;
};

Result<std::shared_ptr<Environment>> Environment::open(const std::filesystem::path& folder,
                                                       std::size_t map_bytes) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return files::failure(error.value(), "making a folder", folder);
    auto environment = std::make_shared<Environment>(folder);
    TRY(environment->drop_if_lost());
    TRY(environment->map(map_bytes));
    TRY(environment->open_table());
    return environment;
}

// After an end of the machine over unsynced commits, nothing here is believed.
Outcome Environment::drop_if_lost() {
    auto boot_id = files::read_small(boot_id_file);
    boot_id_ =
        boot_id ? *boot_id : "unknown"; // never equal to a marker's: always dropped, which is safe
    auto marked = files::read_small(marker());
    if (!marked && marked.error().kind == Kind::missing) return {};
    if (!marked) return std::move(marked).error();
    is_marked_ = boot_id && *marked == *boot_id;
    if (is_marked_) return {};
    for (const auto* name :
         {"data.mdb", "lock.mdb", "unsynced"}) { // the mark last: it asks for the rest to go
        std::error_code error;
        std::filesystem::remove(folder_ / name, error);
        if (error)
            return files::failure(error.value(), "removing views that a power cut may have torn",
                                  folder_ / name);
    }
    return files::sync_folder(folder_);
}

// Address space is not always to be had (limits, small machines): then half as much is asked for.
Outcome Environment::map(std::size_t map_bytes) {
    constexpr unsigned flags = MDB_NOSYNC | MDB_NORDAHEAD | MDB_NOTLS;
    for (;;) {
        check(mdb_env_create(&handle) == 0, "LMDB makes an environment");
        mdb_env_set_maxreaders(handle, limits::store_snapshots);
        mdb_env_set_mapsize(handle, map_bytes);
        int code = mdb_env_open(handle, folder_.c_str(), flags, 0600);
        if (code == 0) break;
        mdb_env_close(std::exchange(handle, nullptr));
        if (code != ENOMEM || map_bytes <= limits::GiB)
            return refused(code, "opening the views", folder_);
        map_bytes /= 2;
    }
    int dead = 0;
    mdb_reader_check(handle, &dead); // slots that a killed process left behind
    return {};
}

Outcome Environment::open_table() {
    MDB_txn* transaction = nullptr;
    if (int code = mdb_txn_begin(handle, nullptr, MDB_RDONLY, &transaction))
        return refused(code, "opening the views", folder_);
    int code = mdb_dbi_open(transaction, nullptr, 0, &table);
    if (code == 0)
        code = mdb_txn_commit(transaction);
    else
        mdb_txn_abort(transaction);
    if (code) return refused(code, "opening the views", folder_);
    return {};
}

Environment::~Environment() {
    if (!handle) return;
    for (auto* transaction : idle_) mdb_txn_abort(transaction);
    (void)flush(); // if it fails the mark stays, and that is what the mark is for
    mdb_env_close(handle);
}

MDB_txn* Environment::begin_reading() {
    MDB_txn* transaction = nullptr;
    {
        std::scoped_lock lock(guard_);
        if (!idle_.empty()) {
            transaction = idle_.back();
            idle_.pop_back();
        }
    }
    int code = transaction ? mdb_txn_renew(transaction)
                           : mdb_txn_begin(handle, nullptr, MDB_RDONLY, &transaction);
    check(code == 0, "no more snapshots are alive than limits::store_snapshots");
    return transaction;
}

void Environment::end_reading(MDB_txn* transaction) {
    mdb_txn_reset(transaction);
    std::scoped_lock lock(guard_);
    idle_.push_back(transaction);
}

Outcome Environment::mark_unsynced() {
    if (is_marked_) return {};
    TRY(files::write_small(marker(), boot_id_));
    is_marked_ = true;
    return {};
}

Outcome Environment::flush() {
    if (!is_marked_) return {};
    if (int code = mdb_env_sync(handle, 1)) return refused(code, "syncing the views", folder_);
    std::error_code error;
    std::filesystem::remove(marker(), error);
    if (error) return files::failure(error.value(), "removing a file", marker());
    is_marked_ = false;
    return files::sync_folder(folder_);
}

// ---- reading ---------------------------------------------------------------------------------

std::optional<std::string> get_in(MDB_txn* transaction, MDB_dbi table, std::string_view key) {
    if (key.empty() || key.size() > limits::store_key_bytes) return {};
    auto wanted = value_of(key);
    MDB_val found{};
    int code = mdb_get(transaction, table, &wanted, &found);
    if (code == MDB_NOTFOUND) return {};
    check(code == 0, "LMDB reads what it wrote");
    return std::string(view_of(found));
}

class Cursor {
public:
    Cursor(MDB_txn* transaction, MDB_dbi table) {
        check(mdb_cursor_open(transaction, table, &cursor_) == 0, "LMDB opens a cursor");
    }
    ~Cursor() { mdb_cursor_close(cursor_); }
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;

    bool seek(std::string_view from) { // to the first key not before `from`
        key_ = value_of(from);
        return arrive(from.empty() ? MDB_FIRST : MDB_SET_RANGE);
    }
    bool next() { return arrive(MDB_NEXT); }
    std::string_view key() const { return view_of(key_); }
    std::string_view value() const { return view_of(value_); }

private:
    bool arrive(MDB_cursor_op how) {
        int code = mdb_cursor_get(cursor_, &key_, &value_, how);
        check(code == 0 || code == MDB_NOTFOUND, "LMDB reads what it wrote");
        return code == 0;
    }
    MDB_cursor* cursor_ = nullptr;
    MDB_val key_{}, value_{};
};

class LmdbSnapshot final : public Snapshot {
public:
    explicit LmdbSnapshot(std::shared_ptr<Environment> environment)
        : environment_(std::move(environment)), transaction_(environment_->begin_reading()) {}
    ~LmdbSnapshot() override { environment_->end_reading(transaction_); }

    std::optional<std::string> get(std::string_view key) const override {
        return get_in(transaction_, environment_->table, key);
    }
    void scan(std::string_view from, std::string_view to, const Visit& visit) const override {
        Cursor at(transaction_, environment_->table);
        for (bool there = at.seek(from); there && (to.empty() || at.key() < to); there = at.next())
            if (visit(at.key(), at.value()) == Scan::stop) return;
    }

private:
    std::shared_ptr<Environment> environment_;
    MDB_txn* transaction_;
};

// ---- writing ---------------------------------------------------------------------------------

// The first failure is kept for commit(), which then keeps nothing: put() has nobody to tell.
class LmdbBatch final : public Batch {
public:
    explicit LmdbBatch(std::shared_ptr<Environment> environment)
        : environment_(std::move(environment)) {
        check(!environment_->batch_is_open.exchange(true), "a store has one batch at a time");
        if (auto marked = environment_->mark_unsynced(); !marked)
            failure_ = std::move(marked).error();
        else
            note(mdb_txn_begin(environment_->handle, nullptr, 0, &transaction_));
    }
    ~LmdbBatch() override {
        if (transaction_) mdb_txn_abort(transaction_);
        if (!ended_) environment_->batch_is_open = false;
    }

    void put(std::string_view key, std::string_view value) override {
        check_pair(key, value);
        auto k = value_of(key), v = value_of(value);
        if (!failure_) note(mdb_put(transaction_, environment_->table, &k, &v, 0));
        ++changes_;
    }
    void erase(std::string_view key) override {
        if (key.empty() || key.size() > limits::store_key_bytes || failure_) return;
        auto k = value_of(key);
        if (int code = mdb_del(transaction_, environment_->table, &k, nullptr);
            code != MDB_NOTFOUND)
            note(code);
        ++changes_;
    }
    [[nodiscard]] Outcome sound() const override {
        if (failure_) return *failure_;
        return {};
    }
    std::optional<std::string> get(std::string_view key) const override {
        if (failure_) return {};
        return get_in(transaction_, environment_->table, key);
    }
    void scan(std::string_view from, std::string_view to, const Visit& visit) const override;
    Outcome commit() override;

private:
    void note(int code) {
        if (code && !failure_)
            failure_ = refused(code, "writing to the views", environment_->folder());
    }
    std::shared_ptr<Environment> environment_;
    MDB_txn* transaction_ = nullptr;
    std::optional<Failure> failure_;
    std::uint64_t changes_ =
        0; // a scan seeks anew when its visit wrote: the pages under a cursor may have moved
    bool ended_ = false;
};

void LmdbBatch::scan(std::string_view from, std::string_view to, const Visit& visit) const {
    if (failure_) return;
    Cursor at(transaction_, environment_->table);
    std::string here;
    for (bool there = at.seek(from); there && (to.empty() || at.key() < to);) {
        here = at.key();
        auto before = changes_;
        if (visit(at.key(), at.value()) == Scan::stop || failure_) return;
        if (changes_ == before) {
            there = at.next();
        } else {
            there = at.seek(here);
            if (there && at.key() == here) there = at.next();
        }
    }
}

Outcome LmdbBatch::commit() {
    check(!ended_, "a batch is committed once");
    auto* transaction = std::exchange(transaction_, nullptr);
    if (failure_)
        mdb_txn_abort(transaction);
    else
        note(mdb_txn_commit(transaction));
    ended_ = true;
    environment_->batch_is_open = false;
    if (failure_) return *failure_;
    return {};
}

class LmdbStore final : public Store {
public:
    explicit LmdbStore(std::shared_ptr<Environment> environment)
        : environment_(std::move(environment)) {}
    std::unique_ptr<Snapshot> snapshot() const override {
        return std::make_unique<LmdbSnapshot>(environment_);
    }
    std::unique_ptr<Batch> batch() override { return std::make_unique<LmdbBatch>(environment_); }
    Outcome flush() override { return environment_->flush(); }
    Outcome clear() override;
    Outcome checkpoint(const std::filesystem::path& folder) const override;

private:
    std::shared_ptr<Environment> environment_;
};

Outcome LmdbStore::clear() {
    check(!environment_->batch_is_open, "a store is not cleared under an open batch");
    TRY(environment_->mark_unsynced());
    MDB_txn* transaction = nullptr;
    int code = mdb_txn_begin(environment_->handle, nullptr, 0, &transaction);
    if (code == 0 && (code = mdb_drop(transaction, environment_->table, 0)))
        mdb_txn_abort(transaction);
    else if (code == 0)
        code = mdb_txn_commit(transaction);
    if (code) return refused(code, "clearing the views", environment_->folder());
    return {};
}

Outcome LmdbStore::checkpoint(const std::filesystem::path& folder) const {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return files::failure(error.value(), "making a folder", folder);
    if (int code = mdb_env_copy2(environment_->handle, folder.c_str(), MDB_CP_COMPACT))
        return refused(code, "copying the views", folder);
    TRY(files::sync_path(folder / "data.mdb"));
    return files::sync_folder(folder);
}

} // namespace vienreiz::store::lmdb

namespace vienreiz::store {

Result<std::unique_ptr<Store>> lmdb_store(const std::filesystem::path& folder,
                                          std::size_t map_bytes) {
    auto environment = TRY(lmdb::Environment::open(folder, map_bytes));
    return std::make_unique<lmdb::LmdbStore>(std::move(environment));
}

} // namespace vienreiz::store
