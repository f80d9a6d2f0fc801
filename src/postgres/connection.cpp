#include "postgres/connection.hpp"

#include <algorithm>
#include <cstring>
#include <libpq-fe.h>
#include <poll.h>
#include <set>

namespace vienreiz::postgres {
namespace connection {

using Received = std::unique_ptr<PGresult, decltype(&PQclear)>;
using Step = std::expected<void, Trouble>;

constexpr int binary = 1;
constexpr int oldest_server = 150'000;
constexpr std::uint32_t bigint_type = 20, bytea_type = 17; // pg_type.oid

// The kernel notices a machine that has gone within ten seconds or so, also while a commit waits.
constexpr const char* keywords_before[] = {"connect_timeout",     "keepalives_idle",
                                           "keepalives_interval", "keepalives_count",
                                           "tcp_user_timeout",    "fallback_application_name"};
constexpr const char* values_before[] = {"3", "3", "2", "3", "10000", "vienreiz"};

// A role or a database may have other defaults. With a time limit, the server would cancel a commit that waits for its
// standby. The last lets the server notice that we have gone while a statement of ours waits for a lock.
constexpr std::string_view settings = R"(
    SET client_min_messages = warning;
    SET statement_timeout = 0;
    SET lock_timeout = 0;
    SET default_transaction_isolation = 'read committed';
    SET client_connection_check_interval = '1s';
    SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')
        WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),
        pid || ' since ' || extract(epoch FROM backend_start) FROM pg_stat_activity WHERE pid = pg_backend_pid())";

void add_number(Bytes& out, std::uint64_t value, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(value >> shift & 0xff));
}

// An array of one dimension, as array_recv reads it.
Bytes array_head(std::size_t count, std::uint32_t type) {
    Bytes out;
    add_number(out, 1, 4); // dimensions
    add_number(out, 0, 4); // no nulls
    add_number(out, type, 4);
    add_number(out, count, 4);
    add_number(out, 1, 4); // the first has this index
    return out;
}

std::string one_line(std::string_view message) {
    return replace_all(replace_all(trim(message), "\n\t", " "), "\n", " ");
}

bool is_damage(std::string_view sqlstate) { return sqlstate == "XX001" || sqlstate == "XX002"; }

Kind kind_of(std::string_view sqlstate) { // PostgreSQL, Appendix A
    if (is_damage(sqlstate)) return Kind::corrupt;
    if (sqlstate == "42501") return Kind::forbidden;
    return Kind::unavailable;
}

std::string_view sentence_for(std::string_view sqlstate) {
    if (sqlstate.starts_with("53")) return "The database has no room for it: ";
    if (sqlstate == "25006") return "The database takes no changes now: ";
    if (sqlstate == "42501") return "The database does not allow it to the journal's role: ";
    if (is_damage(sqlstate)) return "The database found damage in what it holds: ";
    return "The database refused a statement: ";
}

// 0: no time left.
int milliseconds_until(Deadline until) {
    auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Deadline::clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

} // namespace connection

// ---- values ----------------------------------------------------------------------------------

Parameters& Parameters::add(Bytes value) {
    values_.push_back(std::move(value));
    return *this;
}
Parameters& Parameters::bigint(std::uint64_t value) {
    Bytes out;
    connection::add_number(out, value, 8);
    return add(std::move(out));
}
Parameters& Parameters::bytea(ByteView value) { return add({value.begin(), value.end()}); }
Parameters& Parameters::text(std::string_view value) { return bytea(bytes(value)); }

Parameters& Parameters::bigints(std::span<const std::uint64_t> values) {
    auto out = connection::array_head(values.size(), connection::bigint_type);
    for (auto value : values) {
        connection::add_number(out, 8, 4);
        connection::add_number(out, value, 8);
    }
    return add(std::move(out));
}

Parameters& Parameters::byteas(std::span<const ByteView> values) {
    auto out = connection::array_head(values.size(), connection::bytea_type);
    std::size_t total = out.size();
    for (auto value : values) total += 4 + value.size();
    out.reserve(total);
    for (auto value : values) {
        connection::add_number(out, value.size(), 4);
        out.insert(out.end(), value.begin(), value.end());
    }
    return add(std::move(out));
}

Rows::Rows(pg_result* result) : result_(result, &PQclear) {}
std::size_t Rows::count() const { return static_cast<std::size_t>(PQntuples(result_.get())); }
ByteView Rows::bytea(std::size_t row, int column) const {
    auto at = static_cast<int>(row);
    return bytes({PQgetvalue(result_.get(), at, column),
                  static_cast<std::size_t>(PQgetlength(result_.get(), at, column))});
}
std::string_view Rows::text(std::size_t row, int column) const {
    return vienreiz::text(bytea(row, column));
}
std::uint64_t Rows::number(std::size_t row, int column) const {
    std::uint64_t out = 0;
    for (auto byte : bytea(row, column)) out = out << 8U | byte;
    return out;
}
Hash Rows::hash(std::size_t row, int column) const {
    Hash out{};
    auto value = bytea(row, column);
    if (value.size() == out.size()) std::ranges::copy(value, out.begin());
    return out;
}

