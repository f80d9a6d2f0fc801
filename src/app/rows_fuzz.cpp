// Any text as the parameters of rows: an answer or a refusal; as many rows as were asked for, in order,
// the same in every format; a page leads to the next one; and a filter lets through what equals its
// value.
#include "app/capabilities.hpp"
#include "app/demonstration.hpp"
#include "base/fuzz_seeds.hpp"
#include "base/text.hpp"
#include "platform/serve.hpp"
#include "store/scratch_folder.hpp"
#include "table/types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>

using namespace vienreiz;

namespace {

constexpr std::string_view address = "/api/datasets/uznemumi/rows";

struct Waiting : http::Responder::Target {
    explicit Waiting(std::promise<http::Response>& to) : to_(to) {}
    void respond(http::Response&& response) override { to_.set_value(std::move(response)); }

private:
    std::promise<http::Response>& to_;
};

// The demonstration's register of companies, open to anybody, asked without a socket.
class Register {
public:
    Register() {
        platform::NodeOptions options;
        options.data = folder_.path();
        options.public_url = "http://site.example";
        options.anonymous_rate = {1e12, 1e12};
        node_ = platform::Node::open(std::move(options), app::capabilities()).value();
        check(app::fill_if_empty(*node_).has_value(), "the demonstration fills an empty node");
        service_ = std::make_unique<platform::Service>(*node_);
    }

    http::Response ask(std::string_view query) {
        http::Request request;
        request.method = http::Method::get;
        request.path = address;
        request.query = query;
        request.peer = "127.0.0.1";
        std::promise<http::Response> promise;
        auto future = promise.get_future();
        service_->handle(request, http::Responder(std::make_unique<Waiting>(promise)));
        return future.get();
    }

private:
    store::ScratchFolder folder_;
    std::unique_ptr<platform::Node> node_;
    std::unique_ptr<platform::Service> service_;
};

Register& companies() {
    static Register one;
    return one;
}

std::string body_of(const http::Response& response) { return std::get<std::string>(response.body); }

// Rows as text: an object may name a field twice, when it was asked for twice.
std::vector<std::string> rows_of(const std::string& ndjson) {
    std::vector<std::string> out;
    for (auto line : split(ndjson, '\n'))
        if (!line.empty()) out.emplace_back(line);
    return out;
}

std::optional<std::string> key_of(const std::string& row) {
    constexpr std::string_view name = R"("regcode":)";
    auto at = row.find(name);
    if (at == row.npos) return {};
    at += name.size();
    return row.substr(at, row.find_first_of(",}", at) - at);
}

void check_order(const std::vector<std::string>& rows) {
    for (std::size_t i = 1; i < rows.size(); ++i)
        if (auto before = key_of(rows[i - 1]), key = key_of(rows[i]); before && key)
            check(*before < *key, "rows come by key, each once");
}

std::string next_of(const http::Response& response) {
    auto link = response.headers["Link"];
    if (link.empty()) return {};
    check(link.ends_with(R"(>; rel="next")"), "the header Link leads to the next page");
    auto next = link.substr(1, link.find('>') - 1);
    check(next.starts_with(fmt::format("{}?", address)), "which is of the same rows");
    return std::string(next.substr(address.size() + 1));
}

void check_pages(const http::Response& first, const std::vector<std::string>& rows) {
    auto next = next_of(first);
    if (next.empty()) return;
    check(!rows.empty(), "a page that has a next one is not empty");
    auto second = companies().ask(next);
    check(second.status == 200, "a next page is there");
    auto both = rows;
    for (auto& row : rows_of(body_of(second))) both.push_back(std::move(row));
    check(both.size() > rows.size(), "and has rows");
    check_order(both);
}

void check_formats(const std::string& query, const std::vector<std::string>& rows) {
    auto as_json = companies().ask(query + "&format=json");
    check(as_json.status == 200, "what is answered as lines is answered as one value");
    auto value = json::parse(body_of(as_json));
    if (!value) return; // a field asked for twice: no value can be read of it
    check(value->at("rows").as_array().size() == rows.size(), "which has the same rows");
    auto as_csv = companies().ask(query + "&format=csv");
    check(as_csv.status == 200, "and as a table");
}

void check_answer(const std::string& query) {
    auto lines = companies().ask(query + "&format=ndjson");
    check(lines.status == 200 || (lines.status >= 400 && lines.status < 500),
          "an answer, or a refusal");
    if (lines.status != 200) return;
    auto rows = rows_of(body_of(lines));
    check(rows.size() <= limits::page_rows, "an answer has a limit");
    bool by_keys = query.find("key") != query.npos || query.find('%') != query.npos;
    if (!by_keys) check_order(rows), check_pages(lines, rows);
    check_formats(query, rows);
}

// A filter by any value.
void check_filter(std::string_view value) {
    auto answer = companies().ask("fields=name&format=ndjson&name=" + percent_encode(value));
    if (!is_utf8(value)) return check(answer.status == 400, "what is no text is refused");
    check(answer.status == 200 || answer.status == 400, "a filter is taken or refused");
    if (answer.status != 200) return;
    std::string canonical, wanted;
    if (!value.empty())
        check(table::append_canonical(canonical, value, {}).has_value(), "a value has a spelling");
    if (canonical.empty())
        wanted = "null";
    else
        json::write_string(wanted, canonical);
    for (const auto& row : rows_of(body_of(answer)))
        check(row == fmt::format(R"({{"name":{}}})", wanted), "a row equals what was asked for");
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    (void)companies();
    return fuzz::plant(*count, *arguments,
                       {"limit=2", "limit=1000&fields=regcode,name", "keys=40003000010,40003000029",
                        "after=40003000500&limit=3", "version=1&limit=7",
                        "name=SIA+%22Paraugs%22&type=", "fields=name,name", "keys=a%2Cb&after=1",
                        "type=SIA&limit=3&fields=regcode", "agreement=x", "limit=0"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string input(text(ByteView(data, size)));
    check_filter(input);
    check_answer(input);
    return 0;
}
