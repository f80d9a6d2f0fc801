// Lists of facts (summary list) and of things to do (task list).
#pragma once

#include "html/components/messages.hpp"

namespace vienreiz::html {

struct Action {
    std::string href;
    Content text;
    std::string hidden_text{}; // what the action is on, for those who do not see the row
    std::string classes{};
    Attributes attributes{};
};
struct SummaryRow {
    Content key;
    Content value;
    std::vector<Action> actions{};
    std::string classes{};
    std::string key_classes{};
    std::string value_classes{};
    std::string actions_classes{};
};
struct SummaryCard {
    Content title{};
    int heading_level = 2;
    std::vector<Action> actions{};
    std::string classes{};
    std::string title_classes{};
    std::string actions_classes{};
    Attributes attributes{};
};
struct SummaryList {
    std::vector<SummaryRow> rows;
    std::optional<SummaryCard> card{};
    std::string classes{}; // "govuk-summary-list--no-border"
    Attributes attributes{};
};
Markup summary_list(const SummaryList& list);

struct Task {
    Content title;
    std::string href{}; // absent: it cannot be begun yet
    Content hint{};
    Content status{};         // in words, when it is done
    std::optional<Tag> tag{}; // as a tag, while something is left to do
    std::string classes{};
    std::string title_classes{};
    std::string status_classes{};
};
struct TaskList {
    std::vector<Task> tasks;
    std::string id_prefix = "task-list";
    std::string classes{};
    Attributes attributes{};
};
Markup task_list(const TaskList& list);

} // namespace vienreiz::html