// ---- a session -------------------------------------------------------------------------------

struct Connection::State {
    enum class Came { whole, late, lost };

    PGconn* session = nullptr;
    std::set<std::string> prepared;
    std::string preparing; // what is under way, perhaps for longer than it was waited for
    std::string name;      // of the session, at its server
    std::optional<Deadline>
        under_way;       // since when there is a statement whose answer has not come whole
    std::string warning; // that came with it

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { PQfinish(session); }

    [[nodiscard]] bool lost() const { return PQstatus(session) != CONNECTION_OK; }
    [[nodiscard]] std::string place() const {
        auto part = [](const char* text) { return std::string(text ? text : ""); };
        return "PostgreSQL at " + part(PQhost(session)) + ":" + part(PQport(session)) +
               ", database " + part(PQdb(session));
    }
    [[nodiscard]] std::string without_password(std::string_view message) const {
        const char* password = PQpass(session);
        auto out = connection::one_line(message);
        return password && *password ? replace_all(out, password, "(the password)") : out;
    }
    [[nodiscard]] Failure gone() const {
        return {Kind::unavailable,
                "The connection to the journal's database was lost: " +
                    without_password(PQerrorMessage(session)),
                place()};
    }
    [[nodiscard]] Failure late() const {
        return {Kind::unavailable,
                "The journal's database has not answered in time. Where it demands a synchronous "
                "standby, see whether that one is there",
                place()};
    }
    [[nodiscard]] Failure refused(const PGresult* result) const {
        const char* found = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        std::string_view sqlstate = found ? found : "";
        return {connection::kind_of(sqlstate),
                std::string(connection::sentence_for(sqlstate)) +
                    without_password(PQresultErrorMessage(result)),
                place()};
    }
    Came await(Deadline until, connection::Received& last);
    Answer answer(Deadline until);
    connection::Step clear(Deadline until);
    connection::Step prepare(const Statement& statement, Deadline until);
    connection::Step send(const Statement& statement, const Parameters& parameters, Deadline until);
    [[nodiscard]] bool wait(Deadline until, bool to_write) const;
};

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;
bool Connection::lost() const { return state_->lost(); }

Result<Connection> Connection::open(const std::string& address) {
    // Its own sentence would quote what it could not read, which may be the password.
    std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
        PQconninfoParse(address.c_str(), nullptr), &PQconninfoFree);
    if (!parsed)
        return Failure{Kind::invalid,
                       "This is no connection string of PostgreSQL (it is not shown, for it may "
                       "hold a password): write host=… port=… dbname=… user=…, or postgresql://…"};
    std::vector<const char*> keywords(std::begin(connection::keywords_before),
                                      std::end(connection::keywords_before));
    std::vector<const char*> values(std::begin(connection::values_before),
                                    std::end(connection::values_before));
    auto add = [&](const char* keyword, const char* value) {
        keywords.push_back(keyword);
        values.push_back(value);
    };
    add("dbname", address.c_str()); // expanded, and before what stands behind it
    add("target_session_attrs", "read-write");
    add("client_encoding", "UTF8");
    add(nullptr, nullptr);

    auto state = std::make_unique<State>();
    state->session = PQconnectdbParams(keywords.data(), values.data(), 1);
    check(state->session != nullptr, "there is memory for a connection");
    if (state->lost())
        return Failure{Kind::unavailable,
                       "No database that takes writes can be used for the journal: " +
                           state->without_password(PQerrorMessage(state->session)),
                       state->place()};
    if (PQserverVersion(state->session) < connection::oldest_server)
        return Failure{Kind::unavailable, "The journal needs PostgreSQL 15 or later",
                       state->place()};
    PQsetnonblocking(state->session, 1);
    auto receive = [](void* to, const PGresult* notice) {
        // Whatever it says, in whichever language: none of our statements gives cause for a warning.
        const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
        if (severity && std::strcmp(severity, "WARNING") == 0)
            static_cast<State*>(to)->warning = connection::one_line(PQresultErrorMessage(notice));
    };
    PQsetNoticeReceiver(state->session, receive, state.get());
    Connection out(std::move(state));
    auto until = Deadline::clock::now() + std::chrono::seconds(5);
    auto set = TRY(out.run(std::string(connection::settings), until));
    out.state_->name = set.text(0, 1);
    return out;
}

