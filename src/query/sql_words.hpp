// The words of a question in SQL, one after another.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace vienreiz::query::sql {

struct Token {
    enum class Sort { word, name, text, number, mark, end }; // name: in double quotes
    Sort sort = Sort::end;
    std::string text{}; // as it was written, without its quotes
    std::size_t at = 0;
};

// Without regard to case; `b` is in capitals.
bool same_word(std::string_view a, std::string_view b);
bool is_name_byte(char c);
// Means something in SQL, here or elsewhere, so that as a name it must be quoted.
bool is_reserved(std::string_view word);

class Words {
public:
    explicit Words(std::string_view text) : text_(text) {}
    [[nodiscard]] const Token& now() const { return token_; }
    Outcome advance();

    // At the word that is read now.
    [[nodiscard]] Failure failure(std::string what, Kind kind = Kind::invalid) const;

private:
    Outcome quoted(Token::Sort sort, char quote);
    Outcome number();
    Outcome mark(std::string_view rest);

    std::string_view text_;
    std::size_t at_ = 0;
    Token token_;
};

} // namespace vienreiz::query::sql
