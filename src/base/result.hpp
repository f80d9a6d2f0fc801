// What may fail returns a Result; what must not be false is a check.
//
//   Result<Dataset> load(DatasetId id) {
//       auto bytes = TRY(read(id));                     // hands a failure on to the caller
//       if (bytes.empty()) return Failure{Kind::missing, "This dataset has no rows", "/dataset"};
//       ...
//   }
#pragma once

#include <expected>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace vienreiz {

// Each kind is one HTTP status (http/problem.hpp) and one exit code (exit_code below).
enum class Kind {
    invalid,         // the request makes no sense as written           400  2
    unauthenticated, // nobody we know is asking                        401  3
    forbidden,       // known, but not allowed                          403  4
    missing,         // there is no such thing                          404  5
    conflict,        // it contradicts what already is                  409  6
    too_large,       // over a limit of base/limits.hpp                 413  7
    too_many,        // over a rate or a quota; try later               429  8
    unavailable,     // we cannot just now: disk, network, peer         503  9
    corrupt,         // what was stored is not what was written         500  10
};

// Why something failed, in a sentence a person can act on.
struct Failure {
    Kind kind;
    std::string what;            // one sentence: what was wrong and what to do
    std::string where{};         // JSON pointer, "row 12, column x", file and offset, or URL
    std::vector<Failure> also{}; // what else was wrong with the same request (base/failures.hpp)
};

template <class T>
class [[nodiscard]] Result : public std::expected<T, Failure> {
public:
    using std::expected<T, Failure>::expected;
    // Written out: a default one lets `return {};` set all the bytes a failure would have taken to zero, each time.
    Result()
        requires std::is_void_v<T> || std::is_default_constructible_v<T>
    {}
    Result(Failure failure) : std::expected<T, Failure>(std::unexpect, std::move(failure)) {}
};

using Outcome = Result<void>;

// auto value = TRY(f());   leaves the enclosing function with f's failure, if it failed. In braces it stands first only
// (g++ 12 never destroys the members before it); not inside a coroutine: those hold one co_await a line.
#define TRY(...) VIENREIZ_TRY_AS(VIENREIZ_JOIN(try_result_, __COUNTER__), __VA_ARGS__)
// The counter gives each its own name, so that one TRY may stand inside another.
#define VIENREIZ_JOIN(a, b) VIENREIZ_JOIN_EXPANDED(a, b)
#define VIENREIZ_JOIN_EXPANDED(a, b) a##b
#define VIENREIZ_TRY_AS(name, ...)                                                                 \
    __extension__({                                                                                \
        auto&& name = (__VA_ARGS__);                                                               \
        if (!name) [[unlikely]]                                                                    \
            return std::move(name).error();                                                        \
        std::move(name).value();                                                                   \
    })

// Always on: a false condition is our own mistake, and going on would make it worse.
[[noreturn]] void check_failed(std::string_view sentence, std::source_location at);
inline void check(bool condition, std::string_view sentence,
                  std::source_location at = std::source_location::current()) {
    if (!condition) [[unlikely]]
        check_failed(sentence, at);
}

int exit_code(Kind kind);
std::string_view name(Kind kind);

// The failure with its place set under `parent`: "/fields" + "/0/name".
inline Failure within(Failure failure, std::string_view parent) {
    failure.where.insert(0, parent);
    for (auto& one : failure.also) one.where.insert(0, parent);
    return failure;
}

} // namespace vienreiz
