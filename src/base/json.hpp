// JSON from one description. A struct described with BOOST_DESCRIBE_STRUCT is written, read and given
// a JSON Schema without another line:
//
//   struct Field { std::string name; std::optional<std::string> label; };
//   BOOST_DESCRIBE_STRUCT(Field, (), (name, label))
//
//   json::text(field)                 {"name":"regcode"}        members in the described order
//   json::read<Field>(bytes)          a Result whose Failure.where is a JSON pointer: "/fields/2/name";
//                                     what else does not fit stands behind it, in Failure.also
//   json::schema<Field>()             {"type":"object","properties":{...},"required":["name"]}
//
// Empty optionals are left out; unknown members are refused, so that a misspelt one is never ignored.
// A type of its own says how it is written by a specialisation of json::As<T>.
#pragma once

#include "base/failures.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>

#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace vienreiz::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

Result<Value> parse(std::string_view text); // UTF-8, limits::json_depth; no member twice
std::string text(const Value& value);
void write_string(std::string& out, std::string_view text); // quoted, escaped
void write(std::string& out, const Value& value);

// A type written as a string: to_text(value) and from_text(text) -> Result<T>; `format` for the schema.
template <class T>
struct As;

template <>
struct As<Instant> {
    static constexpr std::string_view format = "date-time";
    static std::string to_text(Instant at) { return rfc3339(at); }
    static Result<Instant> from_text(std::string_view text) { return instant_from(text); }
};
template <>
struct As<Day> {
    static constexpr std::string_view format = "date";
    static std::string to_text(Day day) { return iso(day); }
    static Result<Day> from_text(std::string_view text) { return day_from(text); }
};
template <class Tag>
struct As<Id<Tag>> {
    static constexpr std::string_view format = "";
    static const std::string& to_text(const Id<Tag>& id) { return id.text; }
    static Result<Id<Tag>> from_text(std::string_view text) { return Id<Tag>{std::string(text)}; }
};

namespace shape {
template <class T>
concept Texted = requires { As<T>::format; };
template <class T>
concept Described = boost::describe::has_describe_members<T>::value;
template <class T>
concept Enumerated = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;
template <class T>
inline constexpr bool optional = false;
template <class T>
inline constexpr bool optional<std::optional<T>> = true;
template <class T>
inline constexpr bool list = false;
template <class T>
inline constexpr bool list<std::vector<T>> = true;
template <class T>
inline constexpr bool keyed = false;
template <class T>
inline constexpr bool keyed<std::map<std::string, T>> = true;
template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                         boost::describe::mod_inherited>;
} // namespace shape

// ---- out -------------------------------------------------------------------------------------

template <class T>
void write(std::string& out, const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::is_arithmetic_v<T>) {
        char digits[32];
        out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
        write_string(out, value);
    } else if constexpr (shape::Texted<T>) {
        write_string(out, As<T>::to_text(value));
    } else if constexpr (shape::Enumerated<T>) {
        write_string(out, boost::describe::enum_to_string(value, "?"));
    } else if constexpr (shape::optional<T>) {
        if (value)
            write(out, *value);
        else
            out += "null";
    } else if constexpr (shape::list<T>) {
        out += '[';
        for (bool first = true; const auto& item : value) {
            if (!std::exchange(first, false)) out += ',';
            write(out, item);
        }
        out += ']';
    } else if constexpr (shape::keyed<T>) {
        out += '{';
        for (bool first = true; const auto& [key, item] : value) {
            if (!std::exchange(first, false)) out += ',';
            write_string(out, key);
            out += ':';
            write(out, item);
        }
        out += '}';
    } else {
        static_assert(shape::Described<T>, "describe this type, or give it a json::As");
        out += '{';
        bool first = true;
        boost::mp11::mp_for_each<shape::Members<T>>([&](auto member) {
            const auto& item = value.*member.pointer;
            if constexpr (shape::optional<std::remove_cvref_t<decltype(item)>>)
                if (!item) return;
            if (!std::exchange(first, false)) out += ',';
            out += '"';
            out += member.name;
            out += "\":";
            write(out, item);
        });
        out += '}';
    }
}

template <class T>
std::string text(const T& value) {
    std::string out;
    write(out, value);
    return out;
}

// ---- in --------------------------------------------------------------------------------------

Failure wrong_type(std::string_view wanted, const Value& got);
Failure unknown_member(std::string_view name, std::string_view known);
Failure unknown_name(std::string_view got, std::string_view known);
Failure absent_member(std::string_view name);
std::string pointer_step(std::string_view name); // "/a~1b" for a/b (RFC 6901)

template <class T>
Result<T> from(const Value& value);

namespace shape {
template <class T>
std::string member_names() {
    std::string names;
    boost::mp11::mp_for_each<Members<T>>(
        [&](auto m) { names += (names.empty() ? "" : ", ") + std::string(m.name); });
    return names;
}
template <class T>
std::string enumerator_names() {
    std::string names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto e) { names += (names.empty() ? "" : ", ") + std::string(e.name); });
    return names;
}

template <class T>
void add_unknown(Failures& failures, const Object& members) {
    for (const auto& member : members) {
        bool known = false;
        boost::mp11::mp_for_each<Members<T>>(
            [&](auto m) { known = known || m.name == member.key(); });
        if (!known) failures.add(unknown_member(member.key(), member_names<T>()));
    }
}

