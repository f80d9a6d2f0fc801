// The engine. Four heads are told apart:
//
//   the database's   size, root and epoch in one row; swapped by whoever proposes, if it is still the one the
//                    proposal was made on
//   seen             the newest of those that was read over the present connection, and checked to hold the
//                    one below; it may still be lost, with the server it was read from
//   sure             the newest that is known to be durable, on the standby as well: it was swapped in, or
//                    seen, before a transaction of ours that the standby confirmed
//   published        the same, for readers. Only this one is ever signed
//
// Appending
//
//   1  Connect, if the connection is lost, and see the head.
//   2  Make the batch a proposal on it: pieces, hashes, the tree after it, a random id.
//   3  Propose: one statement swaps the head and lays the pieces, and is answered when the standby has it.
//      taken         that head is sure now: publish it.
//      not taken     another node was first: see its head, and go on with 2.
//      refused       nothing was kept (the disk is full): say so.
//      open          the connection was lost, the time was up, the server warned. Then
//   4  Begin another epoch, which waits for that proposal's end if it is still under way anywhere, and after
//      which it can no longer be taken. See the head, make sure of it, and look whether the proposal stands
//      where it would. If so it was taken; if not, go on with 2.
//
// While no server answers, 1 and 4 are tried again until append()'s time is up. A proposal that is open then
// stays so: the thread that follows settles it as soon as it can, or the next append() does, before all else.
//
// A head that is shorter than the one that is sure, or another tree, or longer and not grown from it, is refused, and
// so is everything from then on.
#include "postgres/postgres.hpp"

#include "base/diagnostics.hpp"
#include "postgres/minimum.hpp"
#include "postgres/pauses.hpp"
#include "postgres/readers.hpp"
#include "postgres/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <poll.h>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>

namespace vienreiz::postgres {
namespace engine {

using journal::Chunk;
using journal::TreeHead;
using SteadyClock = Deadline::clock;

constexpr auto reading = std::chrono::seconds(10); // one look-up
// What the thread that follows may hold up an append, and how often it looks.
constexpr auto following = std::chrono::seconds(1);
// A statement that takes longer may wait for its standby, or for a server that is gone: that is looked into.
constexpr auto stalled = std::chrono::seconds(3);

// No statement is waited for longer without looking whether its server is still there.
Deadline soon(Deadline until) { return std::min(until, SteadyClock::now() + stalled); }

Failure still_open(Failure why) {
    if (why.kind == Kind::unavailable)
        why.what +=
            ". Whether this batch was kept is not known yet; it is found out before anything "
            "else is appended";
    return why;
}

class Engine final : public journal::TreeJournal {
public:
    Engine(PostgresOptions options, Tables tables, Connection connection, Edge edge)
        : TreeJournal(options.identity), options_(std::move(options)), tables_(std::move(tables)),
          wake_(::eventfd(0, EFD_CLOEXEC)), connection_(std::move(connection)),
          readers_(options_.address, options_.readers) {
        check(wake_ >= 0, "an eventfd can be made");
        publish(std::move(edge));
        follower_ = std::thread([this] { follow(); });
    }
    ~Engine() override {
        closing_ = true;
        std::uint64_t one = 1;
        check(::write(wake_, &one, sizeof one) == sizeof one, "an eventfd can be written");
        follower_.join();
        ::close(wake_);
    }
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    Result<Index> append(std::span<const std::string_view> entries) override {
        return append_on({}, entries);
    }
    Result<Index> append_behind(std::uint64_t size,
                                std::span<const std::string_view> entries) override {
        return append_on(size, entries);
    }
    Outcome look() override;
    void when_it_grows(std::function<void()> tell) override {
        std::lock_guard hold(telling_);
        tell_ = std::move(tell);
    }
    [[nodiscard]] Outcome takes_entries() const override {
        std::lock_guard hold(head_mutex_);
        return trouble_ ? Outcome(*trouble_) : Outcome();
    }
    [[nodiscard]] std::uint64_t size() const override { return size_.load(); }
    [[nodiscard]] Index minimum_index() const override { return minimum_.index(); }
    [[nodiscard]] std::string minimum_index_note() const override { return minimum_.note(); }
    Outcome take_minimum(const std::optional<std::string>& note) {
        return minimum_.take(note, signer().key());
    }

protected:
    [[nodiscard]] TreeHead head() const override {
        std::lock_guard hold(head_mutex_);
        return published_;
    }
    Result<Chunk> load(Index from, Index to) const override;
    Result<Bytes> hashes(unsigned level, std::uint64_t from, std::size_t count) const override;
    void shows(const std::string&) const override {}

private:
    // `on`: the only size that the entries may follow, if there is one.
    using On = std::optional<std::uint64_t>;
    Result<Index> append_on(On on, std::span<const std::string_view> entries);
    Result<Index> append_by(On on, std::span<const std::string_view> entries, Deadline until);
    Outcome is_still(On on, Deadline until);
    Outcome connect(Deadline& until);
    Outcome see(Deadline until);
    Outcome see_again_and_again(Deadline until);
    Outcome grow_to(const TreeHead& head);
    Outcome catch_up(Deadline until);
    Result<bool> settle(Deadline until);
    Result<bool> try_to_settle(Deadline until);
    void publish(Edge edge);
    [[nodiscard]] Failure missing_at(Index index) const {
        return {Kind::corrupt, "The entry here is missing from the journal's database",
                tables_.place(index)};
    }
    Failure refuse_from_now_on(Failure why);
    void set_trouble(std::optional<Failure> trouble) {
        std::lock_guard hold(head_mutex_);
        trouble_ = std::move(trouble);
    }
    void follow();
    Outcome follow_once();

