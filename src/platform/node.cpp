#include "platform/node.hpp"

#include "base/diagnostics.hpp"
#include "crypto/random.hpp"
#include "journal/check.hpp"
#include "journal/checkpoint.hpp"
#include "platform/given_file.hpp"
#include "platform/state_root.hpp"
#include "witness/over_http.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace vienreiz::platform {
namespace {

Result<std::string> read_or_make(const std::filesystem::path& file,
                                 const std::function<std::string()>& make) {
    std::error_code error;
    if (std::filesystem::exists(file, error)) {
        std::ifstream in(file, std::ios::binary);
        std::ostringstream content;
        content << in.rdbuf();
        if (in && !content.view().empty()) return std::move(content).str();
        return Failure{Kind::corrupt, "This key file cannot be read; put its backup back",
                       file.string()};
    }
    auto disk = journal::real_disk();
    auto folder = file.parent_path();
    TRY(disk->make_folder(folder));
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    auto content = make();
    TRY(journal::replace_private(*disk, file, bytes(content)));
    return content;
}

Failure other_keys(const std::filesystem::path& file) {
    return {Kind::conflict,
            "The nodes of a cluster have the same keys, and this is another than theirs: copy the "
            "folder \"keys\" from one of them",
            file.string()};
}

Failure no_key(const std::filesystem::path& file) {
    return {Kind::missing, "This key is not there; put its backup back", file.string()};
}

} // namespace

Result<crypto::PrivateKey> key_in(const std::filesystem::path& file) {
    auto pem = TRY(read_or_make(
        file, [] { return crypto::PrivateKey::generate(crypto::Algorithm::Ed25519).pem(); }));
    auto key = crypto::PrivateKey::from_pem(pem);
    if (!key) key.error().where = file.string();
    return key;
}

Result<crypto::PrivateKey> kept_key_in(const std::filesystem::path& file) {
    std::error_code error;
    if (std::filesystem::exists(file, error)) return given_key(file);
    return no_key(file);
}

Result<crypto::ml_dsa::PrivateKey> ml_dsa_key_in(const std::filesystem::path& file, Making making) {
    std::error_code error;
    if (making == Making::refused && !std::filesystem::exists(file, error)) return no_key(file);
    auto pem = TRY(read_or_make(file, [] { return crypto::ml_dsa::PrivateKey::generate().pem(); }));
    auto key = crypto::ml_dsa::PrivateKey::from_pem(pem);
    if (!key) key.error().where = file.string();
    return key;
}

journal::JournalPlaces journal_places(const std::filesystem::path& data, std::string_view journal) {
    auto keys = data / "keys";
    return {data / "journals" / journal, keys / fmt::format("journal-{}.pem", journal),
            keys / fmt::format("journal-{}.ml-dsa.pem", journal)};
}

Result<std::unique_ptr<journal::Journal>> open_journal(const journal::JournalPlaces& places,
                                                       std::string origin,
                                                       std::shared_ptr<journal::Disk> disk) {
    TRY(journal::finish_rotation(*disk, places));
    auto named = journal::vkeys_in(*disk, places.folder);
    auto key = TRY(named ? kept_key_in(places.key) : key_in(places.key));
    auto post_quantum = TRY(ml_dsa_key_in(
        places.post_quantum_key, named && named->size() > 1 ? Making::refused : Making::allowed));
    journal::Identity identity{std::move(origin), std::move(key), std::move(post_quantum)};
    TRY(journal::take_rotated(*disk, places, identity));
    return journal::open_files({places.folder, std::move(identity), std::move(disk)});
}

Result<crypto::Hash> secret_in(const std::filesystem::path& file) {
    auto text = TRY(read_or_make(file, [] { return hex(crypto::random_bytes(32)); }));
    auto raw = TRY(from_hex(trim(text)));
    if (raw.size() != 32)
        return Failure{Kind::corrupt, "This secret is not 32 bytes long", file.string()};
    crypto::Hash out;
    std::ranges::copy(raw, out.begin());
    return out;
}