bool Connection::State::wait(Deadline until, bool to_write) const {
    pollfd on{PQsocket(session), static_cast<short>(to_write ? POLLIN | POLLOUT : POLLIN), 0};
    int ready = 0;
    do ready = ::poll(&on, 1, connection::milliseconds_until(until));
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

// Until the server waits for the next statement. `last` is the answer, or the error if there was one.
Connection::State::Came Connection::State::await(Deadline until, connection::Received& last) {
    for (;;) {
        auto unsent = PQflush(session);
        if (unsent < 0) return Came::lost;
        if (!PQisBusy(session)) {
            connection::Received next(PQgetResult(session), &PQclear);
            if (!next) {
                under_way.reset();
                if (last && PQresultStatus(last.get()) == PGRES_COMMAND_OK && !preparing.empty())
                    prepared.insert(preparing);
                preparing.clear();
                return lost() ? Came::lost : Came::whole;
            }
            if (!last || PQresultStatus(last.get()) != PGRES_FATAL_ERROR) last = std::move(next);
            continue;
        }
        if (!wait(until, unsent > 0)) return Came::late;
        PQconsumeInput(session); // where that fails, PQgetResult gives the reason
    }
}

Answer Connection::State::answer(Deadline until) {
    connection::Received last(nullptr, &PQclear);
    switch (await(until, last)) {
    case Came::late:
        return std::unexpected(Trouble{late(), true});
    case Came::lost:
        return std::unexpected(Trouble{gone(), true});
    case Came::whole:
        break;
    }
    auto status = last ? PQresultStatus(last.get()) : PGRES_EMPTY_QUERY;
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        return std::unexpected(Trouble{refused(last.get()), false});
    if (!warning.empty())
        return std::unexpected(
            Trouble{{Kind::unavailable,
                     "The journal's database warned: " + without_password(warning), place()},
                    true});
    return Rows(last.release());
}

// What was under way ends first. Trouble here is never that of the next statement, which was not sent.
connection::Step Connection::State::clear(Deadline until) {
    // A session that was ended is noticed before something is sent over it, which would then be open.
    for (auto now = Deadline::clock::now(); !lost() && wait(now, false);)
        if (!PQconsumeInput(session) || PQisBusy(session)) break;
    if (lost()) return std::unexpected(Trouble{gone(), false});
    if (under_way) {
        connection::Received last(nullptr, &PQclear);
        auto came = await(until, last);
        if (came == Came::late) return std::unexpected(Trouble{late(), false});
        if (came == Came::lost) return std::unexpected(Trouble{gone(), false});
    }
    warning.clear();
    return {};
}

connection::Step Connection::State::prepare(const Statement& statement, Deadline until) {
    if (prepared.contains(statement.name)) return {};
    if (!PQsendPrepare(session, statement.name.c_str(), statement.text.c_str(), 0, nullptr))
        return std::unexpected(Trouble{gone(), false});
    under_way = Deadline::clock::now();
    preparing = statement.name;
    if (auto done = answer(until); !done) return std::unexpected(Trouble{done.error(), false});
    return {};
}

connection::Step Connection::State::send(const Statement& statement, const Parameters& parameters,
                                         Deadline until) {
    if (auto clear_now = clear(until); !clear_now) return clear_now;
    if (auto known = prepare(statement, until); !known) return known;
    std::vector<const char*> values;
    std::vector<int> lengths, formats;
    for (const auto& value : parameters.values_) {
        values.push_back(value.empty() ? "" : vienreiz::text(value).data()); // not null
        lengths.push_back(static_cast<int>(value.size()));
        formats.push_back(connection::binary);
    }
    under_way = Deadline::clock::now();
    if (!PQsendQueryPrepared(session, statement.name.c_str(), static_cast<int>(values.size()),
                             values.data(), lengths.data(), formats.data(), connection::binary))
        return std::unexpected(Trouble{gone(), true});
    return {};
}

Deadline::duration Connection::waiting() const {
    return state_->under_way ? Deadline::clock::now() - *state_->under_way : Deadline::duration();
}

Result<bool> Connection::is_known_to(Connection& of, Deadline until) const {
    auto found = TRY(of.run(
        {"is known", "SELECT count(*) FROM pg_stat_activity "
                     "WHERE pid || ' since ' || extract(epoch FROM backend_start) = $1::text"},
        Parameters().text(state_->name), until));
    return found.number(0, 0) == 1;
}

Answer Connection::run(const Statement& statement, const Parameters& parameters, Deadline until) {
    if (auto sent = state_->send(statement, parameters, until); !sent)
        return std::unexpected(sent.error());
    return state_->answer(until);
}

Answer Connection::run(const std::string& statements, Deadline until) {
    if (auto clear = state_->clear(until); !clear) return std::unexpected(clear.error());
    state_->under_way = Deadline::clock::now();
    if (!PQsendQuery(state_->session, statements.c_str()))
        return std::unexpected(Trouble{state_->gone(), true});
    return state_->answer(until);
}

Result<std::optional<std::string>> Connection::notified(int wake, Deadline until) {
    if (!PQconsumeInput(state_->session) || lost()) return state_->gone();
    for (std::optional<std::string> newest;;) {
        while (auto* one = PQnotifies(state_->session)) {
            newest = one->extra;
            PQfreemem(one);
        }
        if (newest) return newest;
        pollfd on[] = {{PQsocket(state_->session), POLLIN, 0}, {wake, POLLIN, 0}};
        auto ready = ::poll(on, 2, connection::milliseconds_until(until));
        if (ready <= 0 || on[1].revents != 0) return newest;
        if (!PQconsumeInput(state_->session) || lost()) return state_->gone();
    }
}

} // namespace vienreiz::postgres
