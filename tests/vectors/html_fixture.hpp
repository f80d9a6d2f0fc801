// The options of govuk-frontend's fixtures, read for our option structs.
#pragma once

#include "base/json.hpp"
#include "html/components.hpp"

#include <set>
#include <span>

namespace vienreiz::html_fixture {
using namespace vienreiz::html;

inline const Words english{Language::en};

// The options of a fixture, taken one by one. What is never taken is an option we have no word for.
class Options {
public:
    Options(const json::Value& value, std::set<std::string>& unknown, std::string path = "")
        : unknown_(unknown), path_(std::move(path)) {
        if (!value.is_object()) {
            if (!value.is_null()) unknown_.insert(path_ + "(not an object)");
            return;
        }
        for (const auto& member : value.get_object())
            if (!member.value().is_null()) rest_.insert_or_assign(member.key(), member.value());
    }
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;
    ~Options() {
        for (const auto& member : rest_) unknown_.insert(path_ + std::string(member.key()));
    }

    void refuse(std::string_view what) { unknown_.insert(path_ + std::string(what)); }
    bool has(std::string_view key) const { return rest_.contains(key); }
    json::Value take(std::string_view key) {
        json::Value out;
        if (auto* found = rest_.if_contains(key)) out = *found;
        rest_.erase(key);
        return out;
    }
    std::string text(std::string_view key) {
        auto value = take(key);
        if (value.is_string()) return std::string(value.get_string());
        if (value.is_int64()) return std::to_string(value.get_int64());
        if (!value.is_null()) unknown_.insert(path_ + std::string(key) + "(not text)");
        return "";
    }
    std::string text_or(std::string_view key, std::string_view otherwise) {
        auto out = text(key);
        return out.empty() ? std::string(otherwise) : out;
    }
    unsigned number_or(std::string_view key, unsigned otherwise) {
        return number<unsigned>(text(key)).value_or(otherwise);
    }
    std::optional<bool> truth(std::string_view key) {
        auto value = take(key);
        if (value.is_bool()) return value.get_bool();
        if (!value.is_null()) unknown_.insert(path_ + std::string(key) + "(not true or false)");
        return {};
    }
    bool is_on(std::string_view key) { return truth(key).value_or(false); }
    // "html" where there is one, and "text" otherwise.
    Content content(std::string_view html_key = "html", std::string_view text_key = "text") {
        auto html = text(html_key);
        auto plain = text(text_key);
        return html.empty() ? Content(plain) : Content(Markup{html});
    }
    Attributes attributes(std::string_view key = "attributes") {
        Attributes out;
        auto value = take(key);
        if (value.is_null()) return out;
        if (!value.is_object()) {
            unknown_.insert(path_ + std::string(key) + "(not an object)");
            return out;
        }
        for (const auto& member : value.get_object()) {
            if (member.value().is_string())
                out.set(AttributeName::from_data(member.key()),
                        std::string_view(member.value().get_string()));
            else
                unknown_.insert(path_ + std::string(key) + "(not text)");
        }
        return out;
    }
    // Calls for each member of a list. Templates skip empty members, yet count them; our lists have
    // none.
    template <class Each>
    void each(std::string_view key, Each&& each) {
        auto list = take(key);
        if (!list.is_array()) return;
        for (const auto& item : list.get_array()) {
            if (!item.is_object() || item.get_object().empty()) {
                refuse(std::string(key) + " that are empty");
                continue;
            }
            Options options(item, unknown_, path_ + std::string(key) + ".");
            each(options);
        }
    }
    // The same for a list of lists: calls with the number of the row.
    template <class Each>
    void each_in_rows(std::string_view key, Each&& each) {
        auto rows = take(key);
        std::size_t number = 0;
        for (const auto& row : rows.is_array() ? rows.get_array() : json::Array{}) {
            if (!row.is_array()) continue;
            for (const auto& item : row.get_array()) {
                Options options(item, unknown_, path_ + std::string(key) + ".");
                each(number, options);
            }
            ++number;
        }
    }
    // Calls for a member that is an object, when it is there.
    template <class Use>
    void inside(std::string_view key, Use&& use) {
        auto value = take(key);
        if (value.is_null()) return;
        Options options(value, unknown_, path_ + std::string(key) + ".");
        use(options);
    }

private:
    json::Object rest_;
    std::set<std::string>& unknown_;
    std::string path_;
};

struct Component {
    std::string_view name;
    Markup (*make)(Options&);
};
std::span<const Component> field_components(); // html_fields_test.cpp

} // namespace vienreiz::html_fixture