Outcome Node::join_cluster() {
    if (!options.cluster) return {};
    const auto& database = options.cluster->database;
    shelf = TRY(postgres::Shelf::open({.address = database}));
    foremost =
        std::make_unique<postgres::Foremost>(database, "vienreiz: what one node does for all");
    return {};
}

Result<journal::Place> Node::place(const std::string& place_name) const {
    if (shelf) return shelf->place(place_name);
    return journal::place_in(options.disk, folder(place_name));
}

// What is to be the same on all nodes, but must not lie in the database.
Outcome Node::is_shared_by_all(const std::string& secret_name, const crypto::Hash& secret) {
    if (!shelf) return {};
    auto name = "secrets/" + secret_name;
    auto ours = crypto::sha256(secret);
    TRY(shelf->put_first(name, ours));
    auto theirs = TRY(shelf->get(name));
    if (theirs && std::ranges::equal(*theirs, ours)) return {};
    return other_keys(folder("keys") / secret_name);
}

std::string journal_origin(std::string_view node, std::string_view journal) {
    return fmt::format("{}/journals/{}", node, journal);
}

Result<std::unique_ptr<journal::Journal>> Node::open(const std::string& journal_name) {
    auto places = journal_places(options.data, journal_name);
    auto origin = journal_origin(options.name, journal_name);
    if (!options.cluster) return open_journal(places, origin, options.disk);
    auto signing_key = TRY(key_in(places.key));
    journal::Identity identity{origin, std::move(signing_key), {}};
    identity.post_quantum = TRY(ml_dsa_key_in(places.post_quantum_key, Making::allowed));
    auto opened = postgres::open_postgres({.address = options.cluster->database,
                                           .identity = std::move(identity),
                                           .standby = options.cluster->standby});
    if (!opened && opened.error().kind == Kind::conflict) return other_keys(places.key);
    return opened;
}

Outcome Node::open_journals() {
    TRY(join_cluster());
    main = TRY(open("main"));
    access = TRY(open("access"));
    root = TRY(open("root"));
    anchors = TRY(RootJournal::begin(*root, {main.get(), access.get()}));
    records_before_ = access->size();
    if (options.witnesses) TRY(begin_witnessing());
    if (options.time_stamps)
        time_stamps = TRY(TimeStamps::open(*options.time_stamps, TRY(place("time-stamps")),
                                           send_time_stamp_query_over_http()));
    return {};
}

// Of a cluster one node asks the witnesses, or they would hear of as many sizes at once as there are nodes.
Outcome Node::begin_witnessing() {
    auto notes = TRY(place("witnessed"));
    witnessed = TRY(witness::WitnessedJournals::begin(
        {{"main", main.get()}, {"access", access.get()}, {"root", root.get()}}, *options.witnesses,
        {std::move(notes), [this] { return is_foremost(); }}, witness::send_over_http()));
    return {};
}

Outcome Node::open_views() {
    EventTypes of_main, of_access;
    for (const auto& capability : capabilities) {
        if (capability.events) capability.events(of_main);
        if (capability.access_events) capability.access_events(of_access);
    }
    register_state_events(of_main);
    views = std::make_unique<Views>(TRY(store::lmdb_store(folder("views") / "main")),
                                    std::move(of_main), Views::Rooted::yes);
    access_views = std::make_unique<Views>(TRY(store::lmdb_store(folder("views") / "access")),
                                           std::move(of_access));
    TRY(views->catch_up(*main));
    // The access views follow in the background: a long night of look-ups must not delay the start.
    return {};
}

Outcome Node::open_sessions() {
    kept_hashes = shelf ? hashes_on(*shelf) : hashes_in(TRY(store::lmdb_store(folder("sessions"))));
    tokens = TRY(Tokens::open(*kept_hashes, "token/"));
    sessions = TRY(Tokens::open(*kept_hashes, "session/"));
    replays = TRY(Replays::open(*kept_hashes));
    return {};
}

