#include "platform/page.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::platform {

Form::Form(const std::map<std::string, std::string>& posted) {
    // Browsers send each line end as CR LF (https://html.spec.whatwg.org/#convert-to-a-list-of-name-value-pairs);
    // others may send what they like (https://infra.spec.whatwg.org/#normalize-newlines).
    for (const auto& [name, value] : posted)
        values_.emplace(name, replace_all(replace_all(value, "\r\n", "\n"), "\r", "\n"));
}

std::string Form::value(std::string_view name) const {
    auto found = values_.find(name);
    return found == values_.end() ? std::string() : std::string(trim(found->second));
}

std::vector<std::string> Form::values(std::string_view name) const {
    std::vector<std::string> out;
    auto all = value(name);
    for (auto line : split(all, '\n'))
        if (!trim(line).empty()) out.emplace_back(trim(line));
    return out;
}

std::optional<std::string> Form::optional(std::string_view name) const {
    auto found = value(name);
    return found.empty() ? std::nullopt : std::optional(std::move(found));
}

Form& Form::set(std::string name, std::string value) {
    values_.insert_or_assign(std::move(name), std::move(value));
    return *this;
}

Form& Form::refuse(std::string field, std::string sentence) {
    errors_.push_back({std::move(sentence), std::move(field)});
    return *this;
}

Form& Form::refuse(const html::Words& t, const Failure& failure) {
    refuse(field_of(failure.where), told(t, failure));
    for (const auto& one : failure.also) refuse(field_of(one.where), told(t, one));
    return *this;
}

html::ErrorMessage Form::error(std::string_view field) const {
    auto found = std::ranges::find(errors_, field, &html::PageError::field);
    if (found == errors_.end()) return {};
    return {.text = found->text};
}

std::string field_of(std::string_view pointer) {
    if (!pointer.starts_with('/')) return {};
    std::string out(pointer.substr(1));
    std::ranges::replace(out, '/', '-');
    return out;
}

http::Response shown_again(const Ask& ask, const Form& form, const FormPage& page, int status) {
    auto again = page(ask, form);
    if (!again) return error_page(ask, again.error());
    again->errors = form.errors();
    return shown(ask, *again, status);
}

http::Response shown_again(const Ask& ask, Form form, const Failure& failure,
                           const FormPage& page) {
    form.refuse(html::Words{language_of(ask)}, failure);
    return shown_again(ask, form, page, http::status_of(failure.kind));
}

// The path keeps `ask` until it has answered, so the callbacks may refer to it.
Wish form_wish(const Ask& ask, Form form, Result<Decide> decide, FormPage page,
               std::function<std::string(const Written&)> next) {
    Wish wish;
    if (decide)
        wish.decide = std::move(*decide);
    else
        wish.decide = [failure = decide.error()](const Moment&,
                                                 const store::Snapshot&) -> Result<Events> {
            return failure;
        };
    wish.answer = [next = std::move(next)](const Written& written) {
        return redirect(next(written));
    };
    wish.refuse = [&ask, form = std::move(form), page = std::move(page)](const Failure& failure) {
        return shown_again(ask, form, failure, page);
    };
    return wish;
}

} // namespace vienreiz::platform
