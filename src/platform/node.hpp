// A node: the journals, the views, and everything that lives as long as the program does. It is made once, in
// dependency order, and handed by reference to those who need it.
#pragma once

#include "base/limits.hpp"
#include "http/metrics.hpp"
#include "journal/group_commit.hpp"
#include "journal/key_files.hpp"
#include "platform/capability.hpp"
#include "platform/private_data.hpp"
#include "platform/root.hpp"
#include "platform/sessions.hpp"
#include "platform/time_stamps.hpp"
#include "platform/trouble.hpp"
#include "platform/views.hpp"
#include "platform/waiting.hpp"
#include "platform/workers.hpp"
#include "postgres/foremost.hpp"
#include "postgres/shelf.hpp"
#include "witness/witnessed_journals.hpp"

#include <filesystem>

namespace vienreiz::platform {

// One of several nodes over one database, which keeps what must not be lost with a machine: the journals, and what is
// on the shelf. Each node has views of its own. All have the same keys.
struct Cluster {
    std::string member;   // this node's own name among them
    std::string database; // as libpq takes it, with all hosts that may take writes
    postgres::Standby standby = postgres::Standby::demanded;
};

// Of a node's journals, as its name begins them.
std::string journal_origin(std::string_view node, std::string_view journal);

struct NodeOptions {
    std::filesystem::path data;
    std::string name =
        "vienreiz.local";     // prefix of the journals' origins; for good, once the journals exist
    std::string public_url{}; // audience of client assertions; empty: http://<Host>
    std::optional<Cluster> cluster{}; // nothing: this node alone, and all of it in its folder
    unsigned workers = 2;             // one may read a large file for seconds
    std::shared_ptr<const Clock> clock = system_clock();
    std::shared_ptr<journal::Disk> disk = journal::real_disk(); // of the journals
    std::optional<journal::Policy> witnesses{};                 // who must cosign them, if anybody
    std::optional<TimeStampAuthority> time_stamps{};            // of the root, if anybody's
    std::chrono::milliseconds anchor_every = std::chrono::seconds(2); // in the root
    // In the main journal, where something has changed since; the rest of it sooner, where it is much.
    std::chrono::milliseconds enter_state_every = std::chrono::seconds(1);
    RateLimits::Rate rate{2'000, 4'000}; // requests of one caller
    RateLimits::Rate anonymous_rate{200, 400};
    std::uint64_t extracts_bytes = limits::extracts_bytes; // of downloads, kept on the disk
    // Wrong passwords and PINs: of one name, and from one address, behind which a whole ministry may sit.
    RateLimits::Rate wrong_secrets{0.1, 10}, wrong_secrets_from{0.5, 50};
};

class Node {
public:
    static Result<std::unique_ptr<Node>> open(NodeOptions options,
                                              std::vector<Capability> capabilities);
    ~Node();

    NodeOptions options;
    std::vector<Capability> capabilities;

    // In the order they are made; the destructor undoes it.
    std::unique_ptr<postgres::Shelf> shelf;       // null: this node is alone
    std::unique_ptr<postgres::Foremost> foremost; // likewise
    std::unique_ptr<journal::Journal> main, access, root;
    std::unique_ptr<witness::WitnessedJournals> witnessed; // null: nobody cosigns them
    std::unique_ptr<RootJournal> anchors;
    std::unique_ptr<TimeStamps> time_stamps; // null: nobody stamps the root
    std::unique_ptr<Views> views, access_views;
    std::unique_ptr<PrivateData> private_data;
    std::unique_ptr<crypto::Tagger> person_tags;
    std::unique_ptr<crypto::Tagger> submission_tags; // of the keys that name wishes (once.hpp)
    http::Metrics metrics;
    std::unique_ptr<KeptHashes> kept_hashes;
    std::unique_ptr<Tokens> tokens;   // of systems
    std::unique_ptr<Tokens> sessions; // of people
    std::unique_ptr<Replays> replays; // of client assertions
    std::unique_ptr<RateLimits> rates, anonymous_rates, wrong_secrets, wrong_secrets_from;
    std::unique_ptr<journal::GroupCommit> access_records;
    std::unique_ptr<Waiting> waiting;
    std::unique_ptr<Sequencer> sequencer;
    std::unique_ptr<Workers> workers, secret_workers; // of Slow endpoints, by their queue

