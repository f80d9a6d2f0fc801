// An item is a head and what follows it (RFC 8949 §3). The head's first byte is the major type
// (three bits) and the additional information (five): the argument itself up to 23, or how many
// bytes of argument follow (24: 1, 25: 2, 26: 4, 27: 8), or 31 for an indefinite length.
//
//   0  unsigned: the argument             4  array: that many items
//   1  negative: -1 - argument            5  map: that many pairs of items
//   2  bytes: that many bytes             6  tag: number, one item follows
//   3  text: that many bytes of UTF-8     7  simple value, float (25, 26, 27), break (31)
//
// The deterministic form (§4.2.1): the shortest argument, the shortest float that keeps the value,
// lengths definite, the keys of a map in the bytewise order of their encodings.
#include "base/cbor.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace vienreiz::cbor {

namespace {

enum Major : std::uint8_t { unsigned_, negative_, bytes_, text_, array_, map_, tag_, other_ };

void put_big_endian(Bytes& out, std::uint64_t number, unsigned width) {
    for (unsigned shift = width * 8; shift > 0;)
        out.push_back(static_cast<std::uint8_t>(number >> (shift -= 8)));
}

void put_head(Bytes& out, Major major, std::uint64_t argument) {
    auto first = [&](std::uint64_t information) {
        out.push_back(static_cast<std::uint8_t>(std::uint64_t{major} << 5 | information));
    };
    if (argument < 24) return first(argument);
    unsigned power = argument <= 0xff          ? 0
                     : argument <= 0xffff      ? 1
                     : argument <= 0xffff'ffff ? 2
                                               : 3;
    first(24 + power);
    put_big_endian(out, argument, 1U << power);
}

// IEEE 754 half precision, where it holds the number exactly: 1 bit of sign, 5 of exponent with a
// bias of 15, 10 of fraction. Below 2^-14 there is no hidden one: the unit is 2^-24.
std::optional<std::uint16_t> half_from(double number) {
    if (std::isnan(number)) return std::uint16_t{0x7e00};
    unsigned sign = std::signbit(number) ? 0x8000 : 0;
    double size = std::abs(number);
    auto joined = [&](unsigned exponent, double fraction) -> std::optional<std::uint16_t> {
        if (fraction != std::floor(fraction)) return {};
        return static_cast<std::uint16_t>(sign | exponent << 10 | static_cast<unsigned>(fraction));
    };
    if (std::isinf(size)) return joined(31, 0);
    if (size < 0x1p-14) return joined(0, size * 0x1p24);
    if (size >= 0x1p16) return {};
    int exponent = 0;
    double significand = std::frexp(size, &exponent); // from 0.5 to 1
    return joined(static_cast<unsigned>(exponent + 14), significand * 0x1p11 - 0x1p10);
}

double from_half(std::uint64_t half) {
    auto exponent = static_cast<int>(half >> 10 & 31);
    auto fraction = static_cast<double>(half & 0x3ff);
    double size = exponent == 0 ? fraction * 0x1p-24 : std::ldexp(fraction + 1024, exponent - 25);
    if (exponent == 31)
        size = fraction == 0 ? std::numeric_limits<double>::infinity()
                             : std::numeric_limits<double>::quiet_NaN();
    return (half & 0x8000) != 0 ? -size : size;
}

void put_float(Bytes& out, double number) {
    if (auto half = half_from(number)) {
        out.push_back(other_ << 5 | 25);
        return put_big_endian(out, *half, 2);
    }
    bool narrow = std::abs(number) <= static_cast<double>(std::numeric_limits<float>::max()) &&
                  static_cast<double>(static_cast<float>(number)) == number;
    out.push_back(narrow ? other_ << 5 | 26 : other_ << 5 | 27);
    if (narrow)
        put_big_endian(out, std::bit_cast<std::uint32_t>(static_cast<float>(number)), 4);
    else
        put_big_endian(out, std::bit_cast<std::uint64_t>(number), 8);
}

struct Encoder {
    Bytes& out;

    void string(Major major, ByteView data) const {
        put_head(out, major, data.size());
        out.insert(out.end(), data.begin(), data.end());
    }
    void item(const Value& value) const { std::visit(*this, value.content); }

    void operator()(std::uint64_t number) const { put_head(out, unsigned_, number); }
    void operator()(Negative number) const { put_head(out, negative_, number.below); }
    void operator()(const Bytes& data) const { string(bytes_, data); }
    void operator()(const std::string& text) const {
        check(is_utf8(text), "CBOR text is UTF-8");
        string(text_, bytes(text));
    }
    void operator()(const Array& items) const {
        put_head(out, array_, items.size());
        for (const auto& element : items) item(element);
    }
    void operator()(const Map& map) const {
        put_head(out, map_, map.size());
        for (const auto& member : map.members()) item(member.key), item(member.value);
    }
    void operator()(const Tagged& tag) const {
        put_head(out, tag_, tag.number);
        item(*tag.content);
    }
    void operator()(Simple simple) const {
        check(simple.number < 24 || simple.number > 31, "there are no simple values 24 to 31");
        put_head(out, other_, simple.number);
    }
    void operator()(Float number) const { put_float(out, number.number); }
};

struct Head {
    std::size_t at; // of its first byte
    Major major;
    unsigned information;
    std::uint64_t argument = 0;

