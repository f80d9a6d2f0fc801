// The frame every page stands in, and what a page function is given.
//
//   Response overview(const Session& session, ...) {
//       html::Page page{.language = session.language, .path = "/datasets", .title = t("Datasets")};
//       page.main += ...;
//       return html(render(page));
//   }
//
// A page has one address in each language: "/lv/datasets" and "/en/datasets" are the same page. It
// needs no script, no inline style and no font download; Content-Security-Policy can be
// "default-src 'self'".
#pragma once

#include "html/components/navigation.hpp"

namespace vienreiz::html {

// "/datasets" in a language: "/lv/datasets". A query stays where it is.
std::string address(Language language, std::string_view path);

// Who is signed in. Signing out changes something, so it is a form, and carries the session's
// token.
struct SignedIn {
    std::string name;      // as the person calls herself
    std::string role{};    // "Valsts zemes dienests", when she acts for an institution
    std::string account{}; // where she changes her password; absent: her name is no link
    std::string sign_out;  // where the form is posted
    std::string csrf;
};

// What was wrong with the form on this page, each with the id of its field.
struct PageError {
    std::string text;
    std::string field{}; // absent: about the form as a whole
};

struct Page {
    Language language = Language::lv;
    std::string path;  // without the language: "/datasets/18?page=2"
    std::string title; // of the page alone; the frame adds "Error: " and the product's name
    std::vector<NavigationItem> navigation{};
    std::vector<Crumb> breadcrumbs{}; // without the start page
    std::optional<SignedIn> person{};
    std::string sign_in{};                      // where one signs in; absent: no link
    Content phase{};                            // absent: no banner
    std::optional<NotificationBanner> notice{}; // what was just done
    std::vector<PageError> errors{};
    std::vector<Crumb> footer{}; // links at the foot: accessibility, privacy, documentation
    Markup main{};               // begins with the page's <h1>

    [[nodiscard]] Words words() const { return {language}; }
};

std::string render(const Page& page);

// Two thirds of the width: the measure of running text and forms.
Markup narrow(const Markup& content);
// A page's <h1>, with what it belongs to above it.
Markup page_heading(const Content& text, const Content& caption = {});
Markup paragraph(const Content& text);
Markup lead(const Content& text); // what the page is for, in one sentence
Markup link(std::string_view href, const Content& text);
Markup code(std::string_view text); // a hash, a key, an identifier
// The hidden field that every form of a signed-in person carries.
Markup csrf_field(std::string_view token);

// A button that copies the text of an element; hidden without the script.
Markup copy_button(const Words& t, std::string_view element_id);
// Text that follows the event stream at `url`. `now` is what it says until the first event.
Markup live(std::string_view url, const Content& now);

} // namespace vienreiz::html
