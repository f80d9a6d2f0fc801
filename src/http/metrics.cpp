// The format, one family after the other:
//   # HELP vienreiz_requests_total Requests answered.
//   # TYPE vienreiz_requests_total counter
//   vienreiz_requests_total{route="rows",status="200"} 1027
// A histogram is its cumulative buckets (label le), then _sum and _count. In a label's value \, "
// and line feed are escaped by a backslash; in a help text \ and line feed.
#include "http/metrics.hpp"

#include "base/result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace vienreiz::http {

struct Metrics::Series {
    Counter counter;
    Gauge gauge;
    std::unique_ptr<Histogram> histogram;
    std::function<double()> read;
};

struct Metrics::Family {
    std::string help, type;
    std::map<std::string, std::unique_ptr<Series>>
        series; // by its labels as rendered, without braces
};

namespace metrics {

bool is_name(std::string_view name) {
    auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == ':';
    };
    return !name.empty() && (name[0] < '0' || name[0] > '9') && std::ranges::all_of(name, allowed);
}

std::string escaped(std::string_view text, bool quotes) {
    std::string out;
    for (char c : text) {
        if (c == '\n')
            out += "\\n";
        else if (c == '\\' || (quotes && c == '"'))
            out.append({'\\', c});
        else
            out += c;
    }
    return out;
}

std::string rendered(const Labels& labels) {
    std::string out;
    for (const auto& [name, value] : labels) {
        check(is_name(name) && name != "le", "a label's name is a word");
        if (!out.empty()) out += ',';
        out += name + "=\"" + escaped(value, true) + '"';
    }
    return out;
}

void line(std::string& out, std::string_view name, std::string_view labels,
          std::string_view value) {
    out += name;
    if (!labels.empty()) out.append("{").append(labels).append("}");
    out.append(" ").append(value).append("\n");
}

std::string figure(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    return fmt::format("{}", value);
}

void histogram(std::string& out, const std::string& name, const std::string& labels,
               const Histogram& of) {
    std::uint64_t so_far = 0;
    auto before = labels.empty() ? "" : labels + ",";
    for (std::size_t i = 0; i <= of.bounds().size(); ++i) {
        so_far += of.count(i);
        auto bound = i < of.bounds().size() ? figure(of.bounds()[i]) : "+Inf";
        line(out, name + "_bucket", before + "le=\"" + bound + '"', std::to_string(so_far));
    }
    line(out, name + "_sum", labels, figure(of.sum()));
    line(out, name + "_count", labels, std::to_string(so_far));
}

} // namespace metrics

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)),
      counts_(std::make_unique<std::atomic<std::uint64_t>[]>(bounds_.size() + 1)) {
    check(std::ranges::is_sorted(bounds_), "a histogram's bounds rise");
}

void Histogram::observe(double value) {
    auto bucket = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
}

std::uint64_t Histogram::count(std::size_t bucket) const {
    return counts_[bucket].load(std::memory_order_relaxed);
}

std::vector<double> seconds_buckets() {
    return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
            0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};
}

Metrics::Metrics() = default;
Metrics::~Metrics() = default;

Metrics::Series& Metrics::series(std::string_view name, std::string_view help,
                                 std::string_view type, const Labels& labels) {
    check(metrics::is_name(name), "a figure's name is a word");
    auto& family = families_[std::string(name)];
    if (!family)
        family = std::make_unique<Family>(Family{std::string(help), std::string(type), {}});
    check(family->type == type, "a figure has one type");
    auto& series = family->series[metrics::rendered(labels)];
    if (!series) series = std::make_unique<Series>();
    return *series;
}

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
    std::lock_guard lock(guard_);
    return series(name, help, "counter", labels).counter;
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels) {
    std::lock_guard lock(guard_);
    return series(name, help, "gauge", labels).gauge;
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help,
                              std::vector<double> bounds, const Labels& labels) {
    std::lock_guard lock(guard_);
    auto& found = series(name, help, "histogram", labels);
    if (!found.histogram) found.histogram = std::make_unique<Histogram>(std::move(bounds));
    return *found.histogram;
}

void Metrics::sample(std::string_view name, std::string_view help, Sampled as,
                     std::function<double()> read, const Labels& labels) {
    std::lock_guard lock(guard_);
    series(name, help, as == Sampled::counter ? "counter" : "gauge", labels).read = std::move(read);
}

std::string Metrics::render() const {
    std::lock_guard lock(guard_);
    std::string out;
    for (const auto& [name, family] : families_) {
        out.append("# HELP ")
            .append(name)
            .append(" ")
            .append(metrics::escaped(family->help, false))
            .append("\n");
        out.append("# TYPE ").append(name).append(" ").append(family->type).append("\n");
        for (const auto& [labels, series] : family->series) {
            if (series->histogram)
                metrics::histogram(out, name, labels, *series->histogram);
            else if (series->read)
                metrics::line(out, name, labels, metrics::figure(series->read()));
            else if (family->type == "counter")
                metrics::line(out, name, labels, std::to_string(series->counter.get()));
            else
                metrics::line(out, name, labels, metrics::figure(series->gauge.get()));
        }
    }
    return out;
}

} // namespace vienreiz::http