    [[nodiscard]] bool indefinite() const { return information == 31; }
};

class Decoder {
public:
    Decoder(ByteView in, Form form) : in_(in), strict_(form == Form::deterministic) {}

    Result<Value> item(std::size_t depth = 0) {
        auto head = TRY(next_head());
        if (head.major >= array_ && head.major <= tag_ && depth == limits::cbor_depth)
            return fail(head.at, fmt::format("This is nested deeper than {}", limits::cbor_depth));
        switch (head.major) {
        case unsigned_:
            return Value(head.argument);
        case negative_:
            return Value(Negative{head.argument});
        case bytes_:
            return Value(TRY(string(head)));
        case text_:
            return Value(std::string(text(TRY(string(head)))));
        case array_:
            return array(head, depth + 1);
        case map_:
            return map(head, depth + 1);
        case tag_:
            return tagged(head.argument, TRY(item(depth + 1)));
        case other_:
            break;
        }
        return simple_or_float(head);
    }

    [[nodiscard]] std::size_t at() const { return at_; }

private:
    static Failure fail(std::size_t at, std::string sentence) {
        return {Kind::invalid, std::move(sentence), fmt::format("byte {}", at)};
    }
    [[nodiscard]] std::size_t left() const { return in_.size() - at_; }

    Result<std::uint64_t> big_endian(std::size_t width) {
        if (left() < width) return fail(in_.size(), "This CBOR is cut off");
        std::uint64_t number = 0;
        for (auto end = at_ + width; at_ < end; ++at_) number = number << 8 | in_[at_];
        return number;
    }

    Result<Head> next_head() {
        if (left() == 0) return fail(at_, "This CBOR is cut off");
        auto first = in_[at_];
        Head head{at_++, static_cast<Major>(first >> 5), first & 31U};
        head.argument = head.information;
        if (head.information < 24) return head;
        if (head.information <= 27) {
            auto power = head.information - 24;
            head.argument = TRY(big_endian(std::size_t{1} << power));
            // 1 byte holds from 24, 2 from 2^8, 4 from 2^16, 8 from 2^32. Floats are looked at
            // later.
            std::uint64_t least = power == 0 ? 24 : std::uint64_t{1} << (4 << power);
            if (strict_ && head.major != other_ && head.argument < least)
                return fail(head.at, "A number or length is not written in its shortest form");
            return head;
        }
        bool may_be_open = head.major >= bytes_ && head.major <= map_;
        if (!head.indefinite() || !may_be_open)
            return fail(head.at, fmt::format("No item begins with the byte {:02x}", first));
        if (strict_) return fail(head.at, "An indefinite length is not taken here");
        return head;
    }

    bool at_break() {
        if (left() == 0 || in_[at_] != 0xff) return false;
        ++at_;
        return true;
    }

    Result<ByteView> piece(const Head& head) {
        if (head.argument > left()) return fail(head.at, "This text or byte string is cut off");
        auto data = in_.subspan(at_, static_cast<std::size_t>(head.argument));
        at_ += data.size();
        if (head.major == text_)
            if (auto bad = invalid_utf8_at(text(data)))
                return fail(at_ - data.size() + *bad, "Text in CBOR is UTF-8; this is not");
        return data;
    }

    Result<Bytes> string(const Head& head) {
        Bytes out;
        auto append = [&](ByteView data) { out.insert(out.end(), data.begin(), data.end()); };
        if (!head.indefinite()) {
            append(TRY(piece(head)));
            return out;
        }
        while (!at_break()) { // §3.2.3: pieces of the same major type, of definite length
            auto inner = TRY(next_head());
            if (inner.major != head.major || inner.indefinite())
                return fail(inner.at, "A string in pieces holds another kind of item");
            append(TRY(piece(inner)));
        }
        return out;
    }

    // True while another item of an array or a map follows, of which `done` are read.
    bool more(const Head& head, std::uint64_t done) {
        return head.indefinite() ? !at_break() : done < head.argument;
    }

    // Every item has a byte at least, so a length beyond what is left fails before any is read.
    Outcome check_length(const Head& head, std::size_t bytes_each) {
        if (!head.indefinite() && head.argument > left() / bytes_each)
            return fail(head.at, "This array or map is cut off");
        return {};
    }

    Result<Value> array(const Head& head, std::size_t depth) {
        TRY(check_length(head, 1));
        Array out;
        while (more(head, out.size())) out.push_back(TRY(item(depth)));
        return Value(std::move(out));
    }

