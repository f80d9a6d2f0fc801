// What every page handler needs: the frame filled in for whoever asks, forms that come back with what was wrong, and
// the page for a failure.
//
//   Result<Found> overview(Ask& ask) {
//       auto page = TRY(page_of(ask));
//       auto t = page.words();
//       page.title = t("Datasets");
//       page.main = html::page_heading(page.title);
//       return shown(ask, page);
//   }
//
// A form is one page function and two endpoints:
//
//   Result<html::Page> new_page(const Ask& ask, const Form& form) {
//       auto page = TRY(page_of(ask));
//       ... html::input(t, {.name = "name", .label = {t("Name")}, .error = form.error("name"), .value = form.value("name")})
//   }
//   Result<Found> fresh(Ask& ask) { return shown(ask, TRY(new_page(ask, Form()))); }            // GET
//   Result<Wish> post(Ask& ask) {                                                               // POST
//       Form form(ask);
//       return form_wish(ask, form, decision(form), new_page, [&](const Written&) { return after(ask, "/things", "added"); });
//   }
#pragma once

#include "html/components.hpp"
#include "html/page.hpp"
#include "platform/capability.hpp"

namespace vienreiz::platform {

// The frame for this request: language, path, menu, who is signed in. Kind::missing unless the address begins with a
// language we speak.
Result<html::Page> page_of(const Ask& ask);
html::Language language_of(const Ask& ask); // of the address; else the one the browser asks for
http::Response shown(const Ask& ask, const html::Page& page, int status = 200);

// "/lv/datasets" for "/datasets", in the language of this request.
std::string local(const Ask& ask, std::string_view path);
http::Response redirect(std::string address); // 303: after a post, the browser asks with GET
// An address of this site, as `next=` may name it: never "https://elsewhere", "//elsewhere" or "/\elsewhere".
bool is_local(std::string_view address);
// Where the caller's work begins: the first item of the menu that is for one of her roles; else the start page.
std::string desk_of(const Ask& ask, Roles roles);
// Where a form goes on to, in the language of this request: the page there says what was done. The address carries a
// tag of the session, the page and the word under a secret of the node, so that nobody makes one up for another.
std::string after(const Ask& ask, std::string_view path, std::string_view what);
// For another session than the one that asked: `csrf` of a new one, or "" where she has signed out.
std::string after_in_session(const Ask& ask, std::string_view csrf, std::string_view path,
                             std::string_view what);
// True where after() has led; a word in the address alone says nothing.
bool just_done(const Ask& ask, std::string_view what);

// The sentence of a failure in the language of the page. Rules speak English, values and all; po/ has theirs too.
std::string told(const html::Words& t, const Failure& failure);

// What was posted, and what was wrong with it: the same page shows both again.
class Form {
public:
    Form() = default; // not filled in yet
    explicit Form(const Ask& ask) : Form(ask.form()) {}
    explicit Form(const std::map<std::string, std::string>& posted);

    [[nodiscard]] std::string
    value(std::string_view name) const; // without spaces around it; "" when absent
    [[nodiscard]] std::vector<std::string> values(std::string_view name) const; // of checkboxes
    [[nodiscard]] std::optional<std::string>
    optional(std::string_view name) const;          // nothing when left empty
    Form& set(std::string name, std::string value); // what a field holds at first

    Form& refuse(std::string field, std::string sentence);
    // A failure's JSON pointer names the field: "/name/lv" is "name-lv". With what else was wrong.
    Form& refuse(const html::Words& t, const Failure& failure);
    [[nodiscard]] bool refused() const { return !errors_.empty(); }
    [[nodiscard]] html::ErrorMessage error(std::string_view field) const;
    [[nodiscard]] const std::vector<html::PageError>& errors() const { return errors_; }

private:
    std::map<std::string, std::string, std::less<>> values_;
    std::vector<html::PageError> errors_;
};
// The id of the field a failure's JSON pointer names; empty when it names none.
std::string field_of(std::string_view pointer);
html::Markup csrf_field(const Ask& ask); // every form of a signed-in person carries it

using FormPage = std::function<Result<html::Page>(const Ask&, const Form&)>;

// The form again, with an error summary linked to its fields and the failure's status.
http::Response shown_again(const Ask& ask, Form form, const Failure& failure, const FormPage& page);
// A form whose errors() are already known.
http::Response shown_again(const Ask& ask, const Form& form, const FormPage& page,
                           int status = 400);

// A post as a write. What cannot be read (`decide` failed) and what the rule refuses both show the form again; success
// goes on to the address `next` gives.
Wish form_wish(const Ask& ask, Form form, Result<Decide> decide, FormPage page,
               std::function<std::string(const Written&)> next);

// For Kind::unauthenticated the way to the sign-in page and back; else a calm page: what is wrong, what to do.
http::Response error_page(const Ask& ask, const Failure& failure);

// "/", the assets, and the error page.
Capability pages();

// An instant as people in Latvia read it: "22.11.2026. plkst. 3.38" or "22 November 2026, 03:38", in Latvian time.
html::Markup shown_time(const html::Words& t, Instant at);
std::string shown_day(const html::Words& t, Day day);
// With one decimal: "0,4" or "0.4".
std::string shown_decimal(const html::Words& t, double number);

} // namespace vienreiz::platform
