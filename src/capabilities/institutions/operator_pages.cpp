#include "capabilities/institutions/operator_pages.hpp"

#include "capabilities/institutions/accounts.hpp"
#include "capabilities/institutions/developer_pages.hpp"
#include "capabilities/institutions/rules.hpp"
#include "capabilities/institutions/view.hpp"
#include "platform/node.hpp"
#include "platform/page_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::institutions {
namespace operation {

using html::Markup;
using html::Words;
using platform::Ask;
using platform::Form;
using platform::Found;
using platform::Role;
using platform::Wish;
using enum html::Cell::Format;

constexpr std::array all_roles{Role::operator_, Role::steward,   Role::signatory,
                               Role::auditor,   Role::developer, Role::person};

html::Sentence<0> sentence_of(Role role) {
    using html::sentence;
    switch (role) {
    case Role::operator_:
        return sentence("Operator");
    case Role::steward:
        return sentence("Steward");
    case Role::signatory:
        return sentence("Signatory");
    case Role::auditor:
        return sentence("Auditor");
    case Role::developer:
        return sentence("Developer");
    case Role::person:
        break;
    }
    return sentence("Person");
}

std::string in(const Words& t, const Title& title) {
    return t.language == html::Language::lv ? title.lv : title.en;
}

std::string name_in(const Words& t, const store::Snapshot& view,
                    const std::optional<InstitutionId>& id) {
    auto found = id ? institution(view, *id) : std::nullopt;
    return found ? in(t, found->name) : std::string();
}

Result<html::Page> frame(const Ask& ask, html::Sentence<0> title) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t(title);
    page.breadcrumbs = {{.text = t("Operation"), .href = platform::local(ask, "/operator")},
                        {.text = page.title}};
    if (platform::just_done(ask, "saved")) page.notice = platform::done_notice(t("It is saved."));
    return page;
}

// ---- the overview -------------------------------------------------------------------------------

Markup journals_table(const Ask& ask, const Words& t) {
    html::Table table{.caption = t("Journals"), .caption_classes = "govuk-table__caption--m"};
    table.first_cell_is_header = true;
    table.head = {{.content = t("Journal")},
                  {.content = t("Entries"), .format = numeric},
                  {.content = t("In the views"), .format = numeric},
                  {.content = t("Checkpoint")}};
    auto row = [&](std::string name, const platform::Views& views) {
        table.rows.push_back(
            {{.content = name},
             {.content = grouped(ask.node.journal(name)->size()), .format = numeric},
             {.content = grouped(views.position()), .format = numeric},
             {.content = html::link("/journals/" + name + "/checkpoint", t("Newest checkpoint"))}});
    };
    row("main", *ask.node.views);
    row("access", *ask.node.access_views);
    return html::scrolling(html::table(table), t("Journals"));
}

Markup systems_table(const Ask& ask, const Words& t) {
    html::Table table{.caption = t("Systems"), .caption_classes = "govuk-table__caption--m"};
    table.head = {{.content = t("System")},
                  {.content = t("Institution")},
                  {.content = t("Keys"), .format = numeric}};
    for (const auto& institution : all_institutions(ask.view()))
        for (const auto& one : systems_of(ask.view(), institution.id))
            table.rows.push_back({{.content = one.name},
                                  {.content = in(t, institution.name)},
                                  {.content = grouped(one.keys.size()), .format = numeric}});
    return html::scrolling(html::table(table), t("Systems"));
}

Result<Found> overview(Ask& ask) {
    auto page = TRY(platform::page_of(ask));
    auto t = page.words();
    page.title = t("Operation");
    auto task = [&](std::string_view path, std::string title, std::string status) {
        return html::Task{.title = std::move(title),
                          .href = platform::local(ask, path),
                          .status = std::move(status)};
    };
    html::TaskList list{.tasks = {task("/operator/institutions", t("Institutions"),
                                       grouped(all_institutions(ask.view()).size())),
                                  task("/operator/people", t("People and their roles"),
                                       grouped(people(ask.view()).size())),
                                  task("/operator/data", t("Data on this node"), "")}};
    page.main = html::page_heading(page.title, ask.node.options.name);
    page.main += html::narrow(html::task_list(list));
    page.main += journals_table(ask, t);
    page.main += systems_table(ask, t);
    page.main += html::paragraph(
        t.rich("For machines: {}, {}, {}.", html::link("/healthz", t("health")),
               html::link("/metrics", t("metrics")), html::link("/openapi.json", "OpenAPI")));
    return platform::shown(ask, page);
}

// ---- institutions -------------------------------------------------------------------------------

Markup line(const Words& t, const Form& form, std::string name, std::string label,
            std::string hint = {}) {
    return html::input(t, {.name = name,
                           .label = {std::move(label)},
                           .hint = {std::move(hint)},
                           .error = form.error(name),
                           .value = form.value(name)});
}