Outcome Node::open_secrets() {
    auto tagger = [&](const std::string& secret_name) -> Result<std::unique_ptr<crypto::Tagger>> {
        auto secret = TRY(secret_in(folder("keys") / secret_name));
        TRY(is_shared_by_all(secret_name, secret));
        return std::make_unique<crypto::Tagger>(secret);
    };
    person_tags = TRY(tagger("person-tags.key"));
    submission_tags = TRY(tagger("submission-tags.key"));
    private_data = std::make_unique<PrivateData>(TRY(place("private")));
    return {};
}

void Node::measure() {
    using Sampled = http::Metrics::Sampled;
    for (auto name : {"main", "access", "root"})
        metrics.sample("vienreiz_journal_entries", "Entries in a journal", Sampled::counter,
                       [at = journal(name)] { return static_cast<double>(at->size()); },
                       {{"journal", name}});
    metrics.sample("vienreiz_views_position", "Entries applied to the views", Sampled::counter,
                   [this] { return static_cast<double>(views->position()); },
                   {{"journal", "main"}});
    metrics.sample("vienreiz_views_position", "Entries applied to the views", Sampled::counter,
                   [this] { return static_cast<double>(access_views->position()); },
                   {{"journal", "access"}});
    metrics.sample("vienreiz_tokens", "Access tokens that are valid", Sampled::gauge,
                   [this] { return static_cast<double>(tokens->size()); });
    metrics.sample("vienreiz_followers", "Who wait or listen for what is new", Sampled::gauge,
                   [this] { return static_cast<double>(waiting->followers()); });
    metrics.sample("vienreiz_sessions", "People signed in", Sampled::gauge,
                   [this] { return static_cast<double>(sessions->size()); });
}

Result<std::unique_ptr<Node>> Node::open(NodeOptions options,
                                         std::vector<Capability> capabilities) {
    auto node = std::unique_ptr<Node>(new Node);
    node->options = std::move(options);
    node->capabilities = std::move(capabilities);
    for (const auto& capability : node->capabilities)
        if (capability.directory) node->directory_ = &*capability.directory;
    check(node->directory_ != nullptr, "one capability knows the callers");

    TRY(node->open_journals());
    TRY(node->open_views());
    TRY(node->open_secrets());
    TRY(node->open_sessions());
    node->rates = std::make_unique<RateLimits>(node->options.rate);
    node->anonymous_rates = std::make_unique<RateLimits>(node->options.anonymous_rate);
    node->wrong_secrets = std::make_unique<RateLimits>(node->options.wrong_secrets);
    node->wrong_secrets_from = std::make_unique<RateLimits>(node->options.wrong_secrets_from);
    node->access_records = std::make_unique<journal::GroupCommit>(*node->access);
    node->waiting = std::make_unique<Waiting>(*node);
    node->views->when_changed([waiting = node->waiting.get()] { waiting->ring(); });
    node->sequencer = std::make_unique<Sequencer>(*node->main, *node->views, *node->options.clock);
    node->workers = std::make_unique<Workers>(node->options.workers, limits::work_waiting);
    node->secret_workers = std::make_unique<Workers>(1, limits::secrets_waiting);

    node->measure();
    for (const auto& capability : node->capabilities)
        if (capability.start) TRY(capability.start(*node));
    node->begin_jobs();
    return node;
}

void Node::begin_jobs() {
    using namespace std::chrono_literals;
    for (const auto& capability : capabilities)
        for (const auto& job : capability.jobs)
            workers->every(job.period, job.name, [this, job] { return job.run(*this); });
    workers->every(1s, "sign checkpoints", [this]() -> Outcome {
        sign_checkpoints();
        return {};
    });
    // Portions of a state of which much changes follow one another soon.
    workers->every(std::min(options.enter_state_every, 100ms), "enter the root of the state",
                   [this, due = std::chrono::steady_clock::now() +
                                options.enter_state_every]() mutable -> Outcome {
                       auto now = std::chrono::steady_clock::now();
                       if (now < due && !state_is_left_) return {};
                       due = now + options.enter_state_every;
                       return enter_state_root();
                   });
    workers->every(options.anchor_every, "anchor the journals in the root",
                   [this] { return anchor(); });
    if (time_stamps)
        workers->every(5s, "have the root time-stamped", [this] { return time_stamp(); });
    workers->every(1s, "follow the access journal", [this] { return follow_access(); });
    workers->every(1min, "forget expired tokens", [this]() -> Outcome {
        TRY(tokens->sweep(now()));
        return sessions->sweep(now());
    });
    if (!shelf) return;
    workers->every(250ms, "hear of other nodes' tokens", [this]() -> Outcome {
        TRY(tokens->follow());
        return sessions->follow();
    });
    workers->every(1h, "forget what was erased",
                   [this] { return shelf->forget_what_was_erased(); });
}

