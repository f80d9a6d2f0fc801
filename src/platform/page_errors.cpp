// The pages that say no, and the few addresses every installation with pages has.
#include "base/text.hpp"
#include "html/assets.hpp"
#include "http/answer.hpp"
#include "platform/answers.hpp"
#include "platform/node.hpp"
#include "platform/page.hpp"

#include <fmt/format.h>

namespace vienreiz::platform {
namespace {

// Sentences of failures that people meet on pages; said in English where they arise, and here for the translators.
[[maybe_unused]] constexpr std::array failures_people_meet{
    html::sentence("There is nothing at this address"),
    html::sentence("This address cannot be read: it is not percent-encoded UTF-8"),
    html::sentence("This form cannot be read: it is not percent-encoded UTF-8"),
    html::sentence("Sign in first"),
    html::sentence("You do not have the role this needs"),
    html::sentence("This belongs to another institution"),
    html::sentence("This request came from another site"),
    html::sentence("This form is from an earlier visit; load the page again and repeat"),
    html::sentence("Something is wrong on our side; the operator can see what in the diagnostics"),
    html::sentence("The node is busy; try again in a minute"),
    html::sentence("Too many wrong attempts; wait a minute and try again"),
};

// Those the readers of files put together from pieces (table/types.cpp, table/reader.cpp).
[[maybe_unused]] constexpr std::array failures_of_files{
    html::pattern("Line {}: {}"),
    html::pattern(
        "a byte of it is not UTF-8; correct it, or choose the encoding the file is written "
        "in"),
    html::pattern("text stands behind its closing quote; double the quotes inside a quoted cell"),
    html::pattern("`{}` is not a whole number"),
    html::pattern("`{}` is not whole: make the column decimal"),
    html::pattern("`{}` is not a number such as {}"),
    html::pattern("`{}` has leading zeros: make the column text"),
    html::pattern("`{}` begins with a plus: make the column text"),
    html::pattern("`{}` is too large for a whole number: make the column text"),
    html::pattern("`{}` has more than 18 digits: make the column text"),
    html::pattern("`{}` has the other decimal mark: this column is written like {}"),
    html::pattern("`{}` has its thousands set apart: write {}"),
    html::pattern("`{}` is neither yes nor no: write true or false"),
    html::pattern("`{}` is not a date such as {}"),
    html::pattern("`{}` is not a date: there is no such day"),
    html::pattern("`{}` is not a time such as {}"),
    html::pattern("`{}` has no time zone: write {}"),
    html::pattern("`{}` has more than 6 decimals of a second"),
    html::pattern("`{}` is longer than 1 MiB"),
};

std::string error_title(const html::Words& t, Kind kind) {
    switch (kind) {
    case Kind::missing:
        return t("Page not found");
    case Kind::forbidden:
        return t("You may not do this");
    case Kind::unauthenticated:
        return t("Sign in to continue");
    case Kind::too_many:
        return t("Too many requests");
    case Kind::unavailable:
        return t("Not available just now");
    case Kind::corrupt:
        return t("Something went wrong");
    case Kind::invalid:
    case Kind::conflict:
    case Kind::too_large:
        break;
    }
    return t("This could not be done");
}

std::string what_to_do(const html::Words& t, Kind kind) {
    switch (kind) {
    case Kind::missing:
        return t("Check the address, or find what you need from the start page.");
    case Kind::forbidden:
        return t("If your work needs this, ask the operator of this node for the role.");
    case Kind::unauthenticated:
        return t("Sign in, and repeat what you wanted to do.");
    case Kind::too_many:
        return t("Wait a little and try again.");
    case Kind::unavailable:
    case Kind::corrupt:
        return t("Nothing you entered was saved. Try again later; if it happens again, tell the "
                 "operator of this node.");
    case Kind::invalid:
    case Kind::conflict:
    case Kind::too_large:
        break;
    }
    return t("Go back, correct it, and try again.");
}

// Only a GET can be repeated after signing in.
http::Response to_sign_in(const Ask& ask) {
    auto address = local(ask, "/sign-in");
    if (ask.request.method == http::Method::get) {
        std::string next(ask.request.path);
        if (!ask.request.query.empty()) next += "?" + std::string(ask.request.query);
        address += "?next=" + percent_encode(next);
    }
    return redirect(std::move(address));
}

Result<Found> start(Ask& ask) {
    auto response = redirect(
        html::address(html::preferred_language(ask.request.header("Accept-Language")), "/"));
    response.set("Vary", "Accept-Language");
    return response;
}

// The version is in the address, so what is there never changes.
Result<Found> asset_file(Ask& ask) {
    const auto* asset = ask.parameter("version") == html::assets_version()
                            ? html::asset(ask.parameter("name"))
                            : nullptr;
    if (!asset) return Failure{Kind::missing, "There is nothing at this address"};
    http::Response response;
    response.set("Content-Type", std::string(asset->content_type));
    response.set("Cache-Control", http::immutable);
    response.body = std::string(asset->bytes);
    tag_by_content(response, asset->hash);
    return response;
}

} // namespace

std::string told(const html::Words& t, const Failure& failure) {
    return html::speak::retold(t.language, failure.what);
}

http::Response error_page(const Ask& ask, const Failure& failure) {
    if (failure.kind == Kind::unauthenticated) return to_sign_in(ask);
    auto page = page_of(ask);
    if (!page) return http::problem(failure);
    auto t = page->words();
    page->title = error_title(t, failure.kind);
    page->main = html::narrow(html::markup<"{}{}{}{}">(
        html::page_heading(page->title), html::lead(told(t, failure)),
        html::paragraph(what_to_do(t, failure.kind)),
        html::paragraph(html::link(html::address(t.language, "/"), t("To the start page")))));
    auto response = shown(ask, *page, http::status_of(failure.kind));
    if (failure.kind == Kind::too_many && number<unsigned>(failure.where))
        response.set("Retry-After", failure.where);
    return response;
}

Capability pages() {
    auto open = Access::open_to_anyone();
    return {
        .name = "pages",
        .endpoints = {{http::Method::get, "/",
                       "The start page, in the language the browser asks for", open, Read(start),
                       Shows::page},
                      {http::Method::get, "/assets/{version}/{name}",
                       "Style sheet, script and pictures", open, Read(asset_file), Shows::page}},
        .error_page = error_page};
}

} // namespace vienreiz::platform
