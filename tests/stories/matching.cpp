#include "stories/matching.hpp"

namespace vienreiz::stories {
namespace {

Failure differs(const json::Value& pattern, const json::Value& value, const std::string& place) {
    return {Kind::conflict, json::text(pattern) + " was expected, not " + json::text(value),
            place.empty() ? "/" : place};
}

Outcome matches_object(const json::Object& pattern, const json::Value& value,
                       const std::string& place) {
    if (!value.is_object()) return differs(pattern, value, place);
    for (const auto& member : pattern) {
        const auto* found = value.get_object().if_contains(member.key());
        auto inner = place + json::pointer_step(member.key());
        if (!found) return Failure{Kind::conflict, "there is no such member", inner};
        TRY(matches(member.value(), *found, inner));
    }
    return {};
}

} // namespace

bool text_matches(std::string_view pattern, std::string_view text) {
    auto star = pattern.find('*');
    if (star == pattern.npos) return pattern == text;
    if (!text.starts_with(pattern.substr(0, star))) return false;
    auto rest = pattern.substr(star + 1);
    for (auto from = star; from <= text.size(); ++from)
        if (text_matches(rest, text.substr(from))) return true;
    return false;
}

Outcome matches(const json::Value& pattern, const json::Value& value, const std::string& place) {
    if (pattern.is_object()) return matches_object(pattern.get_object(), value, place);
    if (pattern.is_string() && value.is_string()) {
        if (text_matches(pattern.get_string(), value.get_string())) return {};
        return differs(pattern, value, place);
    }
    if (!pattern.is_array()) {
        if (pattern == value) return {};
        return differs(pattern, value, place);
    }
    if (!value.is_array() || value.get_array().size() != pattern.get_array().size())
        return differs(pattern, value, place);
    for (std::size_t i = 0; i < pattern.get_array().size(); ++i)
        TRY(matches(pattern.get_array()[i], value.get_array()[i], place + "/" + std::to_string(i)));
    return {};
}

const json::Value* at(const json::Value& value, std::string_view path) {
    const auto* here = &value;
    for (auto step : split(path, '.')) {
        if (here->is_object()) {
            here = here->get_object().if_contains(step);
        } else if (here->is_array()) {
            auto index = number<std::size_t>(step);
            here =
                index && *index < here->get_array().size() ? &here->get_array()[*index] : nullptr;
        } else {
            here = nullptr;
        }
        if (!here) return nullptr;
    }
    return here;
}

std::string as_text(const json::Value& value) {
    return value.is_string() ? std::string(value.get_string()) : json::text(value);
}

void merge(json::Value& value, const json::Value& change) {
    if (!change.is_object()) {
        value = change;
        return;
    }
    if (!value.is_object()) value = json::Object{};
    for (const auto& member : change.get_object()) {
        if (member.value().is_null())
            value.get_object().erase(member.key());
        else
            merge(value.get_object()[member.key()], member.value());
    }
}

} // namespace vienreiz::stories
