#include "html/sample_test.hpp"

namespace vienreiz::sample {
using namespace vienreiz::html;
namespace {

struct Say {
    Language language;
    std::string operator()(const char* lv, const char* en) const {
        return language == Language::lv ? lv : en;
    }
};

Page frame(Language language, std::string path, std::string title) {
    Say say{language};
    using enum NavigationItem::State;
    return {.language = language,
            .path = std::move(path),
            .title = std::move(title),
            .navigation = {{.text = say("Datu kopas", "Datasets"),
                            .href = "/datasets",
                            .state = active},
                           {.text = say("Vienošanās", "Agreements"), .href = "/agreements"},
                           {.text = say("Reģistri", "Registers"), .href = "/registers"},
                           {.text = say("Žurnāls", "Journal"), .href = "/journal"}},
            .person = SignedIn{"Anna Ozola", say("Valsts zemes dienests", "State Land Service"),
                               "/sign-out", "token"},
            .footer = {{.text = say("Piekļūstamība", "Accessibility"), .href = "/accessibility"},
                       {.text = say("Privātums", "Privacy"), .href = "/privacy"},
                       {.text = say("Izstrādātājiem", "For developers"), .href = "/api"}}};
}

Table rows(const Say& say) {
    using enum Cell::Format;
    Table out{
        .caption = say("Lauki", "Fields"),
        .caption_classes = "govuk-table__caption--m",
        .head = {{.content = say("Nosaukums", "Name")},
                 {.content = say("Tips", "Type")},
                 {.content = say("Aizpildītas vērtības", "Values present"), .format = numeric}},
        .first_cell_is_header = true};
    auto row = [&](const char* name, const char* type, const char* filled) {
        out.rows.push_back(
            {{.content = code(name)}, {.content = type}, {.content = filled, .format = numeric}});
    };
    row("cadastre_number", "text(11)", "48 213");
    row("address", "text", "48 190");
    row("area_m2", "decimal(12,2)", "47 902");
    row("registered", "date", "48 213");
    return out;
}

} // namespace

Page dataset(Language language) {
    Say say{language};
    auto page =
        frame(language, "/dataset.html", say("Zemes vienību reģistrs", "Register of land units"));
    auto t = page.words();
    page.phase =
        say("Šis ir izmēģinājums; dati nav īsti.", "This is a trial; the data is made up.");
    page.breadcrumbs = {{.text = say("Datu kopas", "Datasets"), .href = "/datasets"},
                        {.text = page.title}};
    SummaryList facts;
    facts.rows = {
        {.key = say("Turētājs", "Publisher"),
         .value = say("Valsts zemes dienests", "State Land Service")},
        {.key = say("Stāvoklis", "Status"),
         .value = tag({.text = say("Publicēta", "Published"), .colour = Tag::Colour::green})},
        {.key = say("Rindas", "Rows"), .value = "48 213"},
        {.key = say("Versija", "Version"),
         .value = say("7, publicēta 2026. gada 14. martā", "7, published on 14 March 2026"),
         .actions = {{.href = "#versions",
                      .text = say("Mainīt", "Change"),
                      .hidden_text = say("versiju", "version")}}},
        {.key = say("Kvīts", "Receipt"),
         .value = code("vienreiz.example/main 18 442 sha256 "
                       "9f2c1d64b1e0a7c35d8e4f6a2b7c9d01e3f5a7b9c1d3e5f7")}};
    page.main += page_heading(page.title, say("Datu kopa", "Dataset"));
    page.main +=
        narrow(lead(say("Visas kadastrā reģistrētās zemes vienības ar adresi un platību.",
                        "All land units registered in the cadastre, with address and area.")));
    page.main += summary_list(facts);
    page.main += scrolling(table(rows(say)), say("Lauki", "Fields"));
    page.main +=
        pagination(t, {.previous = Neighbour{.href = "/datasets?page=1"},
                       .pages = {{.number = "1", .href = "/datasets?page=1"},
                                 {.number = "2", .href = "/datasets?page=2", .current = true},
                                 {.number = "3", .href = "/datasets?page=3"}},
                       .next = Neighbour{.href = "/datasets?page=3"}});
    page.main += button_group({button({.text = say("Lūgt piekļuvi", "Ask for access")}),
                               button({.text = say("Lejupielādēt shēmu", "Download the schema"),
                                       .kind = Button::Kind::secondary})});
    return page;
}

Page form(Language language) {
    Say say{language};
    auto page = frame(language, "/form.html", say("Lūgt piekļuvi", "Ask for access"));
    auto t = page.words();
    auto why = say("Ievadiet tiesisko pamatu", "Enter the legal basis");
    page.errors = {{why, "basis"}};
    Markup fields = csrf_field("token");
    fields += input(t, {.name = "basis",
                        .label = {say("Tiesiskais pamats", "Legal basis")},
                        .hint = {say("Piemēram, Zemes ierīcības likuma 12. pants",
                                     "For example, Section 12 of the Land Survey Law")},
                        .error = {why}});
    fields += textarea(t, {.name = "purpose", .label = {say("Mērķis", "Purpose")}, .rows = 3});
    fields += radios(
        t,
        {.name = "how",
         .fieldset =
             Fieldset{.legend = {say("Kā dati tiks izmantoti?", "How will the data be used?")}},
         .choices = {{.value = "query", .text = say("Pa vienam ierakstam", "One record at a time")},
                     {.value = "bulk",
                      .text = say("Visa kopa", "The whole set"),
                      .hint = {say("Vajadzīgs pamatojums", "Needs a justification")}}},
         .value = "query"});
    fields += checkboxes(t, {.name = "fields",
                             .fieldset = Fieldset{.legend = {say("Lauki", "Fields")}},
                             .choices = {{.value = "address", .text = say("Adrese", "Address")},
                                         {.value = "area", .text = say("Platība", "Area")}},
                             .values = {"address"},
                             .classes = "govuk-checkboxes--small"});
    fields += date_input(
        t, {.id = "until",
            .name_prefix = "until",
            .fieldset = Fieldset{.legend = {say("Līdz kuram datumam?", "Until when?")}}});
    fields += select(
        t, {.name = "system",
            .label = {say("Sistēma", "System")},
            .options = {{.value = "1", .text = "Kadastrs 3"}, {.value = "2", .text = "GIS"}}});
    fields += file_upload(
        t, {.name = "act", .label = {say("Pielikums", "Attachment")}, .drop_zone = true});
    fields += password_input(t, {.name = "pin", .label = {say("PIN kods", "PIN code")}});
    fields += button(
        {.text = say("Saglabāt un turpināt", "Save and continue"), .prevent_double_click = true});
    page.main += narrow(markup<R"({}<form method="post" action="{}" novalidate>{}</form>)">(
        page_heading(page.title), address(language, page.path), fields));
    return page;
}

Page tasks(Language language) {
    Say say{language};
    auto page = frame(language, "/tasks.html", say("Vienošanās AG-12", "Agreement AG-12"));
    auto t = page.words();
    page.notice =
        NotificationBanner{.kind = NotificationBanner::Kind::success,
                           .content = say("Mērķis ir saglabāts.", "The purpose is saved.")};
    auto draft = Tag{.text = say("Melnraksts", "Draft"), .colour = Tag::Colour::blue};
    auto done = say("Pabeigts", "Completed");
    TaskList list{.tasks = {{.title = say("Mērķis", "Purpose"), .href = "/1", .status = done},
                            {.title = say("Lauki", "Fields"),
                             .href = "/2",
                             .hint = say("Trīs no četriem laukiem", "Three of four fields"),
                             .tag = draft},
                            {.title = say("Paraksti", "Signatures"),
                             .status = say("Vēl nevar sākt", "Cannot start yet"),
                             .status_classes = "govuk-task-list__status--cannot-start-yet"}}};
    page.main += narrow(markup<"{}{}{}{}{}">(
        page_heading(page.title), task_list(list),
        warning_text(t, {.content = say("Pēc parakstīšanas laukus mainīt nevar.",
                                        "After signing, the fields cannot be changed.")}),
        inset_text({.content = markup<"{} {}">(say("Pieprasījumi šodien:", "Look-ups today:"),
                                               live("/live", "128"))}),
        details({.summary = say("Kas redz šo vienošanos?", "Who sees this agreement?"),
                 .content = say("Abas iestādes un ikviens žurnālā.",
                                "Both institutions, and anyone in the journal.")})));
    return page;
}

} // namespace vienreiz::sample
