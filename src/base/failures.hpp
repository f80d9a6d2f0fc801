// What was wrong, all at once: a person who fills in a form corrects it once.
//
//   Failures failures;
//   failures.add(valid_sentence(wish.name, "/name"));
//   failures.add(valid_sentence(wish.login, "/login"));
//   return failures.told();                         // the first, and the other behind it
#pragma once

#include "base/limits.hpp"
#include "base/result.hpp"

#include <algorithm>

namespace vienreiz {

class Failures {
public:
    template <class T>
    Failures& add(const Result<T>& result) {
        return result ? *this : add(result.error());
    }
    Failures& add(Failure failure) {
        auto also = std::move(failure.also);
        failure.also.clear();
        if (all_.size() < limits::failures_told) all_.push_back(std::move(failure));
        for (auto& one : also) add(std::move(one));
        return *this;
    }
    [[nodiscard]] bool any() const { return !all_.empty(); }
    [[nodiscard]] bool any_at(std::string_view where) const {
        return !where.empty() && std::ranges::find(all_, where, &Failure::where) != all_.end();
    }

    // The first, with the others behind it.
    [[nodiscard]] Outcome told() const {
        if (all_.empty()) return {};
        auto out = all_.front();
        out.also.assign(all_.begin() + 1, all_.end());
        return out;
    }
    // These, after what a rule says of the rest: of a place that could not be read it knows nothing.
    [[nodiscard]] Outcome after(const Outcome& of_the_rest) const {
        Failures known, out;
        known.add(of_the_rest);
        for (const auto& one : known.all_)
            if (!any_at(one.where)) out.add(one);
        for (const auto& one : all_) out.add(one);
        return out.told();
    }

private:
    std::vector<Failure> all_;
};

} // namespace vienreiz