    PostgresOptions options_;
    Tables tables_;
    std::atomic<bool> closing_ = false;
    int wake_; // readable then

    // Of whoever has the turn: the appending thread, or the one that follows.
    std::mutex turn_;
    std::optional<Connection> connection_;
    bool current_ = false; // seen_ and epoch_ are the database's head, as far as this node knows
    Edge seen_, sure_;
    std::uint64_t epoch_ = 0;
    std::optional<OpenProposal> open_;
    bool refused_ = false;

    // The readers'.
    mutable std::mutex head_mutex_;
    TreeHead published_;
    std::optional<Failure> trouble_;
    std::atomic<std::uint64_t> size_ = 0;
    Minimum minimum_;
    std::mutex telling_;
    std::function<void()> tell_;
    mutable Readers readers_;
    mutable TileCache tiles_;

    std::thread follower_;
};

// ---- appending -------------------------------------------------------------------------------

Result<Index> Engine::append_on(On on, std::span<const std::string_view> entries) {
    std::lock_guard turn(turn_);
    if (refused_) TRY(takes_entries());
    TRY(journal::is_batch(entries, seen_.size()));
    auto until = SteadyClock::now() + options_.patience;
    if (open_) TRY(settle(until));
    return append_by(on, entries, until);
}

// Kind::conflict when the database's head is another by now: then that one is shown.
Outcome Engine::is_still(On on, Deadline until) {
    if (!on || *on == seen_.size()) return {};
    TRY(catch_up(until));
    return Failure{Kind::conflict, "Another node appended first", tables_.place(*on)};
}

Outcome Engine::look() {
    std::lock_guard turn(turn_);
    if (refused_) TRY(takes_entries());
    auto until = SteadyClock::now() + options_.patience;
    if (open_) TRY(settle(until));
    current_ = false;
    return catch_up(until);
}

Result<Index> Engine::append_by(On on, std::span<const std::string_view> entries, Deadline until) {
    for (bool first_time = true; first_time || SteadyClock::now() < until; first_time = false) {
        TRY(see_again_and_again(until));
        TRY(is_still(on, until));
        TRY(journal::is_batch(entries, seen_.size()));
        auto proposal = make_proposal(entries, seen_, epoch_);
        auto first = proposal.on.size;
        auto taken = tables_.propose(*connection_, proposal, soon(until));
        if (taken && *taken) {
            publish(std::move(proposal.edge));
            return first;
        }
        current_ = false;
        bool not_sent = !taken && !taken.error().open &&
                        (connection_->lost() || connection_->waiting() > Deadline::duration());
        if (taken || not_sent) continue;
        if (!taken.error().open) return taken.error();
        open_ = OpenProposal{first, std::move(proposal.id), entries.size()};
        set_trouble(taken.error());
        auto kept = settle(until);
        if (!kept) return still_open(std::move(kept).error());
        if (*kept) return first;
    }
    return Failure{Kind::unavailable,
                   "Other nodes proposed first each time: the batch was not appended, try again",
                   tables_.place(seen_.size())};
}

// A connection on which something may come of waiting. To make one may take all the time there is; what is to be asked
// then gets some more.
Outcome Engine::connect(Deadline& until) {
    if (connection_ && !connection_->lost()) {
        if (connection_->waiting() < stalled) return {};
        // Whoever takes writes now may not be whom we wait for: a server may hang, or be cut off, and keep its
        // connections. While it is the same, another session would only wait as well.
        auto now = TRY(Connection::open(options_.address));
        until = std::max(until, SteadyClock::now() + following);
        bool known = TRY(connection_->is_known_to(now, until));
        if (known) return {};
        connection_.emplace(std::move(now));
    } else {
        connection_.reset();
        connection_.emplace(TRY(Connection::open(options_.address)));
        until = std::max(until, SteadyClock::now() + following);
    }
    // It may be another server, which may not have had what was seen on the one before.
    seen_ = sure_;
    current_ = false;
    return {};
}

// The database's head.
Outcome Engine::see(Deadline until) {
    TRY(connect(until));
    if (current_) return {};
    auto head = TRY(tables_.head(*connection_, until));
    TRY(grow_to(head.tree));
    epoch_ = head.epoch;
    current_ = true;
    return {};
}

Outcome Engine::see_again_and_again(Deadline until) {
    for (Pauses pauses(until);;) {
        auto seen = see(soon(until));
        if (!seen && seen.error().kind == Kind::corrupt) return refuse_from_now_on(seen.error());
        if (seen || seen.error().kind != Kind::unavailable || !pauses.next()) return seen;
    }
}

// Reads and hashes every entry that is new. However many they are: there is a time limit for each part only, or a node
// that has fallen far behind would begin again and again.
Outcome Engine::grow_to(const TreeHead& head) {
    if (head.size < seen_.size())
        return Failure{Kind::corrupt,
                       "The journal in the database has " + grouped(head.size) +
                           " entries, fewer than the " + grouped(seen_.size()) +
                           " it was shown with: an old copy was put back, or a server took over "
                           "that had not kept up",
                       tables_.place(head.size)};
    auto grown = seen_;
    bool gap = false;
    auto grow = [&](Index first, ByteView leaves, ByteView entries) -> Outcome {
        if (first != grown.size()) gap = true;
        if (gap) return {};
        auto append = [&](std::string_view, const Hash& leaf) { grown.append(leaf); };
        return read_piece(first, leaves, entries, append);
    };
    while (grown.size() < head.size) {
        if (closing_) return Failure{Kind::unavailable, "The journal is being closed"};
        auto before = grown.size();
        TRY(tables_.pieces(*connection_, before, head.size, grow, SteadyClock::now() + reading));
        if (gap || grown.size() == before) return missing_at(grown.size());
    }
    if (grown.size() != head.size || grown.root() != head.root)
        return Failure{Kind::corrupt,
                       "The tree in the journal's database is not the one that was shown, grown by "
                       "its entries",
                       tables_.place(seen_.size())};
    seen_ = std::move(grown);
    return {};
}

// Publishes the database's head, once it is sure.
Outcome Engine::catch_up(Deadline until) {
    TRY(see_again_and_again(until));
    if (seen_.size() == sure_.size()) return {};
    TRY(tables_.make_sure(*connection_, until));
    publish(seen_);
    return {};
}

// Whether the open proposal was taken. While that cannot be found out it stays open.
Result<bool> Engine::settle(Deadline until) {
    for (Pauses pauses(until);;) {
        auto kept = try_to_settle(soon(until));
        if (!kept && kept.error().kind == Kind::corrupt) return refuse_from_now_on(kept.error());
        if (!kept && kept.error().kind == Kind::unavailable && pauses.next()) continue;
        if (!kept) return kept;
        diagnostics::warn("The answer to a batch was lost; now it is known what became of it",
                          {{"journal", origin()},
                           {"first entry", std::to_string(open_->first)},
                           {"entries", std::to_string(open_->entries)},
                           {"kept", *kept ? "yes" : "no"}});
        open_.reset();
        set_trouble({});
        return kept;
    }
}

Result<bool> Engine::try_to_settle(Deadline until) {
    TRY(connect(until));
    TRY(tables_.begin_epoch(*connection_, until));
    current_ = false;
    TRY(see(until));
    // The epoch is sure, and what stood before it; what came since then may not be.
    TRY(tables_.make_sure(*connection_, until));
    auto stands = TRY(tables_.proposal_at(*connection_, open_->first, until));
    publish(seen_);
    return stands && *stands == open_->id;
}

void Engine::publish(Edge edge) {
    sure_ = edge;
    seen_ = std::move(edge);
    {
        std::lock_guard hold(head_mutex_);
        published_ = {sure_.size(), sure_.root()};
        size_.store(sure_.size());
    }
    std::lock_guard hold(telling_);
    if (tell_) tell_();
}

Failure Engine::refuse_from_now_on(Failure why) {
    refused_ = true;
    Failure refusal{Kind::corrupt,
                    "Nothing is appended until the program is started again. " + why.what,
                    why.where};
    diagnostics::error(refusal.what, {{"where", refusal.where}});
    set_trouble(refusal);
    return refusal;
}

// ---- following -------------------------------------------------------------------------------

void Engine::follow() {
    std::optional<Connection> listening;
    bool told_of_trouble = false;
    while (!closing_) {
        auto done = follow_once();
        if (done && listening) {
            auto note = tables_.minimum(*listening, SteadyClock::now() + following);
            if (!note) listening.reset(); // its server may hang
            done = note ? take_minimum(*note) : Outcome(note.error());
        }
        if (!done && !told_of_trouble)
            diagnostics::warn("The journal's database cannot be followed now",
                              {{"journal", origin()}, {"why", done.error().what}});
        if (done && told_of_trouble)
            diagnostics::info("The journal's database is followed again", {{"journal", origin()}});
        told_of_trouble = !done;

        auto until = SteadyClock::now() + following;
        if (!listening || listening->lost()) {
            listening.reset();
            if (auto opened = Connection::open(options_.address))
                if (tables_.listen(*opened, until)) listening.emplace(std::move(*opened));
            if (listening) continue; // what came before it listens is looked for once more
        }
        if (!listening) {
            pollfd on{wake_, POLLIN, 0};
            ::poll(&on, 1, static_cast<int>(std::chrono::milliseconds(following).count()));
            continue;
        }
        // What it says of a head that is published already needs no look.
        while (SteadyClock::now() < until && !closing_) {
            auto told = listening->notified(wake_, until);
            if (!told || !*told || number<std::uint64_t>(**told).value_or(0) > size()) break;
        }
    }
}

Outcome Engine::follow_once() {
    std::unique_lock turn(turn_, std::try_to_lock);
    if (!turn || refused_) return {}; // whoever appends follows as well
    auto until = SteadyClock::now() + following;
    if (open_) {
        TRY(settle(until));
        return {};
    }
    current_ = false;
    return catch_up(until);
}

// ---- reading ---------------------------------------------------------------------------------

// Each entry is compared with its leaf by read_piece: nobody is given a damaged one.
Result<Chunk> Engine::load(Index from, Index to) const {
    Chunk out;
    std::vector<std::size_t> ends;
    auto add = [&](Index first, ByteView leaves, ByteView entries) -> Outcome {
        if (first > from + ends.size()) return {};
        auto index = first;
        return read_piece(first, leaves, entries, [&](std::string_view entry, const Hash&) {
            if (index++ != from + ends.size() || from + ends.size() == to) return;
            out.bytes.insert(out.bytes.end(), entry.begin(), entry.end());
            ends.push_back(out.bytes.size());
        });
    };
    TRY(readers_.with([&](Connection& on) -> Outcome {
        out.bytes.clear();
        ends.clear();
        return tables_.pieces(on, from, to, add, SteadyClock::now() + reading);
    }));
    if (ends.empty()) return missing_at(from);
    std::size_t begin = 0;
    for (auto end : ends) {
        out.entries.push_back(text(ByteView(out.bytes).subspan(begin, end - begin)));
        begin = end;
    }
    return out;
}

// Within one tile: node_from() and tile() ask for no more.
Result<Bytes> Engine::hashes(unsigned level, std::uint64_t from, std::size_t count) const {
    auto number = from / journal::tile_width;
    auto begin = from % journal::tile_width * sizeof(Hash), end = begin + count * sizeof(Hash);
    auto whole = tiles_.find(level, number, end);
    if (!whole) {
        // No further than it is published: what stands behind that may still be lost.
        auto width = journal::width_in(level, number, size());
        whole = std::make_shared<const Bytes>(TRY(readers_.with([&](Connection& on) {
            return tables_.tile(on, level, number, width, SteadyClock::now() + reading);
        })));
        if (whole->size() < end)
            return Failure{Kind::corrupt, "Hashes are missing from the journal's database",
                           fmt::format("{}, level {}, tile {}", origin(), level, number)};
        tiles_.keep(level, number, whole);
    }
    auto at = whole->begin();
    return Bytes(at + static_cast<std::ptrdiff_t>(begin), at + static_cast<std::ptrdiff_t>(end));
}

} // namespace engine

// ---- opening ---------------------------------------------------------------------------------

Result<std::unique_ptr<journal::Journal>> open_postgres(PostgresOptions options) {
    TRY(journal::usable(options.identity));
    auto tables = TRY(Tables::in(options));
    auto connection = TRY(Connection::open(options.address));
    auto until = Deadline::clock::now() + options.patience;
    TRY(tables.join(connection, journal::Signer(options.identity).vkeys(), until));
    auto head = TRY(tables.head(connection, until));
    auto hashes = [&](unsigned level, std::uint64_t from, std::size_t count) -> Result<Bytes> {
        auto first = from % journal::tile_width;
        auto width = static_cast<unsigned>(first + count);
        auto tile = TRY(tables.tile(connection, level, from / journal::tile_width, width, until));
        if (tile.size() < width * sizeof(Hash))
            return Failure{Kind::corrupt, "Hashes are missing from the journal's database",
                           tables.place(from)};
        return Bytes(tile.begin() + static_cast<std::ptrdiff_t>(first * sizeof(Hash)), tile.end());
    };
    auto edge = TRY(journal::edge_from(head.tree.size, hashes));
    if (edge.root() != head.tree.root)
        return Failure{Kind::corrupt,
                       "The hashes in the journal's database do not make the root of its head",
                       tables.place(head.tree.size)};
    TRY(tables.make_sure(connection, until));
    auto note = TRY(tables.minimum(connection, until));
    auto out = std::make_unique<engine::Engine>(std::move(options), std::move(tables),
                                                std::move(connection), std::move(edge));
    TRY(out->take_minimum(note));
    return out;
}

} // namespace vienreiz::postgres