Result<html::Page> institutions_page(const Ask& ask, const Form& form) {
    auto page = TRY(frame(ask, html::sentence("Institutions")));
    auto t = page.words();
    html::Table table{.head = {{.content = t("Name")}, {.content = t("Registration number")}}};
    for (const auto& one : all_institutions(ask.view()))
        table.rows.push_back({{.content = in(t, one.name)}, {.content = one.registration_number}});
    auto fields = line(t, form, "registration_number", t("Registration number"), t("11 digits"));
    fields += line(t, form, "name-lv", t("Name in Latvian"));
    fields += line(t, form, "name-en", t("Name in English"));
    fields += html::button({.text = t("Register"), .prevent_double_click = true});
    page.main = html::page_heading(page.title);
    page.main += html::scrolling(html::table(table), t("Institutions"));
    page.main += html::narrow(html::markup<"{}{}">(
        html::heading(2, {{"class", "govuk-heading-m"}}, t("Register an institution")),
        platform::posting(ask, "/operator/institutions", fields)));
    return page;
}

Result<Found> show_institutions(Ask& ask) {
    return platform::shown(ask, TRY(institutions_page(ask, Form())));
}

Result<Wish> take_institution(Ask& ask) {
    Form form(ask);
    RegisterInstitution wish{form.value("registration_number"),
                             {form.value("name-lv"), form.value("name-en")}};
    return platform::form_wish(
        ask, form, platform::decision_on(ask, wish), institutions_page,
        [&ask](const auto&) { return platform::after(ask, "/operator/institutions", "saved"); });
}

// ---- people -------------------------------------------------------------------------------------

Markup institution_field(const Ask& ask, const Words& t, const Form& form) {
    html::Select select{
        .name = "institution",
        .label = {t("Institution")},
        .hint = {t("None for those who act for themselves, operators and auditors")},
        .error = form.error("institution"),
        .value = form.value("institution")};
    select.options.push_back({.value = "", .text = t("None")});
    for (const auto& one : all_institutions(ask.view()))
        select.options.push_back({.value = one.id.text, .text = in(t, one.name)});
    return html::select(t, select);
}

Markup role_boxes(const Words& t, const Form& form) {
    html::Checkboxes boxes{.name = "roles",
                           .fieldset = html::Fieldset{.legend = {t("Roles")}},
                           .error = form.error("roles"),
                           .values = form.values("roles"),
                           .classes = "govuk-checkboxes--small"};
    for (auto role : all_roles)
        boxes.choices.push_back(
            {.value = std::string(platform::name(role)), .text = t(sentence_of(role))});
    return html::checkboxes(t, boxes);
}

Result<std::vector<Role>> roles_in(const Form& form) {
    std::vector<Role> out;
    for (const auto& name : form.values("roles")) {
        auto role = platform::role_from(name);
        if (!role) return Failure{Kind::invalid, "Choose one of the choices", "/roles"};
        out.push_back(*role);
    }
    return out;
}

std::optional<InstitutionId> institution_in(const Form& form) {
    auto id = form.optional("institution");
    return id ? std::optional(InstitutionId{*id}) : std::nullopt;
}

std::string roles_text(const Words& t, const std::vector<Role>& roles) {
    std::string out;
    for (auto role : roles) out += (out.empty() ? "" : ", ") + t(sentence_of(role));
    return out;
}

Markup people_table(const Ask& ask, const Words& t) {
    html::Table table{.head = {{.content = t("Full name")},
                               {.content = t("Institution")},
                               {.content = t("Roles")},
                               {.content = t("Change")}}};
    for (const auto& one : people(ask.view())) {
        auto name = name_of(ask.node, one.id);
        auto path = fmt::format("/operator/people/{}/roles", one.id.text);
        table.rows.push_back(
            {{.content = name},
             {.content = name_in(t, ask.view(), one.institution)},
             {.content = roles_text(t, one.roles)},
             {.content = html::markup<
                  R"(<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden">: {}</span></a>)">(
                  platform::local(ask, path), t("Change roles"), name)}});
    }
    return html::scrolling(html::table(table), t("People"));
}

Result<Found> show_people(Ask& ask) {
    auto page = TRY(frame(ask, html::sentence("People and their roles")));
    auto t = page.words();
    page.main = html::page_heading(page.title);
    page.main += html::button(
        {.text = t("Register a person"), .href = platform::local(ask, "/operator/people/new")});
    page.main += people_table(ask, t);
    return platform::shown(ask, page);
}

Result<html::Page> person_page(const Ask& ask, const Form& form) {
    auto page = TRY(frame(ask, html::sentence("Register a person")));
    auto t = page.words();
    auto fields = line(t, form, "name", t("Full name"));
    fields += line(t, form, "login", t("Sign-in name"));
    fields += html::password_input(t, {.name = "password",
                                       .label = {t("First password")},
                                       .hint = {t("At least 12 characters")},
                                       .error = form.error("password"),
                                       .autocomplete = "new-password"});
    fields += institution_field(ask, t, form);
    fields += role_boxes(t, form);
    fields += line(t, form, "personal_code", t("Personal code"),
                   t("So that she sees who looked at her data. May be left empty"));
    fields += html::password_input(
        t,
        {.name = "pin",
         .label = {t("PIN of a signing key")},
         .hint = {t("For signatories: a key is made and sealed under it. At least 6 characters")},
         .error = form.error("pin"),
         .autocomplete = "off"});
    fields += html::textarea(
        t, {.name = "signing_key",
            .label = {t("Or her own public key")},
            .hint = {t("A JWK or PEM, ES256; then she signs where she keeps the private key")},
            .error = form.error("signing_key"),
            .value = form.value("signing_key"),
            .rows = 4,
            .spellcheck = false});
    fields += html::button({.text = t("Register"), .prevent_double_click = true});
    page.main = html::narrow(html::markup<"{}{}">(
        html::page_heading(page.title), platform::posting(ask, "/operator/people/new", fields)));
    return page;
}

