#include "platform/page.hpp"

#include "platform/node.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::platform {
namespace {

// "lv" of "/lv/datasets".
std::string_view first_segment(std::string_view path) {
    path.remove_prefix(path.starts_with('/') ? 1 : 0);
    return path.substr(0, path.find('/'));
}

std::string path_after_language(const http::Request& request) {
    auto path = request.path;
    path.remove_prefix(1 + first_segment(path).size());
    std::string out(path.empty() ? "/" : path);
    if (!request.query.empty()) out += "?" + std::string(request.query);
    return out;
}

bool is_for(const MenuItem& item, Roles roles) {
    return item.roles.empty() || roles.any_of(item.roles);
}

std::vector<html::NavigationItem> menu_for(const Ask& ask, html::Words t) {
    using State = html::NavigationItem::State;
    auto here = html::address(t.language, path_after_language(ask.request));
    here = here.substr(0, here.find('?'));
    std::vector<html::NavigationItem> out;
    for (const auto& capability : ask.node.capabilities)
        for (const auto& item : capability.menu) {
            if (!is_for(item, ask.caller().roles)) continue;
            auto href = html::address(t.language, item.path);
            auto state = here == href                   ? State::current
                         : here.starts_with(href + "/") ? State::active
                                                        : State::other;
            out.push_back({.text = t(item.title), .href = href, .state = state});
        }
    return out;
}

html::SignedIn signed_in(const Ask& ask, html::Language language) {
    const auto& caller = ask.caller();
    const auto& directory = ask.node.directory();
    html::SignedIn out{.name = caller.name,
                       .account = html::address(language, "/secrets"),
                       .sign_out = html::address(language, "/sign-out"),
                       .csrf = caller.csrf};
    if (out.name.empty() && directory.name_of) out.name = directory.name_of(ask.node, {caller.id});
    if (!caller.institution.empty() && directory.institution_name)
        out.role = directory.institution_name(ask.view(), caller.institution, html::code(language));
    return out;
}

std::string done_tag(const Node& node, std::string_view session, std::string_view path,
                     std::string_view what) {
    constexpr std::size_t characters = 32;
    auto page = path.empty() ? "/" : path;
    auto tag = hex(node.person_tags->tag(fmt::format("done:{}:{}:{}", session, what, page)));
    return tag.substr(0, characters);
}

} // namespace

html::Language language_of(const Ask& ask) {
    if (auto language = html::language_from(first_segment(ask.request.path))) return *language;
    return html::preferred_language(ask.request.header("Accept-Language"));
}

Result<html::Page> page_of(const Ask& ask) {
    auto language = html::language_from(first_segment(ask.request.path));
    if (!language) return Failure{Kind::missing, "There is nothing at this address"};
    html::Page page{.language = *language, .path = path_after_language(ask.request)};
    page.navigation = menu_for(ask, page.words());
    if (ask.caller().is_person())
        page.person = signed_in(ask, *language);
    else
        page.sign_in = html::address(*language, "/sign-in");
    return page;
}

http::Response shown(const Ask& ask, const html::Page& page, int status) {
    http::Response response;
    response.status = status;
    response.set("Content-Type", "text/html; charset=utf-8");
    // What a person saw while signed in is nobody else's to find in the browser's store. Nor may it
    // be compressed: each such page carries the token of her session, and its length beside words
    // from the address would tell the token letter by letter (RFC 9325 §3.3, BREACH).
    response.set("Cache-Control", ask.caller().is_person() ? "no-store, no-transform" : "no-cache");
    response.set("Vary", "Cookie");
    response.body = html::render(page);
    return response;
}

std::string local(const Ask& ask, std::string_view path) {
    return html::address(language_of(ask), path);
}

http::Response redirect(std::string address) {
    http::Response response;
    response.status = 303;
    response.set("Location", std::move(address));
    response.set("Cache-Control", "no-store");
    return response;
}

bool is_local(std::string_view address) {
    // Browsers read "\" as "/" and leave out tabs and line ends: "/\tevil" would be "//evil".
    for (char c : address)
        if (static_cast<unsigned char>(c) <= ' ' || c == '\\' || c == 0x7f) return false;
    return address.starts_with('/') && !address.starts_with("//");
}

std::string desk_of(const Ask& ask, Roles roles) {
    for (const auto& capability : ask.node.capabilities)
        for (const auto& item : capability.menu)
            if (roles.any_of(item.roles)) return local(ask, item.path);
    return local(ask, "/");
}

std::string after(const Ask& ask, std::string_view path, std::string_view what) {
    return after_in_session(ask, ask.caller().csrf, path, what);
}

std::string after_in_session(const Ask& ask, std::string_view csrf, std::string_view path,
                             std::string_view what) {
    return local(
        ask, fmt::format("{}?done={}&tag={}", path, what, done_tag(ask.node, csrf, path, what)));
}

bool just_done(const Ask& ask, std::string_view what) {
    if (ask.request.parameter("done") != std::optional<std::string>(what)) return false;
    auto path = path_after_language(ask.request);
    path.resize(std::min(path.find('?'), path.size()));
    auto tag = ask.request.parameter("tag").value_or("");
    return crypto::equal_in_constant_time(bytes(tag),
                                          bytes(done_tag(ask.node, ask.caller().csrf, path, what)));
}

html::Markup csrf_field(const Ask& ask) { return html::csrf_field(ask.caller().csrf); }

} // namespace vienreiz::platform
