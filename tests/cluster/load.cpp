#include "cluster/load.hpp"

#include "capabilities/institutions/registration_number.hpp"
#include "crypto/random.hpp"

#include <fmt/format.h>

namespace vienreiz::cluster {
namespace {

using test::Voice;
using namespace std::chrono_literals;

constexpr std::size_t callers = 4;

// Nobody has heard the request, so it has not failed: the caller goes elsewhere.
bool never_left(const Failure& failure) {
    return failure.what.starts_with("The server cannot be reached");
}

} // namespace

Load::Load(std::vector<std::string> nodes, Voice::Headers operators)
    : nodes_(std::move(nodes)), operators_(std::move(operators)) {
    for (std::size_t caller = 0; caller < callers; ++caller)
        callers_.emplace_back(
            [this, caller](const std::stop_token& stop) { call(stop, caller % nodes_.size()); });
}

void Load::call(const std::stop_token& stop, std::size_t node) {
    while (!stop.stop_requested()) register_one(stop, node);
}

std::string Load::next_number() {
    std::lock_guard lock(mutex_);
    for (;;)
        if (auto whole = std::to_string(last_number_++);
            institutions::check_registration_number(whole))
            return whole;
}

// One wish under one key, until it is answered.
void Load::register_one(const std::stop_token& stop, std::size_t& node) {
    auto number = next_number();
    auto wish =
        fmt::format(R"({{"registration_number":"{}","name":{{"lv":"A","en":"A"}}}})", number);
    Voice::Headers once{{"Idempotency-Key", fmt::format("\"{}\"", crypto::random_token())},
                        {"Content-Type", "application/json"}};
    auto began = std::chrono::steady_clock::now();
    for (; !stop.stop_requested(); std::this_thread::sleep_for(20ms)) {
        auto voice = Voice::of(nodes_[node], operators_);
        auto answer = voice ? voice->send("POST", "/api/institutions", wish, once)
                            : Result<http::ClientResponse>(voice.error());
        std::lock_guard lock(mutex_);
        if (answer && answer->status == 200) {
            auto place = answer->header("Receipt");
            auto entry = vienreiz::number<std::uint64_t>(place.substr(place.rfind('/') + 1));
            acknowledged_.push_back({entry.value_or(0),
                                     std::string(json::parse(answer->body)->at("id").as_string()),
                                     number});
            auto took = std::chrono::ceil<std::chrono::milliseconds>(
                std::chrono::steady_clock::now() - began);
            longest_ = std::max(longest_.load(), took);
            return;
        }
        if (answer)
            refusals_.push_back(fmt::format("{} {}", answer->status, answer->body));
        else if (!never_left(answer.error()))
            refusals_.push_back(answer.error().what);
        if (answer && answer->status != 503 && answer->status != 429) {
            wrong_.push_back(refusals_.back());
            return;
        }
        node = (node + 1) % nodes_.size();
    }
}

std::size_t Load::acknowledged() const {
    std::lock_guard lock(mutex_);
    return acknowledged_.size();
}
std::vector<std::string> Load::wrong() const {
    std::lock_guard lock(mutex_);
    return wrong_;
}
std::vector<std::string> Load::take_refusals() {
    std::lock_guard lock(mutex_);
    return std::exchange(refusals_, {});
}

Outcome Load::hold(const std::string& node) const {
    auto voice = TRY(Voice::of(node, operators_));
    for (const auto& one : acknowledged_) {
        auto receipt =
            TRY(voice.send("GET", fmt::format("/journals/main/receipts/{}", one.entry))).body;
        auto extra = receipt.find("extra ");
        if (extra == receipt.npos)
            return Failure{Kind::corrupt, fmt::format("Entry {} is gone: {}", one.entry, receipt)};
        auto line = std::string_view(receipt).substr(extra + 6);
        auto entry = TRY(from_base64(line.substr(0, line.find('\n'))));
        if (!text(entry).contains(one.id) || !text(entry).contains(one.number))
            return Failure{Kind::corrupt, fmt::format("Entry {} is not that of {}: {}", one.entry,
                                                      one.id, text(entry))};
    }
    return {};
}

} // namespace vienreiz::cluster
