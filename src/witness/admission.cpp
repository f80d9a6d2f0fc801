#include "witness/admission.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

namespace vienreiz::witness {
namespace {

constexpr std::string_view format_line = "logs/v0";

struct Line {
    std::size_t number = 0;
    std::string_view name, value;
};

Failure at(const Line& line, std::string what) {
    return {Kind::invalid, std::move(what), fmt::format("line {}", line.number)};
}

std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> out;
    std::size_t number = 0;
    for (auto line : split(text, '\n')) {
        ++number;
        line = trim(line);
        if (line.empty() || line.starts_with('#')) continue;
        auto space = std::min(line.find(' '), line.size());
        out.push_back({number, line.substr(0, space), trim(line.substr(space))});
    }
    return out;
}

class Lines {
public:
    explicit Lines(std::string_view text) : all_(lines_of(text)) {}
    [[nodiscard]] bool done() const { return next_ == all_.size(); }
    [[nodiscard]] bool is(std::string_view name) const {
        return !done() && all_[next_].name == name;
    }
    const Line& take() { return all_[next_++]; }
    // "The order of lines is significant."
    Result<Line> take(std::string_view name) {
        if (is(name)) return take();
        auto where = done() ? Line{all_.empty() ? 1 : all_.back().number, {}, {}} : all_[next_];
        return at(where, fmt::format("Here stands a line that begins with {}", name));
    }

private:
    std::vector<Line> all_;
    std::size_t next_ = 0;
};

Outcome read_log(Lines& lines, Admission& into) {
    auto vkey = TRY(lines.take("vkey"));
    auto key = journal::verifier_key(vkey.value);
    if (!key) return at(vkey, key.error().what);
    if (!journal::is_log_key(*key)) return at(vkey, "This is a witness's key, not a journal's");
    auto origin = TRY(lines.take("origin"));
    if (origin.value.empty()) return at(origin, "An origin is its text, or none");
    if (lines.is("bastion")) lines.take();
    auto qpd = TRY(lines.take("qpd"));
    auto a_day = number<std::uint64_t>(qpd.value);
    if (!a_day) return at(qpd, "Requests a day are a whole number");
    auto contact = TRY(lines.take("contact"));

    auto name = origin.value == "none" ? key->name : std::string(origin.value);
    if (!into.contains(name) && into.size() == limits::witnessed_journals)
        return Failure{Kind::too_large, fmt::format("A witness has at most {} journals",
                                                    grouped(limits::witnessed_journals))};
    auto& admitted = into[name];
    admitted.keys.push_back(std::move(*key));
    admitted.requests_a_day = std::max(admitted.requests_a_day, *a_day);
    admitted.contact = contact.value;
    return {};
}

} // namespace

Result<Admission> parse_admission(std::string_view text) {
    if (text.size() > limits::admission_bytes)
        return Failure{Kind::too_large, fmt::format("A list of journals holds at most {} bytes",
                                                    grouped(limits::admission_bytes))};
    if (!is_utf8(text)) return Failure{Kind::invalid, "A list of journals is UTF-8"};
    Lines lines(text);
    TRY(lines.take(format_line));
    Admission out;
    while (!lines.done()) TRY(read_log(lines, out));
    return out;
}

} // namespace vienreiz::witness
