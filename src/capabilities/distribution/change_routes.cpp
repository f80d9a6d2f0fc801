#include "capabilities/distribution/change_routes.hpp"

#include "base/limits.hpp"
#include "capabilities/distribution/change_stream.hpp"
#include "platform/answers.hpp"

#include <fmt/format.h>

namespace vienreiz::distribution {
namespace {

using platform::Access;
using platform::Ask;
using platform::Found;

constexpr std::string_view event_stream = "text/event-stream",
                           cloud_events = "application/cloudevents-batch+json";

// ---- what is asked ---------------------------------------------------------------------------------

Result<std::uint64_t> whole(const Parameters& parameters, std::string_view name,
                            std::uint64_t least, std::uint64_t most) {
    auto value = number<std::uint64_t>(parameters[name]);
    if (value && *value >= least && *value <= most) return *value;
    return Failure{Kind::invalid, fmt::format("{} is a number from {} to {}", name, least, most),
                   std::string(name)};
}

Outcome of_a_feed(const Parameters& parameters) {
    constexpr auto known = std::to_array<std::string_view>(
        {"after", "agreement", "compact", "fields", "format", "limit", "wait"});
    auto name = parameters.keys.empty() ? std::string() : std::string("keys");
    for (const auto& [given, value] : parameters.by_name)
        if (std::ranges::find(known, given) == known.end()) name = given;
    if (name.empty()) return {};
    return Failure{Kind::invalid, fmt::format("\"{}\" is no parameter of changes", name), name};
}

Result<Format> format_in(const http::Request& request, const Parameters& parameters) {
    if (!parameters.by_name.contains("format"))
        return request.header("Accept").contains("application/x-ndjson") ? Format::ndjson
                                                                         : Format::json;
    if (parameters["format"] == "json") return Format::json;
    if (parameters["format"] == "ndjson") return Format::ndjson;
    return Failure{Kind::invalid, "format is json or ndjson here", "format"};
}

Result<ChangesWanted::Detail> detail_in(const Parameters& parameters) {
    using enum ChangesWanted::Detail;
    if (!parameters.by_name.contains("compact") || parameters["compact"] == "false")
        return every_version;
    if (parameters["compact"] == "true") return compacted;
    return Failure{Kind::invalid, "compact is true or false", "compact"};
}

} // namespace

Result<ChangesWanted> changes_wanted(const http::Request& request, const DatasetId& dataset) {
    auto parameters = TRY(parameters_of(request));
    TRY(of_a_feed(parameters));
    ChangesWanted out;
    out.dataset = dataset.text;
    out.agreement = parameters["agreement"], out.fields = parameters["fields"];
    out.format = TRY(format_in(request, parameters));
    out.detail = TRY(detail_in(parameters));
    if (parameters.by_name.contains("limit"))
        out.limit = TRY(whole(parameters, "limit", 1, limits::page_rows));
    if (parameters.by_name.contains("wait"))
        out.wait = std::chrono::seconds(TRY(
            whole(parameters, "wait", 0, static_cast<std::uint64_t>(limits::follow_wait.count()))));
    // HTML Living Standard §9.2.4: a browser that reconnects says there what it has.
    auto last = request.header("Last-Event-ID");
    if (!last.empty())
        out.after = TRY(cursor_from(last, dataset));
    else if (parameters.by_name.contains("after"))
        out.after = TRY(cursor_from(parameters["after"], dataset));
    return out;
}

namespace {

// ---- what is answered ------------------------------------------------------------------------------

// The same address, from there on. The one of a feed never ends.
std::string address_behind(const Ask& ask, std::string_view cursor) {
    auto address = fmt::format("/api/datasets/{}/changes?", ask.parameter("dataset"));
    if (auto parameters = parameters_of(ask.request))
        for (const auto& [name, value] : parameters->by_name)
            if (name != "after")
                address += fmt::format("{}={}&", percent_encode(name), percent_encode(value));
    return address + fmt::format("after={}", cursor);
}

Found page_found(const Ask& ask, const ChangesWanted& wanted, const Changed& changed) {
    http::Response response;
    bool is_json = wanted.format == Format::json;
    response.set("Content-Type", is_json ? cloud_events : content_type(wanted.format));
    response.set("Cache-Control", "no-store");
    auto cursor = text_of(changed.end, {wanted.dataset});
    response.set("Cursor", cursor);
    response.set("Link", fmt::format("<{}>; rel=\"next\"", address_behind(ask, cursor)));
    if (changed.page) {
        response.body = changed.page->body;
        return recorded(*changed.grant, Asked::changes, changed.page->events, std::move(response),
                        changed.page->people);
    }
    response.body = std::string(is_json ? "[]" : "");
    Found found(std::move(response));
    if (wanted.after && changed.is_all) found.waits = wanted.wait;
    return found;
}

Result<Found> subscribed(Desk& desk, const Ask& ask, ChangesWanted wanted, const Changed& changed) {
    // Nothing is given yet: the stream asks again, and has that recorded.
    if (!wanted.after) wanted.after = changed.end;
    wanted.format = Format::json;
    http::Response response;
    response.set("Content-Type", event_stream);
    response.set("Cache-Control", "no-store");
    auto place = TRY(ask.node.waiting->place(ask));
    response.body = change_stream(desk.changes, ask, std::move(wanted), std::move(place));
    return Found(std::move(response));
}

Result<Found> list_changes(Desk& desk, const Ask& ask) {
    auto wanted = TRY(changes_wanted(ask.request, {ask.parameter("dataset")}));
    auto changed = desk.changes.behind(ask, wanted);
    if (!changed && changed.error().kind == Kind::missing)
        if (auto gone = desk.changes.is_gone(wanted)) return Found(http::problem(410, gone->what));
    if (!changed) return std::move(changed).error();
    if (ask.request.header("Accept").contains(event_stream))
        return subscribed(desk, ask, std::move(wanted), *changed);
    if (changed->page) TRY(changed->grant->admit(ask.at));
    return page_found(ask, wanted, *changed);
}

// ---- its description -------------------------------------------------------------------------------

http::Parameter described(std::string name, std::string description,
                          json::Value schema = json::schema<std::string>()) {
    return {.name = std::move(name),
            .description = std::move(description),
            .schema = std::move(schema)};
}

json::Value number_between(std::uint64_t least, std::uint64_t most) {
    return json::Object{{"type", "integer"}, {"minimum", least}, {"maximum", most}};
}

std::vector<http::Parameter> parameters_of_changes() {
    return {
        described("after", "What has changed behind this place: a cursor, or the number of a "
                           "version; from now on, when absent"),
        described("limit",
                  fmt::format("Most changes in this answer; {}, or as many as agreed, when absent",
                              limits::page_rows_default),
                  number_between(1, limits::page_rows)),
        described("wait", "Seconds to wait for something to happen; none, when absent",
                  number_between(0, static_cast<std::uint64_t>(limits::follow_wait.count()))),
        described("compact",
                  "true: of versions that are passed at once, one change a key; "
                  "else each version's",
                  json::schema<bool>()),
        described("fields", "Names of fields, with commas between; all you may have, when absent"),
        described("agreement", "Its id; needed when your institution has several on the dataset"),
        described("format", "json or ndjson; goes before the header Accept"),
        {.name = "Last-Event-ID",
         .in = http::Parameter::In::header,
         .description = "As after, and before it; browsers send it when a stream was cut"}};
}

http::Content events_in_every_format() {
    http::Content out{{std::string(cloud_events), json::schema<std::vector<ChangeEvent>>()}};
    for (auto type : {content_type(Format::ndjson), event_stream})
        out.schemas.merge(http::Content::text(std::string(type)).schemas);
    return out;
}

} // namespace

std::vector<platform::Endpoint>
change_endpoints(const std::shared_ptr<std::unique_ptr<Desk>>& desk) {
    platform::Read find = [desk](Ask& ask) { return list_changes(**desk, ask); };
    return {
        {.method = http::Method::get,
         .path = "/api/datasets/{dataset}/changes",
         .summary = "What has changed in the rows, at once, waited for or as a stream",
         .access = Access::open_with_more_for({platform::Role::steward}),
         .work = platform::Slow{std::move(find)},
         .gives = events_in_every_format(),
         .parameters = parameters_of_changes(),
         .sends = {platform::receipt_header(),
                   platform::finality_header(),
                   platform::next_page_header(),
                   {.name = "Cursor", .description = "Where this answer ends: go on with after"}}}};
}

} // namespace vienreiz::distribution