Result<Found> show_new_person(Ask& ask) {
    return platform::shown(ask, TRY(person_page(ask, Form())));
}

// Untrimmed, as the sign-in page takes it: a password may begin or end with a space.
std::string password_in(const Ask& ask) {
    auto found = ask.form().find("password");
    return found == ask.form().end() ? std::string() : found->second;
}

Result<Found> take_person(Ask& ask) {
    Form form(ask);
    RegisterPerson wish{institution_in(form), {},
                        form.value("name"),   form.value("login"),
                        password_in(ask),     form.optional("personal_code"),
                        form.optional("pin"), {}};
    Failures unread;
    if (auto roles = roles_in(form))
        wish.roles = std::move(*roles);
    else
        unread.add(roles);
    if (auto pasted = form.optional("signing_key")) {
        auto key = pasted_key(*pasted);
        if (key)
            wish.signing_key = std::move(*key);
        else
            unread.add({key.error().kind, key.error().what, "/signing_key"});
    }
    auto register_one = [&]() -> Result<platform::Written> {
        TRY(unread.after(valid(wish)));
        return register_person(ask.node, ask.caller(), wish);
    };
    auto done = register_one();
    if (!done) return platform::shown_again(ask, form, done.error(), person_page);
    return platform::redirect(platform::after(ask, "/operator/people", "saved"));
}

Result<html::Page> roles_page(const Ask& ask, const Form& form) {
    auto one = person(ask.view(), {ask.parameter("person")});
    if (!one) return Failure{Kind::missing, "There is no such person"};
    auto page = TRY(frame(ask, html::sentence("Change roles")));
    auto t = page.words();
    auto fields =
        html::markup<"{}{}{}">(institution_field(ask, t, form), role_boxes(t, form),
                               html::button({.text = t("Save"), .prevent_double_click = true}));
    page.main = html::narrow(html::markup<"{}{}">(
        html::page_heading(page.title, name_of(ask.node, one->id)),
        platform::posting(ask, fmt::format("/operator/people/{}/roles", one->id.text), fields)));
    return page;
}

Result<Found> show_roles(Ask& ask) {
    Form form;
    if (auto one = person(ask.view(), {ask.parameter("person")})) {
        std::vector<std::string> names;
        for (auto role : one->roles) names.emplace_back(platform::name(role));
        form.set("roles", join(names, "\n"))
            .set("institution", one->institution.value_or(InstitutionId{}).text);
    }
    return platform::shown(ask, TRY(roles_page(ask, form)));
}

Result<Wish> take_roles(Ask& ask) {
    Form form(ask);
    auto roles = roles_in(form);
    auto decide =
        roles ? Result<platform::Decide>(platform::decision_on(
                    ask, ChangeRoles{{ask.parameter("person")}, institution_in(form), *roles}))
              : Result<platform::Decide>(roles.error());
    return platform::form_wish(ask, form, std::move(decide), roles_page, [&ask](const auto&) {
        return platform::after(ask, "/operator/people", "saved");
    });
}

} // namespace operation

std::vector<platform::Endpoint> operator_pages() {
    using enum http::Method;
    using platform::Read;
    using platform::Shows;
    using platform::Write;
    auto operators = platform::Access::people({platform::Role::operator_}, platform::Tenant::any);
    std::string root = "/{language}/operator", one = root + "/people/{person}";
    return {
        {get, root, "The node: journals, views, systems", operators, Read(operation::overview),
         Shows::page},
        {get, root + "/institutions", "Institutions, and the form for another", operators,
         Read(operation::show_institutions), Shows::page},
        {post, root + "/institutions", "Register an institution from the page", operators,
         Write(operation::take_institution), Shows::page},
        {get, root + "/people", "People and their roles", operators,
         platform::Slow{operation::show_people}, Shows::page},
        {get, root + "/people/new", "Register a person: the form", operators,
         Read(operation::show_new_person), Shows::page},
        {post, root + "/people/new", "Register a person from the page", operators,
         platform::Slow{operation::take_person, platform::Slow::Queue::secrets}, Shows::page},
        {get, one + "/roles", "Change a person's roles: the form", operators,
         Read(operation::show_roles), Shows::page},
        {post, one + "/roles", "Change a person's roles from the page", operators,
         Write(operation::take_roles), Shows::page},
    };
}

} // namespace vienreiz::institutions
