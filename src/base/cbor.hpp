// CBOR (RFC 8949), written in one way only: the core deterministic encoding of §4.2.1, so that the
// same value always has the same bytes and the same hash.
//
//   auto bytes = cbor::encode(cbor::Map{{1, -7}, {"kid", "k1"}});
//   auto value = TRY(cbor::decode(bytes));
//   if (const auto* map = value.as<cbor::Map>()) use(map->find("kid"));
//
// A tag is kept as it came: bignums (tags 2 and 3), dates and encoded CBOR are the caller's to
// read.
#pragma once

#include "base/text.hpp"

#include <initializer_list>
#include <memory>
#include <utility>
#include <variant>

namespace vienreiz::cbor {

struct Value;
struct Member; // Value key, Value value

using Array = std::vector<Value>;

// The number -1 - below: CBOR's negative integers reach beyond those of 64 bits with a sign.
struct Negative {
    std::uint64_t below;
    bool operator==(const Negative&) const = default;
};

// Members in the bytewise order of their encoded keys, each key once.
class Map {
public:
    Map();
    Map(const Map&);
    Map(Map&&) noexcept;
    Map& operator=(const Map&);
    Map& operator=(Map&&) noexcept;
    ~Map();                                             // these six where Member is complete
    Map(std::initializer_list<Member> members);         // checks that no key stands twice
    static Result<Map> of(std::vector<Member> members); // in any order

    [[nodiscard]] const Value* find(const Value& key) const; // or nullptr
    [[nodiscard]] const std::vector<Member>& members() const { return members_; }
    [[nodiscard]] std::size_t size() const;
    bool operator==(const Map& other) const;

private:
    std::vector<Member> members_;
};

struct Tagged {
    std::uint64_t number;
    std::shared_ptr<const Value> content; // never null
    bool operator==(const Tagged& other) const;
};

// 20 to 23 are false, true, null and undefined; 24 to 31 do not exist.
struct Simple {
    std::uint8_t number;
    bool operator==(const Simple&) const = default;
};
inline constexpr Simple null{22}, undefined{23};

// Compared by its bits: 0 is not -0, and not-a-number (of which there is one) equals itself.
struct Float {
    explicit Float(double number);
    double number;
    bool operator==(const Float& other) const;
};

struct Value {
    using Content = std::variant<std::uint64_t, Negative, Bytes, std::string, Array, Map, Tagged,
                                 Simple, Float>;
    Content content;

    template <class T>
        requires(std::integral<T> && !std::same_as<T, bool>)
    Value(T number) {
        if (std::cmp_less(number, 0))
            content = Negative{~static_cast<std::uint64_t>(number)};
        else
            content = static_cast<std::uint64_t>(number);
    }
    template <std::same_as<bool> T>
    Value(T truth) : content(Simple{truth ? std::uint8_t{21} : std::uint8_t{20}}) {}
    Value(double number) : content(Float(number)) {}
    Value(const char* text) : content(std::string(text)) {}
    Value(std::string_view text) : content(std::string(text)) {}
    Value(std::string text) : content(std::move(text)) {}
    Value(Bytes bytes) : content(std::move(bytes)) {}
    Value(Array items) : content(std::move(items)) {}
    Value(Map map) : content(std::move(map)) {}
    Value(Negative number) : content(number) {}
    Value(Simple simple) : content(simple) {}
    Value(Float number) : content(number) {}

    template <class T>
    [[nodiscard]] const T* as() const {
        return std::get_if<T>(&content);
    }
    // The integer, where 64 bits with a sign hold it.
    [[nodiscard]] std::optional<std::int64_t> integer() const;
    bool operator==(const Value& other) const;
};

struct Member {
    Value key;
    Value value;
    bool operator==(const Member&) const = default;
};

Value tagged(std::uint64_t number, Value content);

// Text must be UTF-8: that is checked.
Bytes encode(const Value& value);

// What a reader takes: only the bytes `encode` would have written, or whatever is well-formed
// (§5.3.1), valid text and without a key twice. Mobile documents hold maps in other orders.
enum class Form { deterministic, any };

// At most limits::cbor_depth arrays, maps and tags within each other. Memory grows with the bytes
// that are there, never with a length that is only claimed. `where` of a failure: "byte 12".
Result<Value> decode(ByteView bytes, Form form = Form::deterministic);
// The first item, taken off the front of `bytes` (a CBOR sequence, RFC 8742).
Result<Value> decode_first(ByteView& bytes, Form form = Form::deterministic);

} // namespace vienreiz::cbor
