// What readers of any thread share: some sessions with the database, and the tiles that were read
// last. A tile, once a published head reaches over it, never changes.
#pragma once

#include "postgres/connection.hpp"

#include <condition_variable>
#include <list>
#include <map>
#include <memory>
#include <mutex>

namespace vienreiz::postgres {

class Readers {
public:
    Readers(std::string address, unsigned sessions)
        : address_(std::move(address)), free_(std::max(1U, sessions)) {}

    // Gives what `read` gives on one of the sessions; asks once more when its connection turns out to
    // be lost, as all are after a fail-over.
    template <class Read>
    std::invoke_result_t<Read, Connection&> with(const Read& read) {
        Turn turn(*this);
        for (bool again = false;; again = true) {
            auto fresh = !turn.session;
            if (fresh) turn.session.emplace(TRY(Connection::open(address_)));
            auto out = read(*turn.session);
            if (out) return out;
            // What is still under way on it would hold up the next reader.
            bool lost = turn.session->lost();
            turn.session.reset();
            if (!lost || fresh || again) return out;
        }
    }

private:
    struct Turn {
        explicit Turn(Readers& of) : readers(of) {
            std::unique_lock hold(readers.mutex_);
            readers.one_is_free_.wait(hold, [&] { return readers.free_ > 0; });
            --readers.free_;
            if (readers.idle_.empty()) return;
            session.emplace(std::move(readers.idle_.back()));
            readers.idle_.pop_back();
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() {
            {
                std::lock_guard hold(readers.mutex_);
                ++readers.free_;
                if (session) readers.idle_.push_back(std::move(*session));
            }
            readers.one_is_free_.notify_one();
        }
        Readers& readers;
        std::optional<Connection> session;
    };

    std::string address_;
    std::mutex mutex_;
    std::condition_variable one_is_free_;
    unsigned free_; // how many more may read now
    std::vector<Connection> idle_;
};

// The tiles read last, each as far as it was published.
class TileCache {
public:
    using Tile = std::shared_ptr<const Bytes>;
    // Null when it is not here, or not so wide.
    Tile find(unsigned level, std::uint64_t number, std::size_t bytes) {
        std::lock_guard hold(mutex_);
        auto at = places_.find({level, number});
        if (at == places_.end() || at->second->tile->size() < bytes) return {};
        kept_.splice(kept_.begin(), kept_, at->second);
        return at->second->tile;
    }
    void keep(unsigned level, std::uint64_t number, Tile tile) {
        std::lock_guard hold(mutex_);
        if (auto at = places_.find({level, number}); at != places_.end()) {
            if (at->second->tile->size() < tile->size()) at->second->tile = std::move(tile);
            return;
        }
        kept_.push_front({{level, number}, std::move(tile)});
        places_[{level, number}] = kept_.begin();
        if (kept_.size() <= most) return;
        places_.erase(kept_.back().name);
        kept_.pop_back();
    }

private:
    static constexpr std::size_t most = 1024; // 8 MiB
    using Name = std::pair<unsigned, std::uint64_t>;
    struct Kept {
        Name name;
        Tile tile;
    };
    std::mutex mutex_;
    std::list<Kept> kept_; // the one used last first
    std::map<Name, std::list<Kept>::iterator> places_;
};

} // namespace vienreiz::postgres