template <class T>
Result<T> object(const Value& value) {
    if (!value.is_object()) return wrong_type("an object", value);
    const auto& members = value.get_object();
    T out{};
    Failures failures;
    std::size_t taken = 0;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        using Item = std::remove_cvref_t<decltype(out.*member.pointer)>;
        const auto* found = members.if_contains(member.name);
        if (!found) {
            if constexpr (!optional<Item>) failures.add(absent_member(member.name));
            return;
        }
        ++taken;
        auto item = from<Item>(*found);
        if (item)
            out.*member.pointer = std::move(*item);
        else
            failures.add(within(std::move(item).error(), pointer_step(member.name)));
    });
    if (taken < members.size()) add_unknown<T>(failures, members);
    if (failures.any()) return failures.told().error();
    return out;
}

template <class T>
Result<T> elements(const Value& value) {
    if (!value.is_array()) return wrong_type("a list", value);
    const auto& list = value.get_array();
    T out;
    out.reserve(list.size());
    Failures failures;
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto item = from<typename T::value_type>(list[i]);
        if (item)
            out.push_back(std::move(*item));
        else
            failures.add(within(std::move(item).error(), "/" + std::to_string(i)));
    }
    if (failures.any()) return failures.told().error();
    return out;
}

template <class T>
Result<T> entries(const Value& value) {
    if (!value.is_object()) return wrong_type("an object", value);
    T out;
    Failures failures;
    for (const auto& member : value.get_object()) {
        auto item = from<typename T::mapped_type>(member.value());
        if (item)
            out.emplace(member.key(), std::move(*item));
        else
            failures.add(within(std::move(item).error(), pointer_step(member.key())));
    }
    if (failures.any()) return failures.told().error();
    return out;
}
} // namespace shape

template <class T>
Result<T> from(const Value& value) {
    if constexpr (std::is_same_v<T, Value>) {
        return value;
    } else if constexpr (std::is_same_v<T, bool>) {
        if (!value.is_bool()) return wrong_type("true or false", value);
        return value.get_bool();
    } else if constexpr (std::is_integral_v<T>) {
        boost::system::error_code error;
        auto out = value.to_number<T>(error);
        if (error) return wrong_type("a whole number", value);
        return out;
    } else if constexpr (std::is_floating_point_v<T>) {
        if (!value.is_number()) return wrong_type("a number", value);
        return value.to_number<T>();
    } else if constexpr (std::is_same_v<T, std::string>) {
        if (!value.is_string()) return wrong_type("text", value);
        return std::string(value.get_string());
    } else if constexpr (shape::Texted<T>) {
        if (!value.is_string()) return wrong_type("text", value);
        return As<T>::from_text(value.get_string());
    } else if constexpr (shape::Enumerated<T>) {
        if (!value.is_string()) return wrong_type("text", value);
        T out{};
        if (!boost::describe::enum_from_string(std::string(value.get_string()).c_str(), out))
            return unknown_name(value.get_string(), shape::enumerator_names<T>());
        return out;
    } else if constexpr (shape::optional<T>) {
        if (value.is_null()) return T{};
        auto item = from<typename T::value_type>(value);
        if (!item) return std::move(item).error();
        return T{std::move(*item)};
    } else if constexpr (shape::list<T>) {
        return shape::elements<T>(value);
    } else if constexpr (shape::keyed<T>) {
        return shape::entries<T>(value);
    } else {
        static_assert(shape::Described<T>, "describe this type, or give it a json::As");
        return shape::object<T>(value);
    }
}

template <class T>
Result<T> read(std::string_view bytes) {
    auto value = TRY(parse(bytes));
    return from<T>(value);
}

// ---- schema (JSON Schema 2020-12) ------------------------------------------------------------

template <class T>
Value schema() {
    if constexpr (std::is_same_v<T, Value>) {
        return Value(Object{});
    } else if constexpr (std::is_same_v<T, bool>) {
        return {{"type", "boolean"}};
    } else if constexpr (std::is_integral_v<T>) {
        if constexpr (std::is_unsigned_v<T>)
            return {{"type", "integer"}, {"minimum", 0}};
        else
            return {{"type", "integer"}};
    } else if constexpr (std::is_floating_point_v<T>) {
        return {{"type", "number"}};
    } else if constexpr (std::is_same_v<T, std::string>) {
        return {{"type", "string"}};
    } else if constexpr (shape::Texted<T>) {
        Object out{{"type", "string"}};
        if (!As<T>::format.empty()) out["format"] = As<T>::format;
        return out;
    } else if constexpr (shape::Enumerated<T>) {
        Array names;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
            [&](auto e) { names.emplace_back(e.name); });
        return {{"type", "string"}, {"enum", names}};
    } else if constexpr (shape::optional<T>) {
        return schema<typename T::value_type>();
    } else if constexpr (shape::list<T>) {
        return {{"type", "array"}, {"items", schema<typename T::value_type>()}};
    } else if constexpr (shape::keyed<T>) {
        return {{"type", "object"}, {"additionalProperties", schema<typename T::mapped_type>()}};
    } else {
        Object properties;
        Array required;
        boost::mp11::mp_for_each<shape::Members<T>>([&](auto member) {
            using Item = std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>;
            properties[member.name] = schema<Item>();
            if constexpr (!shape::optional<Item>) required.emplace_back(member.name);
        });
        Object out{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
        if (!required.empty()) out["required"] = required;
        return out;
    }
}

} // namespace vienreiz::json
