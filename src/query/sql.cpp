#include "query/sql.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "query/sql_words.hpp"
#include "table/types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vienreiz::query {
namespace sql {

// ---- what it asks for ----------------------------------------------------------------------------------

class Parser {
public:
    explicit Parser(std::string_view text) : words_(text) {}

    Result<SqlQuestion> question() {
        TRY(words_.advance());
        TRY(keyword("SELECT"));
        bool distinct = TRY(took("DISTINCT"));
        auto items = TRY(selected());
        TRY(keyword("FROM"));
        out_.dataset = TRY(name("the name of a dataset"));
        if (TRY(took("WHERE"))) out_.filter = TRY(any_of(0, false));
        if (TRY(took("GROUP"))) {
            TRY(keyword("BY"));
            TRY(names(out_.group_by));
        }
        TRY(place(items, distinct));
        if (TRY(took("ORDER"))) TRY(order());
        if (TRY(took("LIMIT"))) out_.limit = TRY(limit());
        if (is_mark(";")) TRY(words_.advance());
        if (words_.now().sort != Token::Sort::end) return wrong("the end");
        return std::move(out_);
    }

private:
    struct Item {
        bool is_figure = false;
        std::string text;
        bool operator==(const Item&) const = default;
    };

    // ---- small steps
    [[nodiscard]] bool is_word(std::string_view word) const {
        return words_.now().sort == Token::Sort::word && same_word(words_.now().text, word);
    }
    [[nodiscard]] bool is_mark(std::string_view mark) const {
        return words_.now().sort == Token::Sort::mark && words_.now().text == mark;
    }
    [[nodiscard]] Failure wrong(std::string_view wanted) const {
        const auto& now = words_.now();
        auto found = now.sort == Token::Sort::end ? "the end" : table::shown(now.text);
        return words_.failure(
            fmt::format("Here comes {}, and {} was expected: this is the part of SELECT that "
                        "asks one dataset",
                        found, wanted));
    }
    [[nodiscard]] Failure too_many(std::string what) const {
        return words_.failure(std::move(what), Kind::too_large);
    }
    Result<bool> took(std::string_view word) {
        if (!is_word(word)) return false;
        TRY(words_.advance());
        return true;
    }
    Outcome keyword(std::string_view word) {
        if (!is_word(word)) return wrong(word);
        return words_.advance();
    }
    Outcome mark(std::string_view mark) {
        if (!is_mark(mark)) return wrong("\"" + std::string(mark) + "\"");
        return words_.advance();
    }
    Result<std::string> name(std::string_view wanted) {
        const auto& now = words_.now();
        bool is_name = now.sort == Token::Sort::name ||
                       (now.sort == Token::Sort::word && !is_reserved(now.text));
        if (!is_name) return wrong(wanted);
        if (now.text.empty() || !std::ranges::all_of(now.text, [](char c) {
                return is_name_byte(c) || c == '-' || c == '.';
            }))
            return words_.failure("No field and no dataset has such a name");
        auto out = now.text;
        TRY(words_.advance());
        return out;
    }
    Outcome names(std::vector<std::string>& to) {
        do {
            if (is_mark(",")) TRY(words_.advance());
            to.push_back(TRY(name("the name of a field")));
            if (to.size() > limits::dataset_fields)
                return too_many("There are more fields here than a dataset has");
        } while (is_mark(","));
        return {};
    }

