#include "capabilities/distribution/bulk.hpp"

#include "base/limits.hpp"
#include "capabilities/distribution/extract_writer.hpp"
#include "capabilities/distribution/questions.hpp"
#include "capabilities/distribution/record.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace vienreiz::distribution {
namespace {

using platform::Ask;
using platform::Found;
using Give = platform::Later::Give;

// ---- what is asked for -------------------------------------------------------------------------------

// What chooses a page, or an order, would be ignored: a download holds all, in the order of the version.
Outcome of_a_download(const Parameters& parameters) {
    auto refused = [](std::string_view name) {
        return Failure{Kind::invalid,
                       fmt::format("\"{}\" is no parameter of a download, which holds all that is "
                                   "asked for; pages are at …/rows",
                                   name),
                       std::string(name)};
    };
    if (!parameters.keys.empty()) return refused("keys");
    for (auto name : {"after", "aggregate", "group_by", "limit", "sort"})
        if (parameters.by_name.contains(name)) return refused(name);
    return {};
}

struct Wish {
    ExtractWish extract;
    std::string id; // of the extract
};

// Whatever decides which bytes it holds, and whom it concerns; not who asks: all who may have the same share it.
std::string extract_id(const Grant& grant, Format format, const Parameters& parameters) {
    std::string all;
    auto add = [&](std::string_view part) { append(all, std::to_string(part.size()), ":", part); };
    auto add_all = [&](const auto& parts, const auto& text_of) {
        add(std::to_string(parts.size()));
        for (const auto& part : parts) add(text_of(part));
    };
    auto name_of = [&](std::size_t column) { return grant.dataset.fields[column].name; };
    add(grant.version.folder);
    add(boost::describe::enum_to_string(format, ""));
    add_all(grant.columns, name_of);
    add_all(grant.person_columns, name_of);
    if (grant.agreement && grant.agreement->filter_column) {
        add(name_of(*grant.agreement->filter_column));
        add_all(grant.agreement->filter_values, [](const std::string& value) { return value; });
    }
    for (const auto& [name, value] : parameters.by_name) {
        if (name == "format" || name == "fields" || name == "agreement" || name == "version" ||
            name == "as_of")
            continue;
        add(name);
        add(value);
    }
    return hex(crypto::sha256(bytes(all)));
}

// CSV, unless something else is asked for: who takes whatever comes is a plain program.
Format download_format(const http::Request& request, const Parameters& parameters, Format read) {
    bool said = parameters.by_name.contains("format") || request.header("Accept").contains("json");
    return said ? read : Format::csv;
}

Result<Wish> wish_of(Desk& desk, const Ask& ask) {
    auto parameters = TRY(parameters_of(ask.request));
    TRY(of_a_download(parameters));
    Wish out;
    auto& extract = out.extract;
    extract.grant = TRY(desk.grants.find(ask, grant_query(ask.parameter("dataset"), parameters)));
    const auto& grant = *extract.grant;
    auto wanted = TRY(wanted_of(ask.request, grant, parameters));
    extract.format = download_format(ask.request, parameters, wanted.format);
    for (const auto& condition : wanted.conditions)
        query::each_equal(condition, [&](std::size_t column, std::string_view value) {
            if (grant.is_of_people(column) && !value.empty()) extract.asked_for.emplace_back(value);
        });
    auto conditions = std::move(wanted.conditions);
    conditions.push_back(grant.agreed);
    extract.condition = query::all_of(std::move(conditions));
    out.id = extract_id(grant, extract.format, parameters);
    return out;
}

// ---- what is answered --------------------------------------------------------------------------------

// A download counts once, and gives no more than paging through the same in one day would.
Outcome within_a_day(const Grant& grant, std::uint64_t rows) {
    if (!grant.agreement) return {};
    const auto& agreed = grant.agreement->limits;
    auto answers = rows / agreed.rows_per_answer + (rows % agreed.rows_per_answer != 0);
    if (answers <= agreed.answers_per_day) return {};
    return Failure{Kind::too_large,
                   fmt::format("This download has {} rows, and agreement {} allows {} answers a "
                               "day of {} rows: ask for fewer, or amend it",
                               grouped(rows), grant.agreement->id.text,
                               grouped(agreed.answers_per_day), grouped(agreed.rows_per_answer))};
}

http::Response file_response(const Wish& wish, const Extracts::Lease& lease) {
    const auto& grant = *wish.extract.grant;
    const auto& extract = lease->about;
    auto format = boost::describe::enum_to_string(wish.extract.format, "");
    http::Response response;
    response.set("Content-Type", content_type(wish.extract.format));
    response.set("ETag", fmt::format("\"{}\"", extract.hash));
    // RFC 9530 §3: of the whole, in whichever parts it is sent.
    response.set("Repr-Digest",
                 fmt::format("sha-256=:{}:", base64(from_hex(extract.hash).value())));
    response.set("Content-Disposition",
                 fmt::format("attachment; filename=\"{}-{}.{}\"", grant.dataset.id.text,
                             grant.version.number, format));
    response.set("Total-Count", std::to_string(extract.rows));
    response.set("Cache-Control", grant.recorded ? "private, no-cache" : "no-cache");
    response.body = http::FileBody{lease->file, 0, extract.bytes, lease};
    return response;
}

// What one caller got under one revision of one agreement.
std::string download_of(const Ask& ask, const Grant& grant, const Extract& extract) {
    auto agreement = grant.agreement
                         ? fmt::format("{}/{}", grant.agreement->id.text, grant.agreement->revision)
                         : "";
    return fmt::format("{}\n{}\n{}\n{}\n{}", ask.caller().id, agreement, grant.dataset.id.text,
                       grant.version.number, extract.hash);
}

Result<Found> given_out(Desk& desk, const Ask& ask, const Wish& wish,
                        const Extracts::Lease& lease) {
    const auto& grant = *wish.extract.grant;
    const auto& extract = lease->about;
    TRY(within_a_day(grant, extract.rows));
    auto response = file_response(wish, lease);
    if (!grant.recorded) return response;
    auto at = ask.node.now();
    auto today = riga_day(at);
    auto download = download_of(ask, grant, extract);
    if (auto entry = desk.downloads->recorded(download, today)) {
        if (grant.agreement) TRY(grant.agreement->in_time(today));
        response.set("Receipt", fmt::format("/journals/access/receipts/{}", *entry));
        response.set("Finality", name(platform::finality_of(ask.node, "access", *entry)));
        return response;
    }
    TRY(grant.admit(at));
    bool concerns_people = !extract.people.empty() || extract.people_file;
    Found out(
        std::move(response),
        record_of(
            grant,
            {Asked::bulk, extract.rows, {}, extract.people, extract.people_file, extract.hash}),
        concerns_people);
    out.recorded = [downloads = desk.downloads, download, today](journal::Index entry) {
        downloads->record(download, today, entry);
    };
    return out;
}

// ---- how it comes to be there ------------------------------------------------------------------------

// The file of people's tags must be there before a record names it.
Extracts::Lease kept(Desk& desk, const Wish& wish) {
    auto lease = desk.extracts.find(wish.id);
    if (!lease || !lease->about.people_file || desk.people.has(*lease->about.people_file))
        return lease;
    lease.reset();
    desk.extracts.remove(wish.id);
    return nullptr;
}

// Seconds may have passed: what the caller may have is found again.
Result<Found> given_out_when_made(Desk& desk, const Ask& ask, const std::string& id,
                                  Result<Extracts::Lease> made) {
    auto lease = TRY(std::move(made));
    auto wish = TRY(wish_of(desk, ask));
    if (wish.id == id) return given_out(desk, ask, wish, lease);
    return Failure{Kind::conflict,
                   "What there is, or what you may have of it, changed while this download was "
                   "made; ask again"};
}

} // namespace

void download(Desk& desk, std::shared_ptr<Ask> ask, Give give) {
    auto wish = wish_of(desk, *ask);
    if (!wish) return give(std::move(wish).error());
    if (auto lease = kept(desk, *wish)) return give(given_out(desk, *ask, *wish, lease));
    const auto& grant = *wish->extract.grant;
    if (wish->extract.condition.is_every_row())
        if (auto may = within_a_day(grant, grant.version.rows); !may) return give(may.error());
    if (auto may = grant.may_admit(ask->at); !may) return give(may.error());
    auto id = wish->id;
    auto by = ask->caller().id.empty() ? std::string(ask->request.peer) : ask->caller().id;
    Extracts::Make make = [&desk, &node = ask->node, extract = std::move(wish->extract)](
                              const std::filesystem::path& file, const Extracts::GoOn& go_on) {
        return write_extract(extract, *node.person_tags, file, desk.people.folder(), go_on);
    };
    desk.extracts.have_made(id, by, std::move(make),
                            [&desk, id, ask = std::move(ask),
                             give = std::move(give)](Result<Extracts::Lease> made) mutable {
                                give(given_out_when_made(desk, *ask, id, std::move(made)));
                            });
}

} // namespace vienreiz::distribution
