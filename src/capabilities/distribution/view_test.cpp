#include "capabilities/distribution/view.hpp"

#include <gtest/gtest.h>

namespace vienreiz::view_test {
using namespace distribution;

const DatasetId register_{"registrs"};

// A journal's entries and what they make of the views.
class History {
public:
    History() {
        catalogue::register_events(types_);
        distribution::register_events(types_);
    }
    template <class E>
    void happens(const E& event) {
        platform::Events events;
        events.add(event);
        entries_.push_back(platform::entry_of(events.list.front(), Instant{}, "node"));
        auto batch = store_->batch();
        apply(*batch, entries_.size() - 1);
        check(batch->commit().has_value(), "memory takes a batch");
    }
    void described() {
        catalogue::Dataset dataset;
        dataset.id = register_;
        happens(catalogue::DatasetDescribed{dataset});
    }
    std::uint64_t published() {
        auto events = decide({}, {}, *view(), PublishVersion{register_, "folder", "hash", 1, 0});
        check(events.has_value(), "a version of a described dataset is published");
        auto event = json::read<VersionPublished>(events->list.front().data);
        happens(*event);
        return event->version.number;
    }
    [[nodiscard]] std::unique_ptr<store::Snapshot> view() const { return store_->snapshot(); }
    [[nodiscard]] std::string bytes() const { return content(*view()); }
    [[nodiscard]] std::string bytes_rebuilt() const {
        auto fresh = store::memory_store();
        auto batch = fresh->batch();
        for (std::size_t i = 0; i < entries_.size(); ++i) apply(*batch, i);
        check(batch->commit().has_value(), "memory takes a batch");
        return content(*fresh->snapshot());
    }

private:
    void apply(store::Batch& batch, std::size_t i) const {
        check(types_.apply(batch, i, entries_[i]).has_value(), "an event of ours applies");
    }
    static std::string content(const store::Snapshot& view) {
        std::string out;
        view.scan("", "", [&](std::string_view key, std::string_view value) {
            out.append(key).append("=").append(value).append("\n");
            return store::Scan::next;
        });
        return out;
    }
    platform::EventTypes types_;
    std::unique_ptr<store::Store> store_ = store::memory_store();
    std::vector<std::string> entries_;
};

TEST(Versions, OfAWithdrawnDatasetDoNotAnswerForItsSuccessor) {
    History history;
    history.described();
    history.published();
    history.published();
    history.happens(catalogue::DatasetWithdrawn{register_, "Replaced"});
    EXPECT_FALSE(current_version(*history.view(), register_));
    history.described();
    EXPECT_FALSE(current_version(*history.view(), register_));
    EXPECT_TRUE(versions(*history.view(), register_).empty());
    EXPECT_EQ(history.published(), 3U) << "a number never means two versions";
    EXPECT_EQ(current_version(*history.view(), register_)->number, 3U);
    EXPECT_EQ(versions(*history.view(), register_).size(), 1U);
}

TEST(Versions, KeepTheirNumbersThroughSeveralWithdrawals) {
    History history;
    for (std::uint64_t number : {1U, 2U}) {
        history.described();
        EXPECT_EQ(history.published(), number);
        history.happens(catalogue::DatasetWithdrawn{register_, "Replaced"});
    }
    history.described(); // withdrawn before anything is published
    history.happens(catalogue::DatasetWithdrawn{register_, "Replaced"});
    history.described();
    EXPECT_EQ(history.published(), 3U);
}

TEST(Versions, AreTheSameBytesWhenTheViewsAreRebuilt) {
    History history;
    history.described();
    history.published();
    history.happens(catalogue::DatasetWithdrawn{register_, "Replaced"});
    history.described();
    history.published();
    EXPECT_TRUE(history.bytes().contains("distribution/withdrawn/registrs"));
    EXPECT_EQ(history.bytes_rebuilt(), history.bytes());
}

} // namespace vienreiz::view_test
