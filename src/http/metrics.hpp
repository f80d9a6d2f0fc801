// Figures for Prometheus, in its text exposition format 0.0.4.
//
// Concurrency: a series is found once, under a lock, and kept by reference; counting is one atomic
// addition. Limits: the caller's labels are few and known (a route's name, never a person's or a
// path as sent).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vienreiz::http {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
public:
    void add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t get() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

class Gauge {
public:
    void set(double value) { value_.store(value, std::memory_order_relaxed); }
    [[nodiscard]] double get() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<double> value_{0};
};

class Histogram {
public:
    explicit Histogram(std::vector<double> bounds);
    void observe(double value);
    [[nodiscard]] const std::vector<double>& bounds() const { return bounds_; }
    // Not cumulative; the last bucket has no bound.
    [[nodiscard]] std::uint64_t count(std::size_t bucket) const;
    [[nodiscard]] double sum() const { return sum_.load(std::memory_order_relaxed); }

private:
    std::vector<double> bounds_; // rising upper bounds, inclusive
    std::unique_ptr<std::atomic<std::uint64_t>[]> counts_;
    std::atomic<double> sum_{0};
};

// Seconds from a tenth of a millisecond to ten seconds.
std::vector<double> seconds_buckets();

class Metrics {
public:
    // The same name and labels give the same series; the same name with another type is a check.
    Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
    Histogram& histogram(std::string_view name, std::string_view help, std::vector<double> bounds,
                         const Labels& labels = {});
    // A figure that somebody else keeps, read when rendered. It must be safe to call from any
    // thread.
    enum class Sampled { counter, gauge };
    void sample(std::string_view name, std::string_view help, Sampled as,
                std::function<double()> read, const Labels& labels = {});
    [[nodiscard]] std::string render() const; // text/plain; version=0.0.4

    Metrics();
    ~Metrics();

private:
    struct Series;
    struct Family;
    Series& series(std::string_view name, std::string_view help, std::string_view type,
                   const Labels& labels);
    mutable std::mutex guard_;
    std::map<std::string, std::unique_ptr<Family>, std::less<>> families_;
};

} // namespace vienreiz::http
