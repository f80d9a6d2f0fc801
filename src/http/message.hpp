// What a request and a response are, apart from any socket.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vienreiz::http {

enum class Method { get, head, post, put, patch, delete_, options, other };
std::string_view name(Method method); // "GET"; "other" has no name of its own: "?"

struct HeaderView {
    std::string_view name, value;
};

// Views into the connection's buffer: they live until the response is given.
struct Request {
    Method method = Method::get;
    std::string_view path;  // as sent, percent-encoded, without the query
    std::string_view query; // without the '?'
    std::span<const HeaderView> headers;
    std::string_view body; // bodies up to limits::request_body
    // A larger body where the route takes one: a temporary file, removed after the answer.
    std::filesystem::path body_file;
    std::string_view peer; // address of the other end, or of whom a proxy of ours speaks for
    bool tls = false;      // there
    bool admitted = false; // Admit has judged its head before the body was taken

    // Whatever the name's case; empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] std::optional<std::string> cookie(std::string_view name) const;
    // Of the query, decoded.
    [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;
    // Whether the body is a form's fields, as browsers send them.
    [[nodiscard]] bool is_form() const;
    // Kind::invalid when the path, the query or a form's fields are not percent-encoded UTF-8. Asked
    // before any route sees the request: what cannot be read must neither come back raw in an
    // answer nor count as if it were not there.
    [[nodiscard]] Outcome readable() const;
};

// A part of a file, sent without being read into memory.
struct FileBody {
    std::filesystem::path path;
    std::uint64_t offset = 0, length = 0; // length 0: to the end of the file
    std::shared_ptr<const void> held{};   // until all of it has left
};

// A body made piece by piece, on the connection's thread: append to `out`; say whether more comes.
// A failure cuts the connection (the head has left already). `quiet` asks to be called again after
// a while: for event streams.
enum class More { yes, done, quiet };
using StreamBody = std::move_only_function<Result<More>(std::string& out)>;

// Header fields, kept as they will be sent: "Name: value\r\n" one after another. So they cost one
// allocation, however many they are.
class Fields {
public:
    // Once more the same name: one more field of that name.
    void set(std::string_view name, std::string_view value);
    [[nodiscard]] std::string_view operator[](std::string_view name) const; // the first; "" if none
    // Calls each(name, value) for every field, in the order they were set.
    template <class Each>
    void each(Each&& each) const {
        for (std::string_view rest = text_; !rest.empty();) {
            auto [name, value] = take_field(rest);
            each(name, value);
        }
    }
    [[nodiscard]] std::string_view text() const { return text_; }
    // False once a control character was set: with a line break in it, the author of a value would
    // write the rest of the message.
    [[nodiscard]] bool safe() const { return safe_; }

private:
    static HeaderView take_field(std::string_view& rest); // `rest` begins behind it then
    std::string text_;
    bool safe_ = true;
};

// Whether a body of text may be had in parts (RFC 9110 §14), as a file's always may. What is on record as
// a whole is given as a whole.
enum class Ranges : std::uint8_t { ignored, taken };

struct Response {
    int status = 200;
    // Content-Length, Date and the security headers are the server's.
    Fields headers;
    std::variant<std::string, FileBody, StreamBody> body;
    Ranges ranges = Ranges::ignored;

    void set(std::string_view name, std::string_view value) { headers.set(name, value); }
};

// Gives the response to one request, exactly once, from any thread. Dropping it unanswered sends a
// 500. An answer given inside the handler leaves at once; one from elsewhere goes through the
// loop's inbox. A connection that has gone by then swallows its answer silently.
class Responder {
public:
    // respond() is the last call to a target: a connection may be gone the moment it returns.
    struct Target {
        virtual ~Target() = default;
        virtual void respond(Response&& response) = 0;
    };
    explicit Responder(std::unique_ptr<Target> target) : target_(target.release()), owned_(true) {}
    // The server's: it lives until it is answered.
    explicit Responder(Target& lasting) : target_(&lasting) {}
    Responder(Responder&& other) noexcept
        : target_(std::exchange(other.target_, nullptr)), owned_(other.owned_) {}
    Responder& operator=(Responder&& other) noexcept;
    ~Responder() { drop(); }
    void operator()(Response response);

private:
    void give(Response&& response);
    void drop();
    Target* target_ = nullptr;
    bool owned_ = false;
};

// Called on the connection's thread; must not block. It answers at once, or keeps the responder and
// answers later.
using Handler = std::function<void(const Request&, Responder)>;
// Called on the connection's thread when the head has arrived and its body is still to come: how
// large a body is taken (more than limits::request_body goes to a file), or the answer to give
// now, the body unread.
using Admit = std::function<std::expected<std::size_t, Response>(const Request&)>;

// RFC 9457, application/problem+json: type ("/problems/<kind>"), title, status, detail; and the
// failure's place: "pointer" when it is a JSON pointer, otherwise "place". With others behind it
// (Failure::also) "errors" has them all, each with its detail and place. Besides, the fields a 401, a
// 429 or a 503 carries; Kind::too_many says in `where` after how many seconds to come back.
Response problem(const Failure& failure);
// For what HTTP itself refuses and no Kind names: 405, 408, 414, 431…
Response problem(int status, std::string_view detail);
int status_of(Kind kind);
std::string_view reason(int status); // "Not Found"; empty for a status nobody registered

} // namespace vienreiz::http
