#include "query/filter.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "table/types.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

#include <optional>

namespace vienreiz::query {
namespace {

bool ends_a_word(char c) { return c == ' ' || c == '(' || c == ')' || c == ',' || c == '"'; }

struct Token {
    enum class Sort { word, quoted, open, close, comma, end };
    Sort sort = Sort::end;
    std::string text{};
    std::size_t at = 0; // of its first character
    [[nodiscard]] bool is(std::string_view word) const {
        return sort == Sort::word && text == word;
    }
};

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<Filter> all() {
        TRY(advance());
        auto filter = TRY(any_of(0));
        if (token_.sort != Token::Sort::end) return wrong("\"and\", \"or\" or the end");
        return filter;
    }

private:
    Failure failure(std::size_t at, std::string what) const {
        return {Kind::invalid, std::move(what), fmt::format("filter, character {}", at + 1)};
    }
    Failure wrong(std::string_view wanted) const {
        auto found = token_.sort == Token::Sort::end ? "the end" : table::shown(token_.text);
        return failure(token_.at, fmt::format("Here comes {}, and {} was expected", found, wanted));
    }

    Outcome advance() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
        token_ = {.at = at_};
        if (at_ == text_.size()) return {};
        switch (text_[at_]) {
        case '(':
            return mark(Token::Sort::open);
        case ')':
            return mark(Token::Sort::close);
        case ',':
            return mark(Token::Sort::comma);
        case '"':
            return quoted();
        default:
            token_.sort = Token::Sort::word;
            while (at_ < text_.size() && !ends_a_word(text_[at_])) token_.text += text_[at_++];
            return {};
        }
    }
    Outcome mark(Token::Sort sort) {
        token_.sort = sort;
        token_.text = text_[at_++];
        return {};
    }
    Outcome quoted() {
        token_.sort = Token::Sort::quoted;
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '"') return ++at_, Outcome();
            if (text_[at_] == '\\') {
                ++at_;
                if (at_ == text_.size() || (text_[at_] != '"' && text_[at_] != '\\'))
                    return failure(at_, "A backslash stands before a quote or a backslash only");
            }
            token_.text += text_[at_];
        }
        return failure(token_.at, "The quotes that are opened here are not closed");
    }

    // any_of = all_of *( "or" all_of )
    Result<Filter> any_of(std::size_t depth) {
        return joined(Filter::Form::any_of, "or", [&] { return all_of(depth); });
    }
    Result<Filter> all_of(std::size_t depth) {
        return joined(Filter::Form::all_of, "and", [&] { return one(depth); });
    }
    template <class Part>
    Result<Filter> joined(Filter::Form form, std::string_view word, Part&& part) {
        auto first = TRY(part());
        if (!token_.is(word)) return first;
        Filter out{.form = form};
        out.parts.push_back(std::move(first));
        while (token_.is(word)) {
            TRY(advance());
            out.parts.push_back(TRY(part()));
        }
        return out;
    }

    Result<Filter> one(std::size_t depth) {
        if (depth == limits::filter_depth)
            return Failure{Kind::too_large,
                           fmt::format("A filter is at most {} deep", limits::filter_depth),
                           fmt::format("filter, character {}", token_.at + 1)};
        if (token_.sort == Token::Sort::open) {
            TRY(advance());
            auto inner = TRY(any_of(depth + 1));
            TRY(expect(Token::Sort::close, "a closing parenthesis"));
            return inner;
        }
        if (token_.is("not")) {
            TRY(advance());
            Filter out{.form = Filter::Form::none_of};
            out.parts.push_back(TRY(one(depth + 1)));
            return out;
        }
        return test();
    }

    Result<Filter> test() {
        if (token_.sort != Token::Sort::word || token_.is("and") || token_.is("or"))
            return wrong("the name of a field");
        if (++tests_ > limits::filter_tests)
            return Failure{Kind::too_large,
                           fmt::format("A filter has at most {} tests", limits::filter_tests),
                           fmt::format("filter, character {}", token_.at + 1)};
        Filter out{.form = Filter::Form::test, .field = std::move(token_.text)};
        TRY(advance());
        if (token_.sort != Token::Sort::word ||
            !boost::describe::enum_from_string(token_.text.c_str(), out.relation))
            return wrong("eq, ne, lt, le, gt, ge, in, prefix, contains, like or null");
        TRY(advance());
        if (out.relation == Relation::null) return out;
        if (out.relation == Relation::in) {
            TRY(list(out.values));
            return out;
        }
        out.values.push_back(TRY(value()));
        return out;
    }

    Outcome list(std::vector<std::string>& values) {
        TRY(expect(Token::Sort::open, "the list of values in parentheses"));
        for (;;) {
            if (values.size() == limits::filter_listed)
                return Failure{Kind::too_large,
                               fmt::format("A list has at most {} values", limits::filter_listed),
                               fmt::format("filter, character {}", token_.at + 1)};
            values.push_back(TRY(value()));
            if (token_.sort != Token::Sort::comma)
                return expect(Token::Sort::close, "a comma or a closing parenthesis");
            TRY(advance());
        }
    }

    Result<std::string> value() {
        if (token_.sort != Token::Sort::word && token_.sort != Token::Sort::quoted)
            return wrong("a value");
        auto out = std::move(token_.text);
        TRY(advance());
        return out;
    }

    Outcome expect(Token::Sort sort, std::string_view wanted) {
        if (token_.sort != sort) return wrong(wanted);
        return advance();
    }

    std::string_view text_;
    std::size_t at_ = 0, tests_ = 0;
    Token token_;
};

std::string in_quotes(std::string_view value) {
    std::string out = "\"";
    for (char c : value) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string test_text(const Filter& filter) {
    auto out =
        fmt::format("{} {}", filter.field, boost::describe::enum_to_string(filter.relation, ""));
    if (filter.relation == Relation::null) return out;
    if (filter.relation != Relation::in) return out + " " + in_quotes(filter.values.front());
    std::string list;
    for (const auto& value : filter.values) list += (list.empty() ? "" : ", ") + in_quotes(value);
    return out + " (" + list + ")";
}

// In parentheses where what stands around it would take it apart.
std::string part_text(const Filter& part) {
    if (part.form == Filter::Form::test || part.form == Filter::Form::none_of) return to_text(part);
    return "(" + to_text(part) + ")";
}

} // namespace

Result<Filter> parse_filter(std::string_view text) {
    if (text.size() > limits::filter_bytes)
        return Failure{Kind::too_large,
                       "A filter has at most " + grouped(limits::filter_bytes) + " bytes",
                       "filter"};
    if (!is_utf8(text)) return Failure{Kind::invalid, "A filter is UTF-8", "filter"};
    return Parser(text).all();
}

std::string to_text(const Filter& filter) {
    if (filter.form == Filter::Form::test) return test_text(filter);
    if (filter.form == Filter::Form::none_of) return "not " + part_text(filter.parts.front());
    std::string out;
    auto word = filter.form == Filter::Form::all_of ? " and " : " or ";
    for (const auto& part : filter.parts) out += (out.empty() ? "" : word) + part_text(part);
    return out;
}

} // namespace vienreiz::query
