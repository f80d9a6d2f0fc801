#include "query/sql_words.hpp"

#include "table/types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vienreiz::query::sql {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr auto reserved = std::to_array<std::string_view>(
    {"SELECT", "DISTINCT", "FROM",   "WHERE",     "GROUP", "BY",     "ORDER", "LIMIT", "AND",
     "OR",     "NOT",      "IN",     "LIKE",      "IS",    "NULL",   "TRUE",  "FALSE", "BETWEEN",
     "ESCAPE", "AS",       "HAVING", "JOIN",      "INNER", "LEFT",   "RIGHT", "FULL",  "CROSS",
     "ON",     "UNION",    "EXCEPT", "INTERSECT", "WITH",  "OFFSET", "FETCH", "CASE",  "CAST",
     "EXISTS", "INTO",     "VALUES", "WINDOW",    "ILIKE", "ALL",    "ANY"});

} // namespace

bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) {
        return (x >= 'a' && x <= 'z' ? static_cast<char>(x - 'a' + 'A') : x) == y;
    });
}

bool is_reserved(std::string_view word) {
    return std::ranges::any_of(reserved,
                               [&](std::string_view one) { return same_word(word, one); });
}

Outcome Words::advance() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
        ++at_;
    token_ = {.at = at_};
    if (at_ == text_.size()) return {};
    auto rest = text_.substr(at_);
    if (rest.starts_with("--") || rest.starts_with("/*"))
        return failure("There are no comments here");
    char first = text_[at_];
    if (first == '\'') return quoted(Token::Sort::text, '\'');
    if (first == '"') return quoted(Token::Sort::name, '"');
    bool is_signed = first == '-' || first == '+' || first == '.';
    if (is_digit(first) || (is_signed && rest.size() > 1 && is_digit(rest[1]))) return number();
    if (is_name_byte(first)) {
        token_.sort = Token::Sort::word;
        while (at_ < text_.size() && is_name_byte(text_[at_])) token_.text += text_[at_++];
        return {};
    }
    return mark(rest);
}

// A quote inside is written twice.
Outcome Words::quoted(Token::Sort sort, char quote) {
    token_.sort = sort;
    for (++at_; at_ < text_.size(); ++at_) {
        if (text_[at_] == quote) {
            if (at_ + 1 == text_.size() || text_[at_ + 1] != quote) return ++at_, Outcome();
            ++at_;
        }
        token_.text += text_[at_];
    }
    return failure("The quotes that are opened here are not closed");
}

Outcome Words::number() {
    token_.sort = Token::Sort::number;
    if (text_[at_] == '+') ++at_;
    while (at_ < text_.size() && (is_name_byte(text_[at_]) || text_[at_] == '.' ||
                                  (text_[at_] == '-' && token_.text.empty())))
        token_.text += text_[at_++];
    if (token_.text.starts_with('.')) token_.text.insert(0, "0");
    if (token_.text.starts_with("-.")) token_.text.insert(1, "0");
    bool is_plain = std::ranges::all_of(token_.text,
                                        [](char c) { return is_digit(c) || c == '.' || c == '-'; });
    if (is_plain) return {};
    return failure(table::shown(token_.text) + " is no number");
}

Outcome Words::mark(std::string_view rest) {
    for (std::string_view two : {"<>", "!=", "<=", ">="})
        if (rest.starts_with(two)) {
            token_.sort = Token::Sort::mark, token_.text = two;
            at_ += 2;
            return {};
        }
    constexpr std::string_view one = "()*,=<>;";
    if (one.contains(rest.front())) {
        token_.sort = Token::Sort::mark, token_.text = rest.substr(0, 1);
        ++at_;
        return {};
    }
    return failure(fmt::format("Here comes {}, which has no place in this SQL",
                               table::shown(rest.substr(0, 1))));
}

Failure Words::failure(std::string what, Kind kind) const {
    return {kind, std::move(what), fmt::format("sql, character {}", token_.at + 1)};
}

} // namespace vienreiz::query::sql