    // ---- what is selected
    Result<Item> item() {
        auto begins = words_.now();
        auto word = TRY(name("the name of a field, or COUNT, SUM, AVG, MIN or MAX of one"));
        if (begins.sort == Token::Sort::name || !is_mark("(")) return Item{false, word};
        TRY(words_.advance());
        constexpr auto functions =
            std::to_array<std::array<std::string_view, 2>>({{"COUNT", "distinct"},
                                                            {"SUM", "sum"},
                                                            {"AVG", "avg"},
                                                            {"MIN", "min"},
                                                            {"MAX", "max"}});
        auto known = std::ranges::find_if(functions,
                                          [&](const auto& one) { return same_word(word, one[0]); });
        if (known == functions.end())
            return words_.failure(table::shown(word) +
                                  " is no function here: COUNT, SUM, AVG, MIN and MAX are");
        bool counts = (*known)[0] == "COUNT";
        if (counts && is_mark("*")) {
            TRY(words_.advance());
            TRY(mark(")"));
            return Item{true, "count"};
        }
        if (counts) TRY(keyword("DISTINCT"));
        auto field = TRY(name("the name of a field"));
        TRY(mark(")"));
        return Item{true, fmt::format("{}({})", (*known)[1], field)};
    }
    Result<std::vector<Item>> selected() { // none: all
        std::vector<Item> out;
        if (is_mark("*")) {
            TRY(words_.advance());
            return out;
        }
        for (;;) {
            out.push_back(TRY(item()));
            if (is_word("AS"))
                return words_.failure("Fields and figures keep their own names here: leave out AS");
            if (out.size() > limits::dataset_fields)
                return too_many("There are more fields here than a dataset has");
            if (!is_mark(",")) return out;
            TRY(words_.advance());
        }
    }
    // Fields of rows, or fields and figures of groups.
    Outcome place(const std::vector<Item>& items, bool distinct) {
        bool has_figures = std::ranges::any_of(items, &Item::is_figure);
        bool grouped = has_figures || distinct || !out_.group_by.empty();
        if (grouped && items.empty())
            return words_.failure("Of groups, say which fields and figures are to be told: * has "
                                  "no meaning there");
        bool by_items = distinct && out_.group_by.empty() && !has_figures;
        for (const auto& [is_figure, text] : items) {
            if (is_figure) {
                out_.aggregates.push_back(text);
            } else if (by_items) {
                out_.group_by.push_back(text);
            } else if (!grouped) {
                out_.fields.push_back(text);
            } else if (std::ranges::find(out_.group_by, text) == out_.group_by.end()) {
                return words_.failure(table::shown(text) +
                                      " must stand behind GROUP BY, or inside a figure");
            }
        }
        return {};
    }
    Outcome order() {
        TRY(keyword("BY"));
        for (;;) {
            auto by = TRY(item());
            bool descends = TRY(took("DESC"));
            if (!descends) TRY(took("ASC"));
            out_.sort.push_back((descends ? "-" : "") + by.text);
            if (out_.sort.size() > limits::sort_fields)
                return too_many(
                    fmt::format("Rows are sorted by at most {} fields", limits::sort_fields));
            if (!is_mark(",")) return {};
            TRY(words_.advance());
        }
    }
    Result<std::uint64_t> limit() {
        auto number = vienreiz::number<std::uint64_t>(words_.now().text);
        if (words_.now().sort != Token::Sort::number || !number) return wrong("a whole number");
        TRY(words_.advance());
        return *number;
    }

    // ---- conditions. `turned`: a NOT stands before this one. It is carried down to the tests, where the rows for
    // which SQL knows the opposite to be true can be named.
    Result<Filter> any_of(std::size_t depth, bool turned) {
        return joined("OR", turned ? Filter::Form::all_of : Filter::Form::any_of,
                      [&] { return all_of(depth, turned); });
    }
    Result<Filter> all_of(std::size_t depth, bool turned) {
        return joined("AND", turned ? Filter::Form::any_of : Filter::Form::all_of,
                      [&] { return one(depth, turned); });
    }
    template <class Part>
    Result<Filter> joined(std::string_view word, Filter::Form form, Part&& part) {
        auto first = TRY(part());
        if (!is_word(word)) return first;
        Filter out{.form = form};
        out.parts.push_back(std::move(first));
        while (TRY(took(word))) out.parts.push_back(TRY(part()));
        return out;
    }
    Result<Filter> one(std::size_t depth, bool turned) {
        if (depth == limits::filter_depth)
            return too_many(fmt::format("A condition is at most {} deep", limits::filter_depth));
        if (TRY(took("NOT"))) return one(depth + 1, !turned);
        if (!is_mark("(")) return test(turned);
        TRY(words_.advance());
        auto inner = TRY(any_of(depth + 1, turned));
        TRY(mark(")"));
        return inner;
    }

    static Filter plain(const std::string& field, Relation relation,
                        std::vector<std::string> values) {
        return {.form = Filter::Form::test,
                .field = field,
                .relation = relation,
                .values = std::move(values)};
    }
    static Filter opposite(Filter filter) {
        Filter out{.form = Filter::Form::none_of};
        out.parts.push_back(std::move(filter));
        return out;
    }
    // The rows that have a value, for which the test is false.
    static Filter known_not(Filter test) {
        auto filled = opposite(plain(test.field, Relation::null, {}));
        Filter out{.form = Filter::Form::all_of};
        out.parts.push_back(opposite(std::move(test)));
        out.parts.push_back(std::move(filled));
        return out;
    }

    Result<Filter> test(bool turned) {
        if (++tests_ > limits::filter_tests)
            return too_many(fmt::format("A condition has at most {} tests", limits::filter_tests));
        auto field = TRY(name("the name of a field"));
        if (TRY(took("IS"))) {
            bool filled = TRY(took("NOT"));
            TRY(keyword("NULL"));
            auto empty = plain(field, Relation::null, {});
            return filled != turned ? opposite(std::move(empty)) : empty;
        }
        if (TRY(took("NOT"))) {
            if (!is_word("IN") && !is_word("LIKE") && !is_word("BETWEEN"))
                return wrong("IN, LIKE or BETWEEN");
            turned = !turned;
        }
        if (TRY(took("IN"))) {
            auto in = plain(field, Relation::in, TRY(list()));
            return turned ? known_not(std::move(in)) : in;
        }
        if (TRY(took("LIKE"))) {
            auto like = plain(field, Relation::like, {TRY(pattern())});
            return turned ? known_not(std::move(like)) : like;
        }
        if (TRY(took("BETWEEN"))) return between(field, turned);
        return comparison(field, turned);
    }