    [[nodiscard]] journal::Journal*
    journal(std::string_view name) const; // "main", "access", "root"
    // The newest checkpoint of the root that is final, with the witnesses' cosignatures; empty while there is none.
    [[nodiscard]] witness::Final final_root() const;
    [[nodiscard]] Instant now() const { return options.clock->now(); }
    [[nodiscard]] const Directory& directory() const { return *directory_; }
    [[nodiscard]] std::filesystem::path folder(std::string_view name) const {
        return options.data / name;
    }
    // Decides in the caller's name and waits until it is durable. Not on an I/O thread, nor on the sequencer's.
    Result<Written> decide(const Caller& caller, Decide decide) {
        return sequencer->submit_and_wait(
            by(caller), if_still_the_same(directory(), caller, std::move(decide)));
    }
    // Enters the next portion of the state's root in the main journal (state_root.hpp), if anything has changed since.
    Outcome enter_state_root();
    // Brings the access views up to the newest record; cheap when they are.
    Outcome follow_access();
    // How long that has failed.
    [[nodiscard]] std::chrono::steady_clock::duration cannot_follow() const {
        return not_following_.lasts();
    }
    // A record that changes them was appended. All others of this run are passed over unread.
    void to_follow(journal::Index record);

private:
    Node() = default;
    Outcome join_cluster();
    // A place of that name: a folder, or on the shelf.
    Result<journal::Place> place(const std::string& place_name) const;
    // What one node does for all of a cluster.
    [[nodiscard]] bool is_foremost() const { return !foremost || foremost->is_this_node(); }
    Outcome begin_witnessing();
    // Kind::conflict unless the nodes of a cluster all have this secret.
    Outcome is_shared_by_all(const std::string& secret_name, const crypto::Hash& secret);
    Result<std::unique_ptr<journal::Journal>> open(const std::string& journal_name);
    Outcome open_journals();
    Outcome open_views();
    Outcome open_sessions();
    Outcome open_secrets();
    void begin_jobs();
    void measure();
    Outcome anchor();
    Outcome time_stamp();
    const Directory* directory_ = nullptr;
    Outcome follow_records();
    // Each journal then keeps a signed checkpoint of its head: nothing is done where it has one. (Decision 3.)
    void sign_checkpoints();
    std::atomic<bool> state_is_left_ = false; // some of it has changed and was not entered yet
    std::mutex following_, noting_;
    Trouble not_following_;
    std::vector<journal::Index> to_follow_; // under noting_
    std::uint64_t records_before_ =
        0; // that were there when the node was opened: not known which to follow
};

// A key in the data folder, made when it is not there; readable by its owner only.
Result<crypto::PrivateKey> key_in(const std::filesystem::path& file);
// The same, never made: Kind::missing when it is not there.
Result<crypto::PrivateKey> kept_key_in(const std::filesystem::path& file);
// A journal's second key; made only where it may be.
enum class Making { allowed, refused };
Result<crypto::ml_dsa::PrivateKey> ml_dsa_key_in(const std::filesystem::path& file, Making making);
// A journal with the two keys it signs with, both made for a new one only: a journal that has keys can go on with no
// others.
// What is left of a rotation of them that was broken off is done first.
Result<std::unique_ptr<journal::Journal>> open_journal(const journal::JournalPlaces& places,
                                                       std::string origin,
                                                       std::shared_ptr<journal::Disk> disk);
// Of a node's journal: "main", "access", "root".
journal::JournalPlaces journal_places(const std::filesystem::path& data, std::string_view journal);
Result<crypto::Hash> secret_in(const std::filesystem::path& file);

} // namespace vienreiz::platform