Node::~Node() {
    if (waiting) waiting->stop();
    workers.reset();
    secret_workers.reset();
    // A session that was used a moment ago is not found idle after the restart.
    if (sessions)
        if (auto kept = sessions->sweep(now()); !kept)
            diagnostics::warn("The sessions were not kept", {{"why", kept.error().what}});
    for (const auto& capability : capabilities)
        if (capability.stop) capability.stop();
    sequencer.reset();
    access_records.reset();
    sign_checkpoints();
    for (auto* each : {views.get(), access_views.get()})
        if (each)
            if (auto flushed = each->flush(); !flushed)
                diagnostics::warn("The views were not flushed", {{"why", flushed.error().what}});
}

journal::Journal* Node::journal(std::string_view journal_name) const {
    if (journal_name == "main") return main.get();
    if (journal_name == "access") return access.get();
    if (journal_name == "root") return root.get();
    return nullptr;
}

void Node::sign_checkpoints() {
    for (auto* each : {main.get(), access.get(), root.get()})
        if (each) (void)each->checkpoint();
}

witness::Final Node::final_root() const {
    if (!witnessed) {
        auto note = root->checkpoint();
        auto newest = journal::checkpoint_in(note);
        check(newest.has_value(), "the journal's own checkpoint is one");
        return {.size = newest->size, .note = std::move(note)};
    }
    return witnessed->of("root").final_one();
}

Outcome Node::enter_state_root() {
    bool is_all = true;
    auto entered = sequencer->submit_and_wait(
        "node", [&](const Moment&, const store::Snapshot& view) -> Result<Events> {
            auto portion = TRY(next_portion(view));
            is_all = portion.is_all;
            return std::move(portion.events);
        });
    state_is_left_ = entered && !is_all;
    if (entered || entered.error().kind == Kind::conflict) return {}; // nothing has changed
    return entered.error();
}

Outcome Node::anchor() {
    return anchors->anchor(witnessed ? witnessed->of("root").final_size() : root->size());
}

Outcome Node::time_stamp() {
    if (!is_foremost()) return time_stamps->look();
    auto stamped = final_root();
    if (stamped.size == 0) return {};
    return time_stamps->stamp(stamped.note, now());
}

Outcome Node::follow_access() {
    std::lock_guard lock(following_);
    auto followed = follow_records();
    if (followed)
        not_following_.ends();
    else
        not_following_.begins();
    return followed;
}

Outcome Node::follow_records() {
    // Of other nodes' records nothing is noted here.
    if (shelf) return access_views->catch_up(*access);
    if (access_views->position() < records_before_)
        TRY(access_views->catch_up(*access, records_before_));
    // A record is noted when it is told; asked before the notes are taken, so that none below this is missing.
    auto known = access_records->told();
    std::vector<journal::Index> records;
    {
        std::lock_guard noting(noting_);
        records.swap(to_follow_);
    }
    std::ranges::sort(records);
    auto followed = access_views->apply(*access, records, known);
    if (followed) return {};
    std::lock_guard noting(noting_);
    to_follow_.insert(to_follow_.end(), records.begin(), records.end());
    return followed;
}

void Node::to_follow(journal::Index record) {
    std::lock_guard lock(noting_);
    to_follow_.push_back(record);
}

} // namespace vienreiz::platform