    Result<Filter> between(const std::string& field, bool turned) {
        auto least = TRY(literal());
        TRY(keyword("AND"));
        auto greatest = TRY(literal());
        Filter out{.form = turned ? Filter::Form::any_of : Filter::Form::all_of};
        out.parts.push_back(plain(field, turned ? Relation::lt : Relation::ge, {least}));
        out.parts.push_back(plain(field, turned ? Relation::gt : Relation::le, {greatest}));
        return out;
    }

    Result<Filter> comparison(const std::string& field, bool turned) {
        struct Comparison {
            std::string_view mark;
            Relation relation, opposite;
        };
        using enum Relation;
        constexpr auto comparisons = std::to_array<Comparison>({{"=", eq, ne},
                                                                {"<>", ne, eq},
                                                                {"!=", ne, eq},
                                                                {"<", lt, ge},
                                                                {"<=", le, gt},
                                                                {">", gt, le},
                                                                {">=", ge, lt}});
        auto known = words_.now().sort == Token::Sort::mark
                         ? std::ranges::find(comparisons, words_.now().text, &Comparison::mark)
                         : comparisons.end();
        if (known == comparisons.end()) return wrong("a comparison, IN, LIKE, BETWEEN or IS NULL");
        TRY(words_.advance());
        auto relation = turned ? known->opposite : known->relation;
        auto value = TRY(literal());
        if (relation == ne) return known_not(plain(field, eq, {std::move(value)}));
        return plain(field, relation, {std::move(value)});
    }

    Result<std::vector<std::string>> list() {
        TRY(mark("("));
        std::vector<std::string> out;
        for (;;) {
            if (out.size() == limits::filter_listed)
                return too_many(fmt::format("A list has at most {} values", limits::filter_listed));
            out.push_back(TRY(literal()));
            if (!is_mark(",")) break;
            TRY(words_.advance());
        }
        TRY(mark(")"));
        return out;
    }

    Result<std::string> literal() {
        if (is_word("DATE") || is_word("TIMESTAMP")) {
            TRY(words_.advance());
            if (words_.now().sort != Token::Sort::text) return wrong("a text in single quotes");
        }
        const auto& now = words_.now();
        bool is_truth = is_word("TRUE") || is_word("FALSE");
        if (is_word("NULL"))
            return words_.failure("Nothing compares with NULL; ask with IS NULL or IS NOT NULL");
        if (now.sort != Token::Sort::text && now.sort != Token::Sort::number && !is_truth)
            return wrong("a literal: 'text', a number, TRUE or FALSE");
        if (now.text.empty())
            return words_.failure("An empty text is no value here; ask with IS NULL");
        auto out = is_truth ? std::string(is_word("TRUE") ? "true" : "false") : now.text;
        TRY(words_.advance());
        return out;
    }

    // % and _ of SQL as * and ? of the grammar.
    Result<std::string> pattern() {
        if (words_.now().sort != Token::Sort::text) return wrong("a pattern in single quotes");
        auto given = words_.now().text;
        TRY(words_.advance());
        std::optional<char> escape;
        if (TRY(took("ESCAPE"))) {
            if (words_.now().sort != Token::Sort::text || words_.now().text.size() != 1)
                return wrong("one character in single quotes");
            escape = words_.now().text.front();
            TRY(words_.advance());
        }
        std::string out;
        for (std::size_t at = 0; at < given.size(); ++at) {
            bool is_literal = escape && given[at] == *escape;
            if (is_literal && ++at == given.size())
                return words_.failure("The pattern ends with its escape");
            char c = given[at];
            if (!is_literal && (c == '%' || c == '_')) {
                out += c == '%' ? '*' : '?';
                continue;
            }
            if (c == '*' || c == '?' || c == '\\') out += '\\';
            out += c;
        }
        return out;
    }

    Words words_;
    SqlQuestion out_;
    std::size_t tests_ = 0;
};

} // namespace sql

Result<SqlQuestion> parse_sql(std::string_view text) {
    if (text.size() > limits::filter_bytes)
        return Failure{Kind::too_large,
                       "A question in SQL has at most " + grouped(limits::filter_bytes) + " bytes",
                       "sql"};
    if (!is_utf8(text)) return Failure{Kind::invalid, "SQL is UTF-8 here", "sql"};
    return sql::Parser(text).question();
}

} // namespace vienreiz::query