    Result<Value> map(const Head& head, std::size_t depth) {
        TRY(check_length(head, 2));
        std::vector<Member> members;
        ByteView last_key;
        while (more(head, members.size())) {
            auto key_at = at_;
            auto key = TRY(item(depth));
            auto written = in_.subspan(key_at, at_ - key_at);
            if (strict_ && !members.empty() &&
                !std::ranges::lexicographical_compare(last_key, written))
                return fail(key_at, "A key of a map stands twice or out of order");
            last_key = written;
            auto value = TRY(item(depth));
            members.push_back({std::move(key), std::move(value)});
        }
        auto out = Map::of(std::move(members));
        if (!out) return within(std::move(out).error(), fmt::format("byte {}", head.at));
        return Value(std::move(*out));
    }

    Result<Value> simple_or_float(const Head& head) {

        if (head.information < 24) return Value(Simple{static_cast<std::uint8_t>(head.argument)});
        if (head.information ==
            24) { // §3.3: below 32 one byte is enough, and 24 to 31 do not exist
            if (head.argument < 32) return fail(head.at, "There is no such simple value");
            return Value(Simple{static_cast<std::uint8_t>(head.argument)});
        }
        Float number(head.information == 25   ? from_half(head.argument)
                     : head.information == 26 ? static_cast<double>(std::bit_cast<float>(
                                                    static_cast<std::uint32_t>(head.argument)))
                                              : std::bit_cast<double>(head.argument));
        if (strict_) {
            Bytes shortest;
            put_float(shortest, number.number);
            if (!std::ranges::equal(shortest, in_.subspan(head.at, at_ - head.at)))
                return fail(head.at, "A float is not written in its shortest form");
        }
        return Value(number);
    }

    ByteView in_;
    bool strict_;
    std::size_t at_ = 0;
};

} // namespace

Float::Float(double value)
    : number(std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value) {}

bool Float::operator==(const Float& other) const {
    return std::bit_cast<std::uint64_t>(number) == std::bit_cast<std::uint64_t>(other.number);
}

bool Tagged::operator==(const Tagged& other) const {
    return number == other.number && *content == *other.content;
}

bool Value::operator==(const Value& other) const { return content == other.content; }

std::optional<std::int64_t> Value::integer() const {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (const auto* number = as<std::uint64_t>(); number && *number <= most)
        return static_cast<std::int64_t>(*number);
    if (const auto* number = as<Negative>(); number && number->below <= most)
        return -1 - static_cast<std::int64_t>(number->below);
    return {};
}

Map::Map() = default;
Map::Map(const Map&) = default;
Map::Map(Map&&) noexcept = default;
Map& Map::operator=(const Map&) = default;
Map& Map::operator=(Map&&) noexcept = default;
Map::~Map() = default;

Map::Map(std::initializer_list<Member> members) {
    auto sorted = of(members);
    check(sorted.has_value(), "each key of a map stands once");
    members_ = std::move(sorted->members_);
}

Result<Map> Map::of(std::vector<Member> members) {
    std::vector<std::pair<Bytes, Member>> keyed;
    keyed.reserve(members.size());
    for (auto& member : members) {
        auto key = encode(member.key);
        keyed.emplace_back(std::move(key), std::move(member));
    }
    auto key = [](const auto& entry) -> const Bytes& { return entry.first; };
    std::ranges::sort(keyed, {}, key);
    if (std::ranges::adjacent_find(keyed, {}, key) != keyed.end())
        return Failure{Kind::invalid, "A key stands twice in a map"};
    Map out;
    members.clear();
    for (auto& entry : keyed) members.push_back(std::move(entry.second));
    out.members_ = std::move(members);
    return out;
}

const Value* Map::find(const Value& key) const {
    auto found = std::ranges::find(members_, key, &Member::key);
    return found == members_.end() ? nullptr : &found->value;
}

std::size_t Map::size() const { return members_.size(); }
bool Map::operator==(const Map& other) const { return members_ == other.members_; }

Value tagged(std::uint64_t number, Value content) {
    Value out(null);
    out.content = Tagged{number, std::make_shared<const Value>(std::move(content))};
    return out;
}

Bytes encode(const Value& value) {
    Bytes out;
    Encoder{out}.item(value);
    return out;
}

Result<Value> decode_first(ByteView& bytes, Form form) {
    Decoder decoder(bytes, form);
    auto value = TRY(decoder.item());
    bytes = bytes.subspan(decoder.at());
    return value;
}

Result<Value> decode(ByteView bytes, Form form) {
    auto rest = bytes;
    auto value = TRY(decode_first(rest, form));
    if (!rest.empty())
        return Failure{Kind::invalid, "Bytes follow the item",
                       fmt::format("byte {}", bytes.size() - rest.size())};
    return value;
}

} // namespace vienreiz::cbor
